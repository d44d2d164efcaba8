/** Between blanks: what stands in quotes, a time of day with its half, or a word; the colon behind a number that begins a line adds nothing. */
const cellBetweenBlanks =
  /(?<=^[ \t]*)\d+(?=:(?:[ \t]|$))|"[^"\t]*"(?=[ \t]|$)|\S{0,40}\d[:.]\d\d\S{0,20} [AP]M(?=[ \t]|$)|(?!(?<=^[ \t]*\d+):(?:[ \t]|$))\S+/gi

/** Blanks before a quote that opens a cell: to look through a long cell at each of its quotes would take longer and longer. */
const mostBefore = 256

/** Cuts one line into cells; double quotes protect the delimiter, "" is a quote. " " cuts at any run of blanks and tabs. */
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
    } else if (c === '"' && cell.length < mostBefore && /^\s*=?$/.test(cell)) {
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
