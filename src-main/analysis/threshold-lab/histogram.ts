import type { Histogram } from '../../shared/runs/threshold-lab.ts'

const BARS = 120

/** A logarithmic axis helps where half of the scores would share the first few pixels of a linear one. */
const LONG_TAIL = 30
/** Decades below the highest score that a logarithmic axis shows at most. */
const DECADES = 9

/**
 * Normal and labelled scores apart, in bars of equal width. scores — [n], finite; labels — [n] or null. The axis is the score,
 * or its logarithm: then what is not above the first edge stands in the first bar.
 */
export function histogram(
  scores: Float64Array,
  labels: Uint8Array | null,
  low: number,
  high: number,
  logarithmic: boolean,
): Histogram {
  const on = logarithmic ? Math.log : (score: number) => score
  const from = on(low)
  const width = (on(high) - from) / BARS
  const edges = Float64Array.from({ length: BARS + 1 }, (_, i) =>
    i === 0 ? low : i === BARS ? high : logarithmic ? Math.exp(from + i * width) : from + i * width,
  )
  const bars = { edges, normal: new Float64Array(BARS), labelled: new Float64Array(BARS) }
  for (let i = 0; i < scores.length; i++) {
    const at = scores[i] <= low ? 0 : Math.min(BARS - 1, Math.floor((on(scores[i]) - from) / width))
    if (labels?.[i] === 1) bars.labelled[at]++
    else bars.normal[at]++
  }
  return bars
}

/** The lowest edge of a logarithmic axis; null where the scores need none, or are negative. distinct — descending. */
export function logarithmicFrom(distinct: Float64Array, median: number): number | null {
  const [high] = distinct
  if (!(distinct[distinct.length - 1] >= 0) || !(high > LONG_TAIL * median)) return null
  const lowest = distinct.findLast((score) => score > 0)
  return lowest === undefined || lowest === high ? null : Math.max(lowest, high / 10 ** DECADES)
}
