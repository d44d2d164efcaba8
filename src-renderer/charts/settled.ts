/** A list of at most so many items is not divided: looking at each of them is quick. */
const few = 2000
/** When more than so many items have come or changed, all of the list counts as settled again. */
const most = 500

/**
 * Makes a function that divides a sorted list into the items that stayed as they were and those that came or changed since.
 * The first part stays the same array, so that what was made of fifty thousand items is kept when one of them is edited.
 * Items are compared by identity; order — how the list is sorted.
 */
export function settling<T>(
  order: (a: T, b: T) => number,
): (list: readonly T[]) => { settled: readonly T[]; recent: readonly T[] } {
  let settled: readonly T[] = []
  return (list) => {
    const kept: T[] = []
    const recent: T[] = []
    let at = 0
    for (const item of list) {
      while (at < settled.length && settled[at] !== item && order(settled[at], item) < 0) at++
      if (settled[at] === item) {
        kept.push(item)
        at++
      } else recent.push(item)
    }
    if (list.length < few || recent.length > most) return { settled: (settled = list), recent: [] }
    if (kept.length < settled.length) settled = kept
    return { settled, recent }
  }
}
