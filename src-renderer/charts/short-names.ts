/** What parts names of a plant: "Area 1/Pump 2/Flow", "\\SERVER\LOG\1_AIT_001", "ns=2;s=Line.Oven.Temperature". */
const separators = /[\\/.:|;]/
/** A shorter beginning takes no room. */
const LEAST = 8
/** Names without the beginning stay as they are, as long as they are few. */
const NEARLY_ALL = 0.8

/**
 * Names without the beginning that nearly all of them share, up to a separator, so that what tells them apart is read where there is little
 * room. Only those that become shorter; none where two would be the same.
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
    const short = new Map(shared.map((name) => [name, name.slice(length)]))
    const all = names.map((name) => short.get(name) ?? name)
    return new Set(all).size === new Set(names).size ? short : none
  }
  return none
}
