/** Cuts one line into cells; double quotes protect the delimiter, "" is a quote. " " cuts at any run of blanks and tabs. */
export function splitLine(line: string, delimiter: string): string[] {
  if (delimiter === '') return [line]
  if (delimiter === ' ')
    return line
      .trim()
      .split(/[ \t]+/)
      .map((cell) => cell.replace(/^"(.*)"$/, '$1'))
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
