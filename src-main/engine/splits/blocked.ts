import { purged, rowsIn, spanOf, type Split } from './split.ts'
import type { RowRange } from '../../shared/series.ts'

/**
 * Cross-validation in k blocks of time, as near to equal as whole rows allow: each block is held out once, and judged by a
 * model that learnt from all others but for `purge` rows on either side of it. Blocks are never shuffled: neighbouring rows
 * of a time series are nearly alike, and a shuffled split would ask for what it has just been told. A block that holds a gap
 * is held out in several ranges. Empty where there are fewer rows than blocks.
 */
export const blocked: Split = {
  id: 'blocks',
  name: 'Blocked cross-validation',
  summary: 'Holds out each of k blocks of time in turn, so that every row is judged by a model that has not seen it.',
  reference: 'Bergmeir and Benítez, On the use of cross-validation for time series predictor evaluation, Information Sciences 2012; López de Prado, Advances in Financial Machine Learning, 2018, chapter 7 (purged k-fold)',
  folds({ stretches, purge }, holdOut) {
    if (holdOut.kind !== 'blocks') return []
    const rows = rowsIn(stretches)
    const edge = (block: number) => Math.round((block * rows) / holdOut.blocks)
    if (rows < holdOut.blocks) return []
    return Array.from({ length: holdOut.blocks }, (_, block) => {
      const heldOut = counted(stretches, edge(block), edge(block + 1))
      return { heldOut, train: purged(stretches, spanOf(heldOut)!, purge) }
    })
  },
}

/** The `from`-th to the `to`-th (exclusive) of the rows in stretches, counted without the rows between them. */
function counted(stretches: readonly RowRange[], from: number, to: number): RowRange[] {
  const found: RowRange[] = []
  let before = 0
  for (const { first, last } of stretches) {
    const a = Math.max(first, first + from - before)
    const b = Math.min(last, first + to - 1 - before)
    if (b >= a) found.push({ first: a, last: b })
    before += last - first + 1
  }
  return found
}
