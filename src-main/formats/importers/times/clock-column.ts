import { isMissing } from '../columns/cells.ts'
import type { ColumnSample, ColumnType } from '../columns/column-sample.ts'
import { digitClock } from './digit-times.ts'
import { guessTimes } from './grammar.ts'
import { goesWithDates } from './time-beside.ts'
import { timeReader } from './time-reader.ts'
import { timeNames } from './time-names.ts'

/** Sampled rows that follow each other in the file. */
const firstRows = 500

/** The column that holds the time of day beside a date. Of several the next one to the right: "start", then "end". */
export function clockOf(columns: ColumnSample[], types: ColumnType[], date: ColumnSample): ColumnSample | undefined {
  const at = columns.indexOf(date)
  const clocks = columns.filter(
    (column, i) =>
      i !== at && (holdsClock(column, types[i]) || (i === at + 1 && countsHours(date, column))) && !lacksHour(column),
  )
  const near = clocks.filter(
    (column) =>
      Math.abs(columns.indexOf(column) - at) === 1 || timeWord.test(column.name) || /^column \d+$/.test(column.name),
  )
  return near.find((column) => columns.indexOf(column) > at) ?? near.at(-1)
}

/** "0100", "0200" without a name behind dates that repeat: four digits that go up within a day and begin again with the next. */
const countsHours = (date: ColumnSample, column: ColumnSample): boolean =>
  /^column \d+$/.test(column.name) &&
  column.cells.every((cell) => /^\s*\d{4}\s*$/.test(cell)) &&
  digitClock(column) !== null &&
  goesWithDates(date.cells, column.cells)

/** When the highest value was is a clock too, further away and with another name. */
const timeWord = /time|zeit|clock|uhr|heure|hora\b|ora\b|tijd|hh:?mm|start|begin|end/i

/** "58:12.5" says no hour. */
const lacksHour = ({ cells }: ColumnSample) => cells.some((cell) => /^\s*\d{1,2}:\d{2}\.(\d|\d{3})\s*$/.test(cell))

/** Only times of day: "10:00:05", "18.00.00", or "100005", "930" in a column that is named like a time. */
export function holdsClock(column: ColumnSample, type: ColumnType): boolean {
  const filled = column.cells.filter((cell) => !isMissing(cell)).map((cell) => cell.trim())
  if (filled.length === 0) return false
  if (type === 'time') return guessTimes(filled.slice(0, 500))?.clockOnly === true
  if ((type !== 'number' && type !== 'text') || !timeNames.test(column.name.trim())) return false
  return (
    (type === 'number' && digitClock(column) !== null) ||
    filled.every((cell) => /^([01]?\d|2[0-3])\.[0-5]\d$/.test(cell))
  )
}

/** "093000.25" in a column that is named like a time: a clock and no number. */
export const isFineClock = (column: ColumnSample): boolean =>
  timeNames.test(column.name.trim()) && digitClock(column) === '%H%M%S.%f'

/** Are dates left out where they are those of the row above: the first has one, and so has every one in which the clock goes back? */
export function datesHold(dates: string[], clocks: string[]): boolean {
  const rows = Math.min(dates.length, firstRows)
  const empty = dates.slice(0, rows).filter(isMissing).length
  if (rows < 2 || empty < rows / 10 || isMissing(dates[0])) return false
  const format = guessTimes(clocks.slice(0, rows).filter((cell) => !isMissing(cell)))?.format
  if (format === undefined) return false
  const reader = timeReader(format, '.')
  let previous = -Infinity
  for (let i = 0; i < rows; i++) {
    if (isMissing(clocks[i])) continue
    const text = Buffer.from(clocks[i])
    const ms = reader.read(text, 0, text.length)
    if (Number.isNaN(ms) || (ms < previous && isMissing(dates[i]))) return false
    previous = ms
  }
  return true
}
