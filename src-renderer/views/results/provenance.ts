import { count, counted } from '../../../src-main/shared/counted.ts'
import type { Dataset, Run, ThresholdSetting } from '../../../src-main/shared/project.ts'
import { dateTime } from '../../charts/format.ts'
import { heldOutOf } from './measures.ts'

type Named = Pick<Dataset, 'id' | 'name' | 'rows'>

/** The dataset that a run's model was trained on where it is another one: its name in quotes. null where it is the same. */
export function trainedElsewhere({ dataset, model }: Run, datasets: readonly Named[]): string | null {
  const other = model.training?.dataset
  if (other === undefined || other === dataset) return null
  const found = datasets.find(({ id }) => id === other)
  return found ? `“${found.name}”` : 'a dataset that is not in the project any more'
}

/** Which rows a model was trained on, and how many those are. */
export function trainedOn(run: Run, datasets: readonly Named[]): string {
  const { ranges, training, kind } = run.model
  if (kind === 'ensemble') return 'nothing itself: each member has a model of its own'
  if (training?.rows === 0 && kind === 'detector') return 'nothing: this detector learns nothing'
  const labels = training?.withoutLabels ? ' but labelled anomalies' : ''
  const elsewhere = trainedElsewhere(run, datasets)
  if (training?.holdOut.kind === 'blocks')
    return `in turn everything but one block${labels && ', without labelled anomalies'}`
  const stretches = ranges.length > 0 ? counted(ranges.length, 'stretch', 'stretches') : null
  const all = heldOutOf(training) ? 'everything else' : 'everything'
  const rows = datasets.find(({ id }) => id === training?.dataset)?.rows
  const many = training?.rows
    ? `, ${rows === undefined ? counted(training.rows, 'row') : `${count(training.rows)} of ${counted(rows, 'row')}`}`
    : ''
  return `${stretches ?? all}${labels}${elsewhere ? ` of ${elsewhere}` : ''}${many}`
}

/** Which scores a threshold was calibrated on, in a sentence; null for one that was given. */
export function calibratedOn({ basis, normal }: ThresholdSetting, zone: string): string | null {
  if (!basis) return null
  const scores = counted(basis.scores, 'score')
  if (basis.of === 'training') return `Calibrated on ${scores} of the training data.`
  if (basis.of === 'labels') return `Chosen on the labels of the ${counted(basis.scores, 'row')} it is judged on.`
  if (basis.of === 'scores') return `Calibrated on this run’s own ${scores}.`
  const [range] = normal ?? []
  const where =
    range && normal?.length === 1
      ? `from ${dateTime(range.start, zone)} to ${dateTime(range.end, zone)}`
      : `in ${counted(normal?.length ?? 0, 'range')}`
  return `Calibrated on ${scores} ${where}, called normal after training.`
}
