import { isMissing, toNumber } from '../columns/cells.ts'
import type { ColumnSample, ColumnType } from '../columns/column-sample.ts'
import { offsetMinutes } from './offsets.ts'
import { timeNames } from './time-names.ts'

const zoneNames =
  /^(tz|tz_?c(d|ode)|zone|time[ _]?zone|zeitzone|(utc|gmt)[_ ]?offset(s|_hours)?|offset[_ ](utc|gmt)|offset|dst)$/i
const hourNames =
  /^([a-z]{2,12}(?:[_ ]|(?=hour)))?(hour|hours|hr|hrs|hh|he|hour[_ ]?(ending|end|beginning|of[_ ]day)|stunde|heure|hora|ora|uur)$/i
const minuteNames = /^(minute|minutes|min|stunden?minute|minuto)$/i

/** The column that says in which zone each time is: "CET" and "CEST", or "+01:00". Letters are enough; a number needs a name. */
export function zoneBeside(columns: ColumnSample[], types: ColumnType[], taken: string[]): ColumnSample | undefined {
  return columns.find(({ name, cells, known }, i) => {
    if (known !== undefined || taken.includes(name)) return false
    const filled = new Set(cells.filter((cell) => !isMissing(cell)).map((cell) => cell.trim()))
    // An offset with its sign right behind the time is one, whatever its column is called.
    const named =
      zoneNames.test(name.trim()) ||
      (taken.includes(columns[i - 1]?.name) && [...filled].every((cell) => /^[+-]\d{2}:?\d{2}\]?$/.test(cell)))
    return (
      filled.size > (named ? 0 : 1) &&
      (named || types[i] === 'text') &&
      [...filled].every((cell) => !Number.isNaN(offsetMinutes(cell)))
    )
  })
}

/** Minutes since midnight, beside a date. */
const minutesOfDay =
  /^(min|mins|minutes?|minutes?[_ ]of[_ ](the[_ ])?day|min(ute)?s?[_ ](since|after|from|past)[_ ]midnight)$/i

/** The number of the half hour, the quarter of an hour or the like within the day, beside a date. */
const periodNames =
  /(^|[a-z_ ])(period|interval|viertelstunde|quarter[_ ]?hour|half[_ ]?hour|hh|qh|mtu|trading[_ ]interval|periodo?|intervall?o?)([_ ]?(no|nr|num|number|id|index))?$/i
/** Into how many periods days are parted whose rows count from 1 to 48, 96, 144 or 288; null for other numbers. */
function periodsOf(cells: string[]): number | null {
  const values = cells.filter((cell) => !isMissing(cell)).map(Number)
  const most = Math.max(...values.slice(0, 2000))
  return values.every((n) => Number.isInteger(n) && n > 0) && [48, 96, 144, 288].includes(most) ? most : null
}

/** Seconds since midnight, beside a date. */
const secondsOfDay =
  /^((sec(ond)?s?|s)[_ ]?((of|since|after|from|past)[_ ]?(the[_ ]?)?)?(day|midnight|utc)|sod|utc[_ ]?s(ec(ond)?s?)?|secs?|seconds?|sekunden?)$/i

/** "HE01": the hour that ends then. */
const endingHour = /^HE ?(?=\d)/i

/** "00 - 01", "10-11": from one to the next; the first counts. */
const toNext = /\s*[-–]\s*\d{1,2}(?: ?h)?$/

/** Whole hours, each to the next, say by themselves what they are. */
const goToNext = (cells: string[]) => {
  const filled = cells.filter((cell) => !isMissing(cell)).slice(0, 500)
  const hours = filled.map((cell) => /^\s*(\d{1,2})(?: ?h)?\s*[-–]\s*(\d{1,2})(?: ?h)?\s*$/.exec(cell))
  return (
    filled.length > 2 && hours.every((hour) => hour !== null && (Number(hour[1]) + 1) % 24 === Number(hour[2]) % 24)
  )
}

/** How hours are written in such a column: "HE%H" where that is what stands there. */
export function hourPattern({ name, cells }: ColumnSample): string {
  const periods = periodsOf(cells)
  if (periodNames.test(name.trim()) && periods) return `%k${periods}`
  if (minutesOfDay.test(name.trim())) return '%N'
  const first = cells.find((cell) => !isMissing(cell))?.trim() ?? ''
  if (secondsOfDay.test(name.trim())) return cells.some((cell) => /\d\.\d/.test(cell)) ? '%x.%f' : '%x'
  const letter = /^\d{1,2}( ?h)/.exec(first)?.[1] ?? ''
  return `${endingHour.exec(first)?.[0] ?? ''}%H${letter}${toNext.test(first) ? '%-' : ''}`
}

/** The part of the day beside whole days of Excel: numbers below 1 in a column that is named like a time. */
export const partOfDay = (columns: ColumnSample[], date: ColumnSample, decimal: '.' | ','): ColumnSample | undefined =>
  date.cells.every((cell) => isMissing(cell) || Number.isInteger(toNumber(cell, decimal)))
    ? columns.find(({ name, cells, known }) => {
        const parts = cells.filter((cell) => !isMissing(cell)).map((cell) => toNumber(cell, decimal))
        const below = parts.every((n) => n >= 0 && n < 1) && new Set(parts).size > 1
        return known === undefined && name !== date.name && timeNames.test(name.trim()) && below
      })
    : undefined

