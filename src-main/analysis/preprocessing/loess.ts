/**
 * The local regression that STL is made of (Cleveland et al. 1990): weighted by the tricube of the distance and, where
 * given, by robustness weights; the value of the local line (degree 1) or mean (degree 0) at `at`.
 * values — [n], point i at position i + 1; left, right — first and last point used, as positions; width — of the window in
 * points. NaN where every weight is zero.
 */
function localValue(
  values: Float64Array,
  at: number,
  width: number,
  degree: 0 | 1,
  left: number,
  right: number,
  weights: Float64Array,
  robustness: Float64Array | null,
): number {
  const n = values.length
  const reach = Math.max(at - left, right - at) + (width > n ? (width - n) >> 1 : 0)
  // The original's tolerances: nearly centred points count fully, those at the very edge not at all.
  const near = 0.001 * reach
  const far = 0.999 * reach
  let total = 0
  for (let j = left; j <= right; j++) {
    const distance = Math.abs(j - at)
    let weight = 0
    if (distance <= far) {
      weight = distance <= near ? 1 : (1 - (distance / reach) ** 3) ** 3
      if (robustness) weight *= robustness[j - 1]
    }
    weights[j - 1] = weight
    total += weight
  }
  if (total <= 0) return NaN
  for (let j = left; j <= right; j++) weights[j - 1] /= total
  if (reach > 0 && degree === 1) {
    let centre = 0
    for (let j = left; j <= right; j++) centre += weights[j - 1] * j
    let spread = 0
    for (let j = left; j <= right; j++) spread += weights[j - 1] * (j - centre) ** 2
    if (Math.sqrt(spread) > 0.001 * (n - 1)) {
      const slope = (at - centre) / spread
      for (let j = left; j <= right; j++) weights[j - 1] *= slope * (j - centre) + 1
    }
  }
  let value = 0
  for (let j = left; j <= right; j++) value += weights[j - 1] * values[j - 1]
  return value
}

/**
 * Smooths every point by local regression over the `width` nearest points. values — [n] → [n].
 * robustness — [n] weights from 0 to 1, or null.
 */
export function loess(
  values: Float64Array,
  width: number,
  degree: 0 | 1,
  robustness: Float64Array | null,
): Float64Array {
  const n = values.length
  if (n < 2) return values.slice()
  const weights = new Float64Array(n)
  let left = 1
  let right = Math.min(width, n)
  const half = (width + 1) >> 1
  return Float64Array.from(values, (value, i) => {
    const at = i + 1
    if (width < n && at > half && right !== n) {
      left++
      right++
    }
    const smooth = localValue(values, at, width, degree, left, right, weights, robustness)
    return Number.isNaN(smooth) ? value : smooth
  })
}

/** Like `loess`, with one more point before the first and one after the last. values — [n] → [n + 2]. */
export function loessBeyond(
  values: Float64Array,
  width: number,
  degree: 0 | 1,
  robustness: Float64Array | null,
): Float64Array {
  const n = values.length
  const weights = new Float64Array(n)
  const result = new Float64Array(n + 2)
  result.set(loess(values, width, degree, robustness), 1)
  const before = localValue(values, 0, width, degree, 1, Math.min(width, n), weights, robustness)
  const after = localValue(values, n + 1, width, degree, Math.max(1, n - width + 1), n, weights, robustness)
  result[0] = Number.isNaN(before) ? result[1] : before
  result[n + 1] = Number.isNaN(after) ? result[n] : after
  return result
}
