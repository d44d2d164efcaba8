import { getDataset, listDatasets } from '../../db/datasets.ts'
import { anomalousClasses } from '../../db/label-classes.ts'
import { readModelData } from '../../db/models.ts'
import type { Project } from '../../db/open.ts'
import { getRun, setJudgement } from '../../db/runs.ts'
import { readTimes, readValues } from '../../db/series.ts'
import { badInput } from '../../shared/errors.ts'
import type { JudgedOn } from '../../shared/hold-out.ts'
import { parseParams, type ParamValues } from '../../shared/params.ts'
import type { Id, Model, Run, ThresholdSetting } from '../../shared/project.ts'
import type { RowRange } from '../../shared/series.ts'
import { detectors } from '../../analysis/detectors/index.ts'
import type { Job } from '../../analysis/job.ts'
import { measureInSteps } from '../../analysis/metrics/measure.ts'
import type { EngineCalls } from '../protocol.ts'
import { vusWindow } from '../../analysis/preprocessing/period.ts'
import { computeThreshold } from '../../analysis/splits/threshold-view.ts'
import { warningsOf } from '../../analysis/splits/warnings.ts'
import { detect } from '../../analysis/thresholds/detections.ts'
import { thresholdById } from '../../analysis/thresholds/index.ts'
import { detectByRow } from '../../analysis/thresholds/modes.ts'
import { modesOf, ownTraining } from './modes.ts'
import { labelFlags } from './stored-series.ts'
import { withProject } from './with-project.ts'

/** The rule for VUS' window looks at this many rows. */
const periodRows = 20_000

/** Up to this many rows the bootstrap is quick enough for someone who moves a threshold (about a second). */
const intervalRows = 3000

/** Sets a run's threshold, finds its detections and measures them against a label set. */
export function judge(args: EngineCalls['judge']['args'], job: Job): Promise<EngineCalls['judge']['result']> {
  return withProject(args.project, (db) => judgeRun(db, args.run, args.threshold, args.labelSet, job, args.judgedOn))
}

/** Measures are of the rows that the model has not seen where there are some, unless someone wants all; detections are found everywhere. note — to be kept with the measures. */
export async function judgeRun(
  db: Project,
  runId: Id,
  threshold: ThresholdSetting,
  labelSet: Id | null,
  job: Job,
  wanted?: JudgedOn,
  note: string | null = null,
): Promise<{ value: number; detections: number }> {
  const run = getRun(db, runId)
  if (run.scores === null) throw badInput('This run has no scores yet.')
  const judgedOn = wanted ?? run.judgedOn
  const times = readTimes(db, run.dataset)
  const scored = readValues(db, run.scores)
  const labels = labelFlags(db, labelSet, times)
  const rule = thresholdById(threshold.rule)
  const { stepMs, channels } = getDataset(db, run.dataset)
  const model = readModelData(db, run.model.id)
  const { trainingScores: training, trainedRows } = model
  const params = parseParams(rule.params, threshold.params) as ParamValues
  // A threshold that differs inside labels of anomalies knows where they are.
  const partedByAnswers = threshold.modes?.kind === 'class' && anomalousClasses(db).has(threshold.modes.class)
  const oracle =
    rule.oracle || partedByAnswers || (threshold.rule === 'fixed' && params.value === threshold.oracleValue)
  let sawScores = run.heldOut !== null && threshold.rule === 'fixed' && params.value === threshold.chosenOnJudged
  const whole: RowRange = { first: 0, last: times.length - 1 }
  const judged = judgedOn === 'all' ? whole : (run.heldOut ?? whole)
  const compute = (training: Float64Array, scored: Float64Array) => {
    const { value, sawHeldOut } = computeThreshold(
      rule,
      params,
      { training, scored, labels, times, stepMs },
      { heldOut: run.heldOut, judged },
    )
    sawScores ||= sawHeldOut
    return value
  }
  const value = compute(training, scored)
  const modes = threshold.modes
    ? modesOf(db, run, threshold.modes, { times, scored, whole: value, trainedRows: ownTraining(run, model), compute })
    : null
  const { flags, detections } = modes
    ? detectByRow(scored, times, modes.perRow, threshold)
    : detect(scored, times, value, threshold)
  const isPart = judged.first > 0 || judged.last < whole.last
  const part = <A extends Float64Array | Uint8Array>(all: A) => all.subarray(judged.first, judged.last + 1) as A
  const measured =
    labels &&
    (await measureInSteps(
      {
        scores: part(scored),
        labels: part(labels),
        flags: part(flags),
        threshold: value,
        times: part(times),
        oracle,
        detections: shifted(detections, judged),
        intervals: judged.last - judged.first < intervalRows,
        vusWindow: vusWindow(
          readValues(db, channels.find((c) => c.name === run.model.channels[0])!.series, 0, periodRows - 1),
        ),
      },
      job,
    ))
  const measures = labels &&
    measured && {
      ...measured,
      notes: note ? [note, ...measured.notes] : measured.notes,
      warnings: warningsFor(db, run, labels, { judged, trainedRows, labelSet, sawLabels: oracle, sawScores }),
      ...(isPart && { judged: { ...judged, start: times[judged.first], end: times[judged.last] } }),
    }
  setJudgement(db, runId, {
    threshold: { ...threshold, params, found: modes?.found },
    thresholdValue: value,
    oracle,
    detections,
    measures,
    judgedOn,
  })
  return { value, detections: detections.length }
}

/** Detections as rows of the judged part; those outside it are left out, those across its edge cut. */
function shifted(detections: readonly RowRange[], { first, last }: RowRange): RowRange[] {
  return detections.flatMap((d) =>
    d.last < first || d.first > last
      ? []
      : [{ first: Math.max(d.first, first) - first, last: Math.min(d.last, last) - first }],
  )
}

interface Known {
  judged: RowRange
  trainedRows: RowRange[]
  labelSet: Id | null
  sawLabels: boolean
  sawScores: boolean
}

export function warningsFor(
  db: Project,
  run: Run,
  labels: Uint8Array,
  { judged, trainedRows, labelSet, sawLabels, sawScores }: Known,
) {
  const { training } = run.model
  const here = training !== null && training.dataset === run.dataset
  return warningsOf({
    learns: learnsOf(run.model),
    labels,
    judged,
    trained: here ? trainedRows : [],
    elsewhere: here ? null : (training?.labelled ?? null),
    heldOut: here ? training.heldOut : null,
    // Only what somebody held out can be straddled: an adaptive run scores each row before it learns from it.
    window: training && training.holdOut.kind !== 'nothing' ? training.window : 1,
    purge: training?.purge ?? 0,
    threshold: { sawLabels, sawScores },
    chosenOnTheseLabels: training?.chosenOn != null && training.chosenOn.labelSet === labelSet,
    looksTheSame: training !== null && !here && looksTheSame(db, run.dataset, training.dataset),
  })
}

/** An ensemble learns what its members do; an adaptive run what is normal. */
export const learnsOf = ({ detector, training }: Model) =>
  detectors.find(({ id }) => id === detector)?.learns ?? (training?.learntLabels ? 'labels' : 'normal')

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
