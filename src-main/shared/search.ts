/** The first index from `from` on for which it holds, where it holds for all behind that one too; `length` where it holds for none. */
export function firstWhere(length: number, holds: (index: number) => boolean, from = 0): number {
  let [low, high] = [from, length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}

/** The first index whose value is ≥ x; the length where there is none. sorted — ascending. */
export const lowerBound = (sorted: ArrayLike<number>, x: number) => firstWhere(sorted.length, (i) => !(sorted[i] < x))

/** The first index whose value is > x; the length where there is none. sorted — ascending. */
export const upperBound = (sorted: ArrayLike<number>, x: number) => firstWhere(sorted.length, (i) => !(sorted[i] <= x))
