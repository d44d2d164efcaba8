import { purged, rowsIn, within, type Split } from './split.ts'
import { lowerBound } from '../../shared/search.ts'

/**
 * The past trains, the future judges: the last share of the rows, or everything from a time on, is held out, and `purge`
 * rows before it train nobody, so that no window holds rows of both. One fold; none where nothing would be held out.
 */
export const byTime: Split = {
  id: 'time',
  name: 'By time',
  summary: 'Trains on the earlier part and judges on the later one, as a model meets data in use.',
  reference:
    'López de Prado, Advances in Financial Machine Learning, 2018, chapter 7 (purging); Tashman, Out-of-sample tests of forecasting accuracy, 2000',
  folds({ times, stretches, purge }, holdOut) {
    if (holdOut.kind !== 'last' && holdOut.kind !== 'from') return []
    const from = holdOut.kind === 'from' ? lowerBound(times, holdOut.time) : firstOfLast(stretches, holdOut.share)
    const heldOut = within(stretches, { first: from, last: Infinity })
    return heldOut.length === 0
      ? []
      : [{ heldOut, train: purged(stretches, { first: heldOut[0].first, last: Infinity }, purge) }]
  },
}

/** The first row of the last share of the rows that lie in stretches; at least one of them. */
function firstOfLast(stretches: readonly { first: number; last: number }[], share: number): number {
  let left = Math.max(1, Math.round(rowsIn(stretches) * share))
  for (const { first, last } of stretches.toReversed()) {
    const rows = last - first + 1
    if (rows >= left) return last - left + 1
    left -= rows
  }
  return 0
}
