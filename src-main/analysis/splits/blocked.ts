import { purged, rowsIn, spanOf, within, type Split } from './split.ts'
import type { RowRange } from '../../shared/data/series.ts'

/**
 * Cross-validation in k blocks of time, as near to equal as whole rows allow: each block is held out once, and judged by a
 * model that learnt from all others but for `purge` rows on either side of it. Blocks are never shuffled: neighbouring rows
 * of a time series are nearly alike, and a shuffled split would ask for what it has just been told. A block that holds a gap
 * is held out in several ranges. Empty where there are fewer rows than blocks.
 * With `agree` it is the other way round: each block is learned alone, but for `purge` rows at its ends, and all others are held out.
 */
export const blocked: Split = {
  id: 'blocks',
  name: 'Blocked cross-validation',
  summary: 'Holds out each of k blocks of time in turn, so that every row is judged by a model that has not seen it.',
  reference:
    'Bergmeir and Benítez, On the use of cross-validation for time series predictor evaluation, Information Sciences 2012; López de Prado, Advances in Financial Machine Learning, 2018, chapter 7 (purged k-fold)',
  folds({ stretches, purge }, holdOut) {
    if (holdOut.kind !== 'blocks') return []
    if (rowsIn(stretches) < holdOut.blocks) return []
    const blocks = inBlocks(stretches, holdOut.blocks)
    return blocks.map((block, b) => {
      const span = spanOf(block)!
      if (!holdOut.agree) return { heldOut: block, train: purged(stretches, span, purge) }
      return {
        heldOut: blocks.filter((other) => other !== block).flat(),
        // The first and the last row of all have no neighbour that is held out.
        train: within(stretches, {
          first: span.first + (b > 0 ? purge : 0),
          last: span.last - (b < blocks.length - 1 ? purge : 0),
        }),
      }
    })
  },
}

/** The rows in stretches, counted without the rows between them, in k parts whose lengths differ by one row at most. */
function inBlocks(stretches: readonly RowRange[], k: number): RowRange[][] {
  const rows = rowsIn(stretches)
  const blocks: RowRange[][] = [[]]
  let done = 0
  for (const { first, last } of stretches)
    for (let row = first; row <= last;) {
      const end = Math.round((blocks.length * rows) / k)
      if (done === end) blocks.push([])
      else {
        const part = { first: row, last: Math.min(last, row + end - done - 1) }
        blocks[blocks.length - 1].push(part)
        done += part.last - row + 1
        row = part.last + 1
      }
    }
  return blocks
}
