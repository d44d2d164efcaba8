import type { Histogram } from './report-data.ts'

const bars = 60

/**
 * Counts scores in bars. scores — [n], NaN = not assessed; flags — [n], 1 inside a labelled window, or null.
 * A few scores far above all others would press the rest into one bar: the axis ends a little above the threshold or
 * where 99.9 % of the scores lie below, whichever is further, and what lies above is counted apart.
 * null where nothing was assessed.
 */
export function histogramOf(
  scores: Float64Array,
  flags: Uint8Array | null,
  threshold: number | null,
): Histogram | null {
  let [low, high, n] = [Infinity, -Infinity, 0]
  for (const score of scores) {
    if (!Number.isFinite(score)) continue
    n++
    if (score < low) low = score
    if (score > high) high = score
  }
  if (n === 0) return null
  const usual = Math.max(
    quantile(scores, 0.999),
    threshold === null ? -Infinity : threshold + 0.5 * Math.abs(threshold - low),
  )
  const to = high > low + 1.5 * (usual - low) ? usual : high
  const width = (to - low) / bars
  const normal = new Array<number>(bars).fill(0)
  const labelled = new Array<number>(bars).fill(0)
  let above = 0
  for (let i = 0; i < scores.length; i++) {
    if (!Number.isFinite(scores[i])) continue
    if (scores[i] > to) above++
    const bar = width > 0 ? Math.min(bars - 1, Math.floor((scores[i] - low) / width)) : 0
    if (flags?.[i]) labelled[bar]++
    else normal[bar]++
  }
  return { from: low, to, above, normal, labelled }
}

/** Of at most 50,000 scores at even distances: it only says where an axis ends. */
function quantile(scores: Float64Array, q: number): number {
  const every = Math.max(1, Math.floor(scores.length / 50_000))
  const sample = Float64Array.from({ length: Math.floor(scores.length / every) }, (_, i) => scores[i * every])
    .filter(Number.isFinite)
    .sort()
  return sample.length === 0 ? -Infinity : sample[Math.min(sample.length - 1, Math.floor(q * sample.length))]
}
