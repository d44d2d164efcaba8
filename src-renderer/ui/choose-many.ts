/** What is chosen in a list, and where a range begins. */
export interface Choice {
  chosen: readonly string[]
  from: string | null
}

/**
 * What is chosen after a click on an item: that one alone; with Ctrl (⌘) one more or one less; with Shift all from the last
 * one clicked. items — in the order shown.
 */
export function clicked(
  { chosen, from }: Choice,
  item: string,
  items: readonly string[],
  keys: { ctrlKey: boolean; metaKey: boolean; shiftKey: boolean },
): Choice {
  const [a, b] = [items.indexOf(from ?? ''), items.indexOf(item)]
  if (keys.shiftKey && a >= 0) return { chosen: items.slice(Math.min(a, b), Math.max(a, b) + 1), from }
  if (!keys.ctrlKey && !keys.metaKey) return { chosen: [item], from: item }
  return { chosen: chosen.includes(item) ? chosen.filter((one) => one !== item) : [...chosen, item], from: item }
}
