import { commentMark, headerCells } from './head-lines.ts'
import { splitLine } from '../shape/split.ts'

/** A line that only draws: "-----+-----", "|:---|---:|", "=====". */
export const isRule = (line: string): boolean => /^[\s|+:=_-]*[-=_]{2}[\s|+:=_-]*$/.test(line)

/**
 * The cells of a line above the rows. Between blanks a name may hold a blank itself, and a line of units says nothing of some columns:
 * then two blanks part the names, a unit in brackets belongs to the name before it, or what stands above a column belongs to it.
 * row — the first row as it stands.
 */
export function cellsAbove(text: string, delimiter: string, width: number, row: string): string[] {
  const barred = delimiter === ' ' ? betweenBars(text) : null
  if (barred) return barred
  const cells = withoutWord(headerCells(text, delimiter), text, width)
  // "#" may be the unit of a counter, and then stands in a cell of its own.
  const whole = cells.length === width - 1 && commentMark(text) !== null ? splitLine(text, delimiter) : cells
  if (whole.length === width) return whole.map((cell) => cell.trim())
  if (delimiter !== ' ' || cells.length === width || cells.length < 2) return cells
  if (cells.length < width) return aligned(text, row, width) ?? cells
  const wide = headerCells(text.trim(), '\t')
    .join('  ')
    .split(/ {2,}|\t/)
  if (wide.length === width) return wide.map((cell) => cell.trim())
  const joined: string[] = []
  for (const cell of cells) {
    if (/^[[(].*[\])]$/.test(cell) && joined.length > 0) joined.push(`${joined.pop()} ${cell}`)
    else joined.push(cell)
  }
  return joined.length === width ? joined : cells
}

export const isBarred = (text: string): boolean => /^\|.*\|$/.test(text.trim())

/** "|  mjd  |  mag  |" and "DATE  TIME  X  |" above rows that blanks part: the names stand between bars, or a bar ends their line. */
function betweenBars(text: string): string[] | null {
  const bare = text.trim()
  if (!bare.endsWith('|')) return null
  const cells = bare.startsWith('|') ? bare.slice(1, -1).split('|') : bare.slice(0, -1).trim().split(/\s+/)
  return cells.map((cell) => cell.trim())
}

/** "#Fields: date time bytes" and "; Headers, time, Ax": a word for names behind a comment mark, one cell more than there are columns. */
const withoutWord = (cells: string[], text: string, width: number): string[] =>
  commentMark(text) !== null && cells.length === width + 1 && namesWord.test(cells[0]) ? cells.slice(1) : cells
export const namesWord = /^(headers?|fields?|columns?|names?):?$/i

const spansOf = (line: string) =>
  [...line.matchAll(/\S+/g)].map((match) => [match.index, match.index + match[0].length])

/** Each word at the column that it stands above; null where two stand above one, or one above none. */
function aligned(text: string, row: string, width: number): string[] | null {
  const columns = spansOf(row)
  if (columns.length !== width || text.includes('\t')) return null
  const cells = Array.from({ length: width }, () => '')
  for (const [from, to] of spansOf(text)) {
    const at = columns.findIndex(([start, end]) => from < end + 1 && to > start - 1)
    if (at < 0 || cells[at] !== '') return null
    cells[at] = text.slice(from, to)
  }
  return cells
}
