/**
 * Names of a header row: trimmed, empty ones named by position, repeated ones numbered, as many as there are columns.
 * endless — every row ends in a delimiter that the header does not have: it is the last column that has no name.
 */
export function columnNames(header: string[] | null, width: number, endless = false): string[] {
  const taken = new Set<string>()
  // Headers of R lack a name for the first column, the row numbers.
  const given = header && header.length === width - 1 && width > 2 && !endless ? ['', ...header] : header
  return Array.from({ length: width }, (_, i) => {
    // A name over several lines of a cell is one name.
    const cell =
      given?.[i]
        ?.replaceAll('\0', '')
        .trim()
        .replace(/[\r\n]+[ \t]*/g, ' ') ?? ''
    const name = (i === 0 ? cell.replace(/^#\s*/, '') : cell) || `column ${i + 1}`
    let free = name
    for (let n = 2; taken.has(free); n++) free = `${name} (${n})`
    taken.add(free)
    return free
  })
}

/** Names in a sentence. */
export const list = (names: string[]) => names.map((name) => `"${name}"`).join(names.length > 2 ? ', ' : ' and ')
