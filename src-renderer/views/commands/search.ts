/**
 * Those whose title holds every word of the query, best first: a word's beginning counts more than its middle, and of equals
 * the shorter title comes first.
 */
export function found<T extends { title: string; group: string }>(list: readonly T[], query: string): T[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return [...list]
  return list
    .map((item) => ({ item, rank: rankOf(`${item.title} ${item.group}`.toLowerCase(), words) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank || a.item.title.length - b.item.title.length)
    .map(({ item }) => item)
}

function rankOf(text: string, words: readonly string[]): number {
  let rank = 0
  for (const word of words) {
    const at = text.indexOf(word)
    if (at < 0) return 0
    const begins = at === 0 || text.includes(` ${word}`)
    rank += at === 0 ? 3 : begins ? 2 : 1
  }
  return rank
}
