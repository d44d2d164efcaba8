import { counted } from '../../shared/counted.ts'
import type { Warning } from '../../shared/runs/measures.ts'
import type { RowRange } from '../../shared/data/series.ts'
import { rangesOf } from '../metrics/metric.ts'
import { common, rowsIn } from './split.ts'

/**
 * What is known about a judgement. learns — of the detector; labels — [n], of the judged dataset; judged — its rows.
 * trained — rows of the same dataset that were trained on; empty where another one was. elsewhere — then: labelled anomalies among the
 * rows of that other dataset. heldOut — rows whose scores come from a model that has not seen them; in cross-validation each
 * row has one. window, purge — in rows. threshold — whether the rule saw the judged labels, or the scores of held-out rows.
 */
export interface JudgementFacts {
  learns: 'nothing' | 'normal' | 'labels'
  labels: Uint8Array
  judged: RowRange
  trained: RowRange[]
  elsewhere: { windows: number; rows: number } | null
  heldOut: RowRange | null
  window: number
  purge: number
  threshold: { sawLabels: boolean; sawScores: boolean }
  /** The detector was taken from a ranking by the very labels it is judged on. */
  chosenOnTheseLabels: boolean
  /** The judged dataset has the source, the span and the rows of the one that was trained on. */
  looksTheSame: boolean
}

/** Everything that makes the measures of a run promise more than new data will keep, the gravest first. */
export function warningsOf(facts: JudgementFacts): Warning[] {
  const { learns, judged, trained, heldOut, purge, window, threshold } = facts
  const warnings: Warning[] = []
  const unseen = heldOut ?? { first: 0, last: -1 }
  const seen = common(trained, [judged]).reduce(
    (sum, part) => sum + rowsIn([part]) - rowsIn(common([part], [unseen])),
    0,
  )
  const all = judged.last - judged.first + 1
  if (seen > 0 && learns === 'labels')
    warnings.push({
      code: 'labels-learnt',
      badge: 'in-sample',
      message: `The detector learnt the labels of ${share(seen, all)} it is judged on: the measures say how well it remembers, not how well it finds. Hold out a part.`,
    })
  else if (seen > 0)
    warnings.push({
      code: 'judged-on-trained',
      message: `Model and scaling have seen ${share(seen, all)} they are judged on: hold out a part to know how it does on new data.`,
    })
  if (facts.chosenOnTheseLabels)
    warnings.push({
      code: 'model-oracle',
      badge: 'oracle',
      message:
        'The detector was taken from a ranking by the labels it is judged on: the best of several always looks better there than it is.',
    })
  if (threshold.sawLabels)
    warnings.push({
      code: 'threshold-oracle',
      badge: 'oracle',
      message: 'The threshold was chosen on the labels it is judged on: a limit of what is possible, not a result.',
    })
  const labelled = facts.elsewhere ?? labelledIn(facts.labels, trained)
  if (learns === 'normal' && labelled.rows > 0)
    warnings.push({
      code: 'trained-on-labelled',
      message: `Training saw ${counted(labelled.windows, 'labelled anomaly', 'labelled anomalies')} (${counted(labelled.rows, 'row')}) and may take them for normal: leave labels out of training.`,
    })
  if (heldOut && trained.length > 0 && purge < window - 1)
    warnings.push({
      code: 'window-straddles',
      message: `Windows of ${counted(window, 'row')} reach across the purge gap of ${counted(purge, 'row')}: some hold both rows trained on and rows held out.`,
    })
  if (facts.looksTheSame)
    warnings.push({
      code: 'same-data',
      message:
        'This dataset has the source file, the span and the number of rows of the one that was trained on: it may be the same data.',
    })
  if (threshold.sawScores && !threshold.sawLabels)
    warnings.push({
      code: 'threshold-saw-scores',
      message: 'The threshold rule looked at the scores of the rows that it is judged on, though not at their labels.',
    })
  return warnings
}

/** Labelled anomalies among rows. labels — [n], 1 inside a label; rows — in order. */
export function labelledIn(labels: Uint8Array, rows: readonly RowRange[]): { windows: number; rows: number } {
  const parts = common(rangesOf(labels), rows)
  // Parts of one window have no unlabelled row between them.
  const isNew = (part: RowRange, i: number) => i === 0 || labels.subarray(parts[i - 1].last, part.first).includes(0)
  return { windows: parts.filter(isNew).length, rows: rowsIn(parts) }
}

function share(some: number, all: number): string {
  return some >= all ? `all ${counted(all, 'row')}` : `${some.toLocaleString('en')} of the ${counted(all, 'row')}`
}
