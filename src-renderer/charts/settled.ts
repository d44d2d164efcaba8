/** So few items are looked at one by one anyway. */
const few = 2000
/** So many may have come or changed before all of them are settled anew. */
const most = 500

/**
 * Makes a function that divides a sorted list in two: what has been in it for a while, as the same array as long as none of that
 * changes, and what came or changed since. What is made from fifty thousand items need not be made again when one of them is edited.
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
