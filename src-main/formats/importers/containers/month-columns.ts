import { isMissing } from '../columns/cells.ts'
import type { ColumnSample } from '../columns/column-sample.ts'
import { monthOf } from '../times/months.ts'
import type { DayColumns } from './day-columns.ts'

const two = (n: number) => String(n).padStart(2, '0')

/**
 * A table with a column per month, January to December: a row a year, as climate series come, or a row per day of the month where the file
 * says of which year it is (null: it does not). null where the table is another one.
 */
export function monthColumns(columns: readonly ColumnSample[], year: number | null): DayColumns | null {
  const from = columns.findIndex(({ name }, i) => monthOf(name.trim()) === 1 && isYear(columns.slice(i, i + 12)))
  if (from < 1) return null
  const values = Array.from({ length: 12 }, (_, i) => ({ at: from + i, clock: two(i + 1) }))
  for (let date = 0; date < from; date++) {
    const filled = columns[date].cells.filter((cell) => !isMissing(cell)).map((cell) => cell.trim())
    // A row of totals or means may stand below.
    const numbers = filled.filter((cell) => /^\d{1,4}$/.test(cell)).map(Number)
    if (numbers.length < 3 || numbers.length < filled.length - 4) continue
    const rises = numbers.every((n, i) => i === 0 || n > numbers[i - 1])
    if (rises && numbers.every((n) => n >= 1600 && n < 2400))
      return {
        row: 'a year',
        date,
        values,
        names: [],
        unit: null,
        timeOf: (y, month) => (isNumber(y) ? `${y}-${month}` : null),
      }
    if (rises && year !== null && numbers[0] === 1 && numbers.at(-1)! >= 28 && numbers.at(-1)! <= 31)
      return {
        row: 'a day of each month',
        date,
        values,
        names: [],
        unit: null,
        timeOf: (day, month) => dayOf(year, month, day),
      }
  }
  return null
}

const isYear = (columns: readonly ColumnSample[]) =>
  columns.length === 12 && columns.every(({ name }, i) => monthOf(name.trim()) === i + 1)
const isNumber = (text: string) => /^\d{1,4}$/.test(text)

/** null for the 31st of a month that has none. */
function dayOf(year: number, month: string, day: string): string | null {
  const date = new Date(Date.UTC(year, Number(month) - 1, Number(day)))
  return isNumber(day) && date.getUTCMonth() === Number(month) - 1 ? date.toISOString().slice(0, 10) : null
}
