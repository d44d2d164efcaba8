/**
 * Percentiles without sorting: linear between neighbours, as NumPy's and pandas' default. Exact.
 * values — [n], no NaN; its order is changed. shares — 0…1. → one value per share; NaN where there are none.
 * Hoare's selection (Communications of the ACM 1961) with the median of three, for all ranks at once: O(n).
 */
export function quantilesOf(values: Float64Array, shares: readonly number[]): number[] {
  const n = values.length
  if (n === 0) return shares.map(() => NaN)
  const places = shares.map((share) => share * (n - 1))
  const ranks = [...new Set(places.flatMap((at) => [Math.floor(at), Math.ceil(at)]))].sort((a, b) => a - b)
  select(values, 0, n - 1, ranks)
  return places.map((at) => {
    const low = values[Math.floor(at)]
    const high = values[Math.ceil(at)]
    return low === high ? low : low + (at - Math.floor(at)) * (high - low)
  })
}

/** Few values are sorted sooner than selected. */
const SORTED = 256

/** Afterwards each rank holds the value that it would hold if all were sorted. */
function select(values: Float64Array, first: number, last: number, ranks: number[]): void {
  while (ranks.length > 0 && last - first > SORTED) {
    const pivot = medianOfThree(values[first], values[(first + last) >>> 1], values[last])
    let i = first
    let j = last
    while (i <= j) {
      while (values[i] < pivot) i++
      while (values[j] > pivot) j--
      if (i > j) break
      const kept = values[i]
      values[i++] = values[j]
      values[j--] = kept
    }
    // first…j ≤ pivot, i…last ≥ pivot, what lies between is the pivot itself.
    const left = ranks.filter((rank) => rank <= j)
    const right = ranks.filter((rank) => rank >= i)
    if (j - first < last - i) {
      select(values, first, j, left)
      first = i
      ranks = right
    } else {
      select(values, i, last, right)
      last = j
      ranks = left
    }
  }
  if (ranks.length > 0 && last > first) values.subarray(first, last + 1).sort()
}

const medianOfThree = (a: number, b: number, c: number) => Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
