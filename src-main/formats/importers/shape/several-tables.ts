import { isMissing, isNumber } from '../columns/cells.ts'
import { looksLikeTime } from '../times/cell-patterns.ts'
import { timeNames } from '../times/time-names.ts'
import { commentMark, type HeadLine } from '../header/head-lines.ts'
import { splitLine } from './split.ts'
import { isValue } from '../columns/value.ts'

/** One of several tables in a file. Indexes among the lines: from — its header, firstRow, to — behind its last row. */
export interface TablePart {
  from: number
  firstRow: number
  to: number
  names: string[]
}

const leastRows = 5
const mostLines = 50_000

/**
 * Tables below each other that measure different things: each has a header of names, and rows that begin with a time, or with numbers
 * that rise, below it. Empty where there are not two of them.
 */
export function tablesIn(lines: HeadLine[], delimiter: string): TablePart[] {
  if (delimiter === ' ') return []
  const parts: TablePart[] = []
  for (let i = 0; i < Math.min(lines.length, mostLines); i++) {
    const names = namesIn(lines[i].text, delimiter)
    if (!names) continue
    const part = partAt(lines, i, names, delimiter)
    const before = parts.at(-1)
    if (!part || (before && !beginsAnew(lines, before, part, delimiter))) continue
    parts.push(part)
    i = part.to - 1
  }
  // The same header again goes on with its table.
  const again = parts.some((part, i) => parts.findIndex((other) => isSameHeader(other.names, part.names)) < i)
  return parts.length > 1 && !again ? parts : []
}

/** The first table from a line on, with its header. */
export function firstTable(lines: HeadLine[], from: number, delimiter: string): TablePart | null {
  for (let i = from; i < lines.length; i++) {
    const names = namesIn(lines[i].text, delimiter)
    const part = names && partAt(lines, i, names, delimiter)
    if (part) return part
  }
  return null
}

/** Whether two headers name the same: of more than two cells one may be torn, as by a row cut off before it. */
function isSameHeader(one: string[], other: string[]): boolean {
  if (one.length !== other.length) return false
  const differing = one.map((_, i) => i).filter((i) => one[i] !== other[i])
  const isTorn = (i: number) => [one[i].endsWith(other[i]), other[i].endsWith(one[i])].includes(true)
  return differing.length === 0 || (one.length > 2 && differing.length === 1 && isTorn(differing[0]))
}

/**
 * Whether a header within a file begins another table, and is no line of words among the rows of the one before: it has a name for each
 * cell below it, and names the time or stands behind a blank or shorter line unless the rows themselves are of another width.
 */
function beginsAnew(
  lines: HeadLine[],
  before: TablePart,
  { from, firstRow, names }: TablePart,
  delimiter: string,
): boolean {
  const width = (line: HeadLine) => splitLine(line.text.replace(/[\s;,|]{0,8}$/, ''), delimiter).length
  if (width(lines[firstRow]) > names.length || width(lines[firstRow]) < names.filter((name) => name !== '').length)
    return false
  if (width(lines[firstRow]) !== width(lines[before.firstRow])) return true
  // The name of the time stands where the times do.
  if (names[0] === before.names[0] || timeNames.test(names[0])) return true
  const above = lines[from - 1]
  return above.text.trim() === '' || lines[from].from - above.to > 1 || width(above) < Math.min(2, names.length)
}

function namesIn(line: string, delimiter: string): string[] | null {
  if (line.trim() === '' || commentMark(line) !== null) return null
  const cells = splitLine(line, delimiter).map((cell) => cell.trim())
  const filled = cells.filter((cell) => cell !== '')
  return cells.length > 1 && filled.length >= Math.max(2, cells.length / 2) && !filled.some(isValue) ? cells : null
}

function partAt(lines: HeadLine[], from: number, names: string[], delimiter: string): TablePart | null {
  let firstRow = from + 1
  // Units and the like.
  while (firstRow < from + 4 && namesIn(lines[firstRow]?.text ?? '', delimiter)?.length === names.length) firstRow++
  let to = firstRow
  let measured = 0
  let previous = -Infinity
  for (; to < lines.length; to++) {
    const cells = splitLine(lines[to].text, delimiter)
    const first = cells[0].trim()
    if (Math.abs(cells.length - names.length) > 1 || first === '') break
    const number = isNumber(first, '.') || isNumber(first, ',')
    const value = Number(first.replace(',', '.'))
    if (number ? value <= previous : !looksLikeTime(first)) break
    if (number) previous = value
    if (cells.slice(1).some((cell) => isNumber(cell, '.') || isNumber(cell, ',') || isMissing(cell))) measured++
  }
  const rows = to - firstRow
  return rows >= leastRows && measured > rows / 2 ? { from, firstRow, to, names } : null
}
