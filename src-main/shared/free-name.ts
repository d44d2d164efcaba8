/**
 * The name, or where it is taken the same with the first free number before its ending: "run scores 2.csv".
 * Upper and lower case count as the same, as they do on Windows and macOS.
 */
export function freeName(name: string, taken: (name: string) => boolean): string {
  const dot = name.lastIndexOf('.')
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, '']
  for (let n = 1; ; n++) {
    const tried = n === 1 ? name : `${stem} ${n}${ending}`
    if (!taken(tried)) return tried
  }
}

/** `freeName` among the names of a listing. */
export function freeAmong(name: string, names: readonly string[]): string {
  const known = new Set(names.map((one) => one.toLowerCase()))
  return freeName(name, (tried) => known.has(tried.toLowerCase()))
}
