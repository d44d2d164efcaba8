import type { RowRange, Series } from '../../shared/data/series.ts'
import { joined } from '../math/joined.ts'
import { seededRandom } from '../math/random.ts'

/** As many stretches as the question what is normal has blocks: each stands for its hundredth of the data. */
const STRETCHES = 100

/**
 * What shows a long dataset as a whole: a stretch of each hundredth of it, `most` rows together, the first and the last rows among them.
 * Where in its hundredth a stretch lies is drawn by lot: at even steps every stretch of daily data could begin a little later in the day,
 * which looks like a drift. All rows where there are no more than `most`. rows, most — numbers of rows, most ≥ 100.
 */
export function overviewRanges(rows: number, most: number): RowRange[] {
  if (rows <= most) return [{ first: 0, last: rows - 1 }]
  const random = seededRandom(1)
  const length = Math.floor(most / STRETCHES)
  return Array.from({ length: STRETCHES }, (_, i) => {
    const lot = i === 0 ? 0 : i === STRETCHES - 1 ? 1 : random.next()
    const first = Math.round(((i + lot) * rows) / STRETCHES - lot * length)
    return { first, last: first + length - 1 }
  })
}

/** The rows of these ranges, one after the other; shares memory where there is one range. */
export function rowsOfRanges(series: Series, ranges: readonly RowRange[]): Series {
  const of = (values: Float64Array) => {
    const parts = ranges.map(({ first, last }) => values.subarray(first, last + 1))
    return parts.length === 1 ? parts[0] : joined(parts)
  }
  return { ...series, times: of(series.times), values: series.values.map(of) }
}
