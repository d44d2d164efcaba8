/**
 * Median over the latest `width` values. values — [n] → [n]; the first ones over as many as there are.
 * A sorted window is kept, so that a step costs O(width), not a sort.
 */
export function rollingMedian(values: Float64Array, width: number): Float64Array {
  if (width === 1) return Float64Array.from(values)
  const sorted: number[] = []
  return values.map((value, i) => {
    if (i >= width) sorted.splice(placeIn(sorted, values[i - width]), 1)
    sorted.splice(placeIn(sorted, value), 0, value)
    const half = sorted.length >> 1
    return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
  })
}

/** Index of the first entry that is not below value. */
function placeIn(sorted: number[], value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle] < value) low = middle + 1
    else high = middle
  }
  return low
}
