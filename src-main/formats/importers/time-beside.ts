import { isMissing, toNumber } from './cells.ts'
import type { ColumnSample, ColumnType } from './column-sample.ts'
import { offsetMinutes } from './text/offsets.ts'

const zoneNames = /^(tz|zone|time ?zone|zeitzone|(utc|gmt)[_ ]?offset(s|_hours)?|offset[_ ](utc|gmt)|offset|dst)$/i
const hourNames = /^(hour|hours|hr|hh|he|hour ?ending|hour of day|stunde|heure|hora|ora|uur)$/i
const minuteNames = /^(minute|minutes|min|stunden?minute|minuto)$/i

/** The column that says in which zone each time is: "CET" and "CEST", or "+01:00". Letters are enough; a number needs a name. */
export function zoneBeside(columns: ColumnSample[], types: ColumnType[], taken: string[]): ColumnSample | undefined {
  return columns.find(({ name, cells, known }, i) => {
    if (known !== undefined || taken.includes(name)) return false
    const filled = new Set(cells.filter((cell) => !isMissing(cell)).map((cell) => cell.trim()))
    const named = zoneNames.test(name.trim())
    return (
      filled.size > (named ? 0 : 1) &&
      (named || types[i] === 'text') &&
      [...filled].every((cell) => !Number.isNaN(offsetMinutes(cell)))
    )
  })
}

/** The hour, and the minute where there is one, beside a date: whole numbers in columns of those names. */
export function hourBeside(columns: ColumnSample[], date: ColumnSample): ColumnSample[] {
  const within = (names: RegExp, highest: number) =>
    columns.find(({ name, cells, known }) => {
      if (known !== undefined || name === date.name || !names.test(name.trim())) return false
      const filled = cells.filter((cell) => !isMissing(cell)).map((cell) => toNumber(cell, '.'))
      return new Set(filled).size > 1 && filled.every((n) => Number.isInteger(n) && n >= 0 && n <= highest)
    })
  const hour = within(hourNames, 24)
  const minute = hour && within(minuteNames, 59)
  return [hour, minute].filter((column) => column !== undefined)
}