/** The hour, and the minute where there is one, beside a date: whole numbers, or HE01, in columns of those names. */
export function hourBeside(columns: ColumnSample[], date: ColumnSample): ColumnSample[] {
  const within = (names: RegExp, highest: number) =>
    columns.find(({ name, cells, known }) => {
      if (known !== undefined || name === date.name) return false
      if (!names.test(name.trim()) && !(names === hourNames && goToNext(cells))) return false
      const filled = cells
        .filter((cell) => !isMissing(cell))
        .map((cell) =>
          toNumber(
            cell
              .trim()
              .replace(names === hourNames ? endingHour : '', '')
              .replace(toNext, '')
              .replace(/ ?h$/, ''),
            '.',
          ),
        )
      const whole = names !== secondsOfDay
      return new Set(filled).size > 1 && filled.every((n) => n >= 0 && n <= highest && (!whole || Number.isInteger(n)))
    })
  const period = columns.find(
    ({ name, cells, known }) => known === undefined && periodNames.test(name.trim()) && periodsOf(cells),
  )
  if (period && goesWithDates(date.cells, period.cells)) return [period]
  const hour = within(hourNames, 24) ?? hourByContent(columns, date)
  const minute = hour && within(minuteNames, 59)
  const ofDay = hour ? undefined : within(minutesOfDay, 1440)
  if (ofDay && goesWithDates(date.cells, ofDay.cells)) return [ofDay]
  const second = hour ? undefined : within(secondsOfDay, 86_400)
  if (second && second.cells.some((cell) => Number(cell) >= 60) && goesWithDates(date.cells, second.cells))
    return [second]
  return [hour, minute].filter((column) => column !== undefined)
}

/** A column without a name right behind dates that repeat: whole hours that go up within a day and begin again with the next. */
function hourByContent(columns: ColumnSample[], date: ColumnSample): ColumnSample | undefined {
  const next = columns[columns.indexOf(date) + 1]
  if (next === undefined || !/^column \d+$/.test(next.name)) return undefined
  const hours = next.cells.every((cell) => /^\s*\d{1,2}\s*$/.test(cell) && Number(cell) <= 24)
  return hours && goesWithDates(date.cells, next.cells) ? next : undefined
}

/** Do numbers go up where the date is that of the row above, and begin again wherever it changes? Dates repeat in most rows. */
export function goesWithDates(dates: string[], numbers: string[]): boolean {
  const rows = Math.min(dates.length, firstRows)
  let same = 0
  for (let i = 1; i < rows; i++) {
    const stays = dates[i].trim() === dates[i - 1].trim()
    if (stays !== Number(numbers[i]) > Number(numbers[i - 1])) return false
    if (stays) same++
  }
  return rows > 2 && same >= rows / 2
}

/** Sampled rows that follow each other in the file. */
const firstRows = 500

/** Parts of a second that a column of whole numbers may count, by its name: how many digits they have, and how a time ends in them. */
const parts: readonly { names: RegExp; digits: number; pattern: string; called: string; beside: string }[] = [
  {
    names: /^(date|time|timestamp)?[_ -]?(ms|msecs?|millis?|millisecs?|millitm|milliseconds?|millisekunden|msek)$/i,
    digits: 3,
    pattern: '%L',
    called: 'milliseconds',
    beside: 'epoch-s+ms',
  },
  {
    names: /(^|[_ .-])(tv_)?(us|µs|usecs?|micros?|microsec(ond)?s?)$/i,
    digits: 6,
    pattern: '%6L',
    called: 'microseconds',
    beside: 'epoch-s+us',
  },
  {
    names: /(^|[_ .-])(tv_)?(ns|nsecs?|nanos?|nanosec(ond)?s?)$/i,
    digits: 9,
    pattern: '%9L',
    called: 'nanoseconds',
    beside: 'epoch-s+ns',
  },
]

/** The column that says AM or PM of a time on a 12-hour clock, right behind it. */
export const halfBeside = (columns: ColumnSample[], taken: string[]): ColumnSample | undefined =>
  columns.find(
    ({ name, cells, known }, i) =>
      known === undefined &&
      !taken.includes(name) &&
      taken.includes(columns[i - 1]?.name) &&
      cells.some((cell) => !isMissing(cell)) &&
      cells.every((cell) => isMissing(cell) || /^\s*[ap]\.?m\.?\s*$/i.test(cell)),
  )

const fractionNames = /^(frac(tion(al)?)?|sub)([_ ]?(of[_ ])?(a[_ ])?s(ec(ond)?s?)?)?$/i

/** The column of fractions of a second, "0.250", beside a time that has none of its own. */
export const fractionBeside = (columns: ColumnSample[], taken: string[]): ColumnSample | undefined =>
  columns.find(
    ({ name, cells, known }) =>
      known === undefined &&
      !taken.includes(name) &&
      fractionNames.test(name.trim()) &&
      cells.some((cell) => !isMissing(cell)) &&
      cells.every((cell) => isMissing(cell) || /^\s*0\.\d{1,9}\s*$/.test(cell)),
  )

/** The column of whole milliseconds, microseconds or nanoseconds beside a time that has none of its own, and which it counts. */
export function partsBeside(
  columns: ColumnSample[],
  taken: string[],
): ((typeof parts)[number] & { column: ColumnSample }) | undefined {
  for (const column of columns) {
    const { name, cells, known } = column
    const part = parts.find(({ names }) => names.test(name.trim()))
    if (known !== undefined || taken.includes(name) || !part) continue
    const filled = cells.filter((cell) => !isMissing(cell))
    const fits = (cell: string) => /^\s*\d{1,9}\s*$/.test(cell) && Number(cell) < 10 ** part.digits
    if (filled.length > 0 && filled.every(fits)) return { ...part, column }
  }
  return undefined
}
