import { isPlainNumber, isValue } from '../columns/value.ts'
import type { HeaderBlock } from '../header/header.ts'
import { headerCells, type HeadLine } from '../header/head-lines.ts'
import { splitLine } from './split.ts'

/** One of several tables of the same columns, each below settings of its own. Indexes among the lines: header, last row. */
export interface Segment {
  header: number
  last: number
}

/**
 * Where the first table of a LabVIEW measurement file stands among the lines: behind the second mark of the published format, and before
 * the settings of the next one. null for another file.
 */
export function labviewTable(lines: HeadLine[]): [from: number, to: number] | null {
  if (!lines[0]?.text.startsWith('LabVIEW Measurement')) return null
  const marks = lines.flatMap(({ text }, i) => (/^\*{3}End_of_Header\*{3}\s*$/i.test(text) ? [i] : []))
  return marks.length > 1 ? [marks[1] + 1, marks[2] ?? lines.length] : null
}

/**
 * The tables of a file in which the mark that closes the settings above the header comes again with the same header below it, as where a
 * recorder was started several times, and counts from its start each time. Empty where there are not two of them.
 */
export function segmentsIn(lines: HeadLine[], { again, first, firstRow }: HeaderBlock, delimiter: string): Segment[] {
  const mark = lines[first - 1]?.text.trim() ?? ''
  if (again === null || again.length < 2 || mark.length < 5 || splitLine(mark, delimiter).length > 1 || isValue(mark))
    return []
  const begins = (i: number) =>
    lines[i].text.trim() === mark &&
    i + 1 < lines.length &&
    again.every((name, k) => headerCells(lines[i + 1].text, delimiter)[k] === name)
  const marks = lines.flatMap((_, i) => (begins(i) ? [i] : []))
  if (marks.length < 2) return []
  const isRow = ({ text }: HeadLine) => {
    const cells = splitLine(text, delimiter)
    return cells.length >= 2 && isPlainNumber(cells[0])
  }
  const segments = marks.map((at, k) => {
    const end = marks[k + 1] ?? lines.length
    const rows = Math.max(firstRow - first, 1)
    return { header: at + 1, last: at + rows + lines.slice(at + 1 + rows, end).findLastIndex(isRow) + 1 }
  })
  // Rows that say their own time, or whose count goes on, are of one table.
  const count = (line: number) => Number(splitLine(lines[line]?.text ?? '', delimiter)[0].replace(',', '.'))
  const beginsAnew = (k: number) =>
    count(segments[k].header + Math.max(firstRow - first, 1)) <= count(segments[k - 1].last)
  return segments.every((_, k) => k === 0 || beginsAnew(k)) ? segments : []
}
