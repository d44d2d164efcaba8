/** Cuts one line into cells; double quotes protect the delimiter, "" is a quote. " " cuts at any run of blanks and tabs. */
/** Between blanks: what stands in quotes, a time of day with its half, or a word; the colon behind a number that begins a line adds nothing. */
const cellBetweenBlanks =
  /(?<=^[ \t]*)\d+(?=:(?:[ \t]|$))|"[^"\t]*"(?=[ \t]|$)|\S*\d[:.]\d\d\S* [AP]M(?=[ \t]|$)|(?!(?<=^[ \t]*\d+):(?:[ \t]|$))\S+/gi

export function splitLine(line: string, delimiter: string): string[] {
  if (delimiter === '') return [line]
  if (delimiter === ' ')
    return (line.match(cellBetweenBlanks) ?? ['']).map((cell) =>
      cell.length > 1 && cell.startsWith('"') && cell.endsWith('"') ? cell.slice(1, -1) : cell,
    )
  if (!line.includes('"')) return line.split(delimiter)
  const cells: string[] = []
  let cell = ''
  let quoted = false
  for (let i = 0; i < line.length; i++) {
    const c = line[i]
    if (quoted) {
      if (c !== '"') cell += c
      else if (line[i + 1] === '"') cell += line[++i]
      else quoted = false
    } else if (c === '"' && /^\s*=?$/.test(cell)) {
      quoted = true
      cell = ''
    } else if (c === delimiter) {
      cells.push(cell)
      cell = ''
    } else cell += c
  }
  cells.push(cell)
  return cells
}
