/**
 * The local regression that STL is made of (Cleveland et al. 1990): weighted by the tricube of the distance and, where
 * given, by robustness weights; what each point counts for in the local line (degree 1) or mean (degree 0) at `at`.
 * n — points, point i at position i + 1; left, right — first and last point used, as positions; width — of the window in
 * points; weights — is given [i] that of the point left + i. false where every weight is zero.
 */
function localWeights(
  n: number,
  at: number,
  width: number,
  degree: 0 | 1,
  left: number,
  right: number,
  weights: Float64Array,
  robustness: Float64Array | null,
): boolean {
  const reach = Math.max(at - left, right - at) + (width > n ? (width - n) >> 1 : 0)
  // The original's tolerances: nearly centred points count fully, those at the very edge not at all.
  const near = 0.001 * reach
  const far = 0.999 * reach
  let total = 0
  for (let j = left; j <= right; j++) {
    const distance = Math.abs(j - at)
    let weight = 0
    if (distance <= far) {
      // Multiplied out: powers take ten times as long.
      const share = distance / reach
      const rest = 1 - share * share * share
      weight = distance <= near ? 1 : rest * rest * rest
      if (robustness) weight *= robustness[j - 1]
    }
    weights[j - left] = weight
    total += weight
  }
  if (total <= 0) return false
  for (let j = left; j <= right; j++) weights[j - left] /= total
  if (reach > 0 && degree === 1) {
    let centre = 0
    for (let j = left; j <= right; j++) centre += weights[j - left] * j
    let spread = 0
    for (let j = left; j <= right; j++) spread += weights[j - left] * (j - centre) * (j - centre)
    if (Math.sqrt(spread) > 0.001 * (n - 1)) {
      const slope = (at - centre) / spread
      for (let j = left; j <= right; j++) weights[j - left] *= slope * (j - centre) + 1
    }
  }
  return true
}

/** The value of the points left… by their weights. */
function weighted(values: Float64Array, left: number, right: number, weights: Float64Array): number {
  let value = 0
  for (let j = left; j <= right; j++) value += weights[j - left] * values[j - 1]
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
  let known = false
  return Float64Array.from(values, (value, i) => {
    const at = i + 1
    const moves = width < n && at > half && right !== n
    if (moves) {
      left++
      right++
    }
    // A window that only moves along counts its points as the one before did.
    if (!(moves && known) || robustness || at === half + 1)
      known = localWeights(n, at, width, degree, left, right, weights, robustness)
    return known ? weighted(values, left, right, weights) : value
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
  const valueAt = (at: number, left: number, right: number) =>
    localWeights(n, at, width, degree, left, right, weights, robustness) ? weighted(values, left, right, weights) : null
  result[0] = valueAt(0, 1, Math.min(width, n)) ?? result[1]
  result[n + 1] = valueAt(n + 1, Math.max(1, n - width + 1), n) ?? result[n]
  return result
}
