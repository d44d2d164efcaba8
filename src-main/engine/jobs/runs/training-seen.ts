import { listDatasets } from '../../../db/datasets.ts'
import type { Project } from '../../../db/project.ts'
import type { Id, Model, Run } from '../../../shared/project.ts'
import type { RowRange } from '../../../shared/data/series.ts'
import { detectors } from '../../../analysis/detectors/index.ts'
import type { TrainingSeen } from '../../../analysis/judgement/judge.ts'
import type { JudgementFacts } from '../../../analysis/splits/warnings.ts'

/** What is known of a run's model when it is judged. trainedRows — of its model; labelSet — that it is judged against. */
export function trainingSeen(db: Project, run: Run, trainedRows: RowRange[], labelSet: Id | null): TrainingSeen {
  const { training } = run.model
  const here = training !== null && training.dataset === run.dataset
  return {
    learns: learnsOf(run.model),
    trained: here ? trainedRows : [],
    elsewhere: here ? null : (training?.labelled ?? null),
    heldOut: here ? training.heldOut : null,
    // Only what somebody held out can be straddled: an adaptive run scores each row before it learns from it.
    window: training && training.holdOut.kind !== 'nothing' ? training.window : 1,
    purge: training?.purge ?? 0,
    chosenOnTheseLabels: training?.chosenOn != null && training.chosenOn.labelSet === labelSet,
    looksTheSame: training !== null && !here && looksTheSame(db, run.dataset, training.dataset),
  }
}

/** An ensemble learns what its members do; an adaptive run what is normal. */
export function learnsOf(model: Model): JudgementFacts['learns'] {
  const own = model.kind === 'detector' ? detectors.find(({ id }) => id === model.detector)?.learns : undefined
  return own ?? (model.training?.learntLabels ? 'labels' : 'normal')
}

function looksTheSame(db: Project, a: Id, b: Id): boolean {
  const all = listDatasets(db)
  const [first, second] = [a, b].map((id) => all.find((dataset) => dataset.id === id))
  return (
    first !== undefined &&
    second !== undefined &&
    first.sourceFile === second.sourceFile &&
    first.rows === second.rows &&
    first.start === second.start &&
    first.end === second.end
  )
}
