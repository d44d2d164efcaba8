import { badInput } from '../../shared/errors.ts'
import { checked, type FoundLabel } from './checked.ts'
import { csvCell } from '../../shared/csv-cell.ts'
import { csvLine, delimiterOf, records } from './file-text.ts'
import type { LabelContext, LabelWriteContext, ParsedLabels } from './label-format.ts'
import { paint, runsOf, type RowSpan } from './point-runs.ts'
import { rowTimes } from './row-times.ts'

/** A column of marks, 0 or 1. name — as in the header; class — of the labels it makes. */
export interface FlagColumn {
  name: string
  class: string
}

const off = /^\s*(0+([.,]0*)?|false)?\s*$/i
const on = /^\s*(1([.,]0*)?|true)\s*$/i
const timeHeading = /^(index|time|date|datetime|date[_ ]time|timestamps?|ts|t)$/i

/** The cells of the first line, and of the first few after it. */
export function tableHead(text: string): { header: string[]; sample: string[][]; delimiter: string } {
  const head = text.slice(0, 20_000)
  const delimiter = delimiterOf(head.replace(/^\ufeff/, ''))
  // The last line of a piece is cut anywhere.
  const lines = head
    .split('\n')
    .slice(0, text.length > head.length ? -1 : undefined)
    .slice(0, 20)
  try {
    const [header, ...sample] = [...records(lines.join('\n'), delimiter)].map(({ cells }) => cells)
    return { header: (header ?? []).map((cell) => cell.trim()), sample, delimiter }
  } catch {
    return { header: [], sample: [], delimiter }
  }
}

/** Do the cells of a column hold marks only? */
export const holdsFlags = (sample: string[][], column: number) =>
  sample.length > 0 && sample.every((cells) => on.test(cells[column] ?? '') || off.test(cells[column] ?? ''))

/** The column of times, -1 where there is none. */
export const timeColumn = (header: string[]) => header.findIndex((name) => timeHeading.test(name))

/** Labels from columns of marks: every run of marked points is one, from the first point to the last. Throws bad-input. */
export function readFlagColumns(text: string, columns: readonly FlagColumn[], context: LabelContext): ParsedLabels {
  const { header, delimiter } = tableHead(text)
  const at = columns.map((column) => header.findIndex((name) => name.toLowerCase() === column.name.toLowerCase()))
  const missing = at.findIndex((index) => index < 0)
  if (missing >= 0) throw badInput(`The label file has no column "${columns[missing].name}".`)
  const time = timeColumn(header)

  const texts: string[] = []
  const lines: number[] = []
  const marks: number[][] = columns.map(() => [])
  const short: number[] = []
  const odd: { line: number; cell: string; column: string }[] = []
  let first = true
  for (const { cells, line } of records(text, delimiter, context.tell)) {
    if (first) {
      first = false
      continue
    }
    if (cells.length < header.length) short.push(line)
    if (time >= 0) texts.push(cells[time] ?? '')
    lines.push(line)
    at.forEach((index, i) => {
      const cell = cells[index] ?? ''
      const marked = on.test(cell)
      if (!marked && !off.test(cell)) odd.push({ line, cell, column: columns[i].name })
      marks[i].push(Number(marked))
    })
  }
  const { times, order, problems } = rowTimes(time >= 0 ? texts : null, lines.length, context)
  const found = columns.flatMap((column, i) =>
    runsOf(marks[i], order).map((run): FoundLabel => ({
      start: times[run.first],
      end: times[run.last],
      class: column.class,
      channels: [],
      note: '',
      where: `line ${lines[run.first]}`,
    })),
  )
  const { labels, problems: more } = checked(found, context)
  const unread = times.length - (order?.length ?? times.length)
  return {
    labels,
    problems: [
      ...problems,
      ...tell(
        short.length,
        (n) => `${n} fewer cells than the header, the first in line ${short[0]}: the file may not be whole.`,
        ['line has', 'lines have'],
      ),
      ...tell(unread, (n) => `${n} no time that can be read and ${unread === 1 ? 'is' : 'are'} left out.`, [
        'line has',
        'lines have',
      ]),
      ...tell(
        odd.length,
        (n) =>
          `${n} neither 0 nor 1 and ${odd.length === 1 ? 'counts' : 'count'} as 0; the first, in line ${odd[0].line}, column "${odd[0].column}": "${odd[0].cell.trim().slice(0, 40)}".`,
        ['mark is', 'marks are'],
      ),
      ...more,
    ],
  }
}

const tell = (n: number, sentence: (counted: string) => string, [one, many]: [string, string]) =>
  n ? [sentence(`${n.toLocaleString('en')} ${n === 1 ? one : many}`)] : []

/** How a table with a line per point is written. */
export interface FlagTable {
  delimiter: string
  /** Heading and writer of the time column; null = none. */
  time: { heading: string; text: (ms: number) => string } | null
  columns: { heading: string; spans: readonly RowSpan[] }[]
  flags: readonly [off: string, on: string]
}

const block = 20_000

/** The table in pieces, and how many labels lie on or beside others of their column. */
export function writeFlagTable(
  { delimiter, time, columns, flags }: FlagTable,
  { channels, rows }: LabelWriteContext,
): { text: Iterable<string>; pieces: number; blurred: number } {
  let blurred = 0
  const marks = columns.map(({ spans }) => {
    const marked = new Uint8Array(rows.count)
    blurred += paint(spans, marked, () => 1).size
    return marked
  })
  function* pieces() {
    yield csvLine([...(time ? [time.heading] : []), ...channels, ...columns.map(({ heading }) => heading)], delimiter)
    const times = rows.times()
    for (let from = 0; from < rows.count; from += block) {
      const to = Math.min(from + block, rows.count)
      const values = channels.map((channel) => rows.values(channel, from, to - 1))
      let text = ''
      for (let row = from; row < to; row++) {
        if (time) text += csvCell(time.text(times[row]), delimiter) + delimiter
        for (const series of values) text += (Number.isNaN(series[row - from]) ? '' : series[row - from]) + delimiter
        for (let i = 0; i < marks.length; i++) text += flags[marks[i][row]] + (i + 1 < marks.length ? delimiter : '\n')
      }
      yield text
    }
  }
  return { text: { [Symbol.iterator]: pieces }, pieces: 1 + Math.ceil(rows.count / block), blurred }
}
