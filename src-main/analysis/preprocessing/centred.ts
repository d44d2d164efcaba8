/**
 * Mean of a value and `half` neighbours on both sides, fewer at the ends. values — [n], finite → [n]. Sums are kept about the first
 * value and begin anew now and then, so that rounding does not pile up.
 */
export function centredMean(values: Float64Array, half: number): Float64Array {
  const n = values.length
  const centre = values[0]
  let [first, end, sum] = [0, 0, 0]
  return values.map((_, i) => {
    const [from, to] = [Math.max(0, i - half), Math.min(n, i + half + 1)]
    if (i % 4096 === 0) {
      sum = 0
      for (let k = from; k < to; k++) sum += values[k] - centre
      first = from
      end = to
    }
    while (end < to) sum += values[end++] - centre
    while (first < from) sum -= values[first++] - centre
    return centre + sum / (to - from)
  })
}

/** Median of a value and `half` neighbours on both sides, fewer at the ends. values — [n], finite → [n]. */
export function centredMedian(values: Float64Array, half: number): Float64Array {
  const n = values.length
  const sorted: number[] = []
  let [first, end] = [0, 0]
  return values.map((_, i) => {
    for (; end < Math.min(n, i + half + 1); end++) sorted.splice(place(sorted, values[end]), 0, values[end])
    for (; first < i - half; first++) sorted.splice(place(sorted, values[first]), 1)
    const middle = sorted.length >> 1
    return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  })
}

/** Index of the first entry that is not below value. */
function place(sorted: number[], value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle] < value) low = middle + 1
    else high = middle
  }
  return low
}
