/** What parts names of a plant: "Area 1/Pump 2/Flow", "\\SERVER\LOG\1_AIT_001", "ns=2;s=Line.Oven.Temperature". */
const separators = /[\\/.:|;]/
/** A shorter beginning takes no room. */
const LEAST = 8
/** A longer last part is cut off at its end, as any name is. */
const LONGEST_TAIL = 16
/** Names without the beginning stay as they are, as long as they are few. */
const NEARLY_ALL = 0.8

/**
 * Names without the beginning that nearly all of them share, up to a separator, and without the ending that these share, from one on, so that
 * what tells them apart is read where there is little room. Only those that become shorter; none where two would be the same.
 */
export function shortNames(names: readonly string[]): ReadonlyMap<string, string> {
  const none = new Map<string, string>()
  if (names.length < 2) return none
  const sorted = names.toSorted()
  // The one in the middle has any beginning that most have.
  const middle = sorted[names.length >> 1]
  for (let length = middle.length - 1; length >= LEAST; length--) {
    if (!separators.test(middle[length - 1])) continue
    const shared = names.filter((name) => name.length > length && name.startsWith(middle.slice(0, length)))
    if (shared.length < NEARLY_ALL * names.length || shared.length < 2) continue
    const ending = sharedEnding(shared.map((name) => name.slice(length)))
    for (const end of [ending, 0]) {
      const short = new Map(shared.map((name) => [name, name.slice(length, name.length - end)]))
      const all = names.map((name) => short.get(name) ?? name)
      if (new Set(all).size === new Set(names).size) return short
    }
    return none
  }
  return none
}

/** So many characters, from a separator on, end all of these names, and none is only that. */
function sharedEnding(names: readonly string[]): number {
  const [one] = names
  for (let length = Math.min(...names.map((name) => name.length)) - 1; length >= LEAST; length--)
    if (separators.test(one[one.length - length]) && names.every((name) => name.endsWith(one.slice(-length))))
      return length
  return 0
}

/** A name in two parts, of which the last one, after a separator, is read also where there is no room for the first. */
export function headAndTail(name: string): [head: string, tail: string] {
  const at = name.split('').findLastIndex((character, i) => separators.test(character) && i < name.length - 1) + 1
  return name.length - at <= LONGEST_TAIL ? [name.slice(0, at), name.slice(at)] : ['', name]
}
