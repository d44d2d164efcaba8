import { lowerBound } from '../../shared/search.ts'

/** Fewer rows of the same times say nothing. */
const leastRows = 10

/** One channel of a site. times — [n], ascending epoch ms; values — [n], NaN = missing. */
export interface SiteChannel {
  times: Float64Array
  values: Float64Array
}

/**
 * Pearson's correlation of a channel at two sites over rows of the same times: each row of the first is held beside the nearest of the
 * second, where that is no further than half a step (ms) away. correlation — null where there are fewer than 10, or one does not vary.
 */
export function correlateSites(
  a: SiteChannel,
  b: SiteChannel,
  stepMs: number,
): { correlation: number | null; rows: number } {
  let [n, meanA, meanB, varA, varB, both] = [0, 0, 0, 0, 0, 0]
  let j = lowerBound(b.times, (a.times[0] ?? 0) - stepMs / 2)
  for (let i = 0; i < a.times.length; i++) {
    const time = a.times[i]
    while (j + 1 < b.times.length && Math.abs(b.times[j + 1] - time) <= Math.abs(b.times[j] - time)) j++
    if (j >= b.times.length) break
    const [x, y] = [a.values[i], b.values[j]]
    if (Math.abs(b.times[j] - time) > stepMs / 2 || Number.isNaN(x) || Number.isNaN(y)) continue
    // Welford's way, for values that are large beside what they vary by.
    n++
    const [dx, dy] = [x - meanA, y - meanB]
    meanA += dx / n
    meanB += dy / n
    varA += dx * (x - meanA)
    varB += dy * (y - meanB)
    both += dx * (y - meanB)
  }
  const varies = varA > 0 && varB > 0
  return { correlation: n >= leastRows && varies ? both / Math.sqrt(varA * varB) : null, rows: n }
}
