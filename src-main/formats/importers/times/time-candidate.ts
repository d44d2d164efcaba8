import { isUnit, splitUnit, unitOf } from '../../../shared/data/units.ts'
import type { ColumnSample, ColumnType } from '../columns/column-sample.ts'
import { dressedNumber, isMissing, toNumber } from '../columns/cells.ts'
import { guessEpoch } from './time-format.ts'
import { guessTimes } from './grammar.ts'
import { holdsDurations } from './duration.ts'
import { digitClock, sixDigitDate } from './digit-times.ts'
import { countsRows, firstOfAll } from '../columns/row-counter.ts'
import { settingsBeside } from '../header/settings-beside.ts'
import { ofNoRun } from '../shape/pairs.ts'
import { timeNames } from './time-names.ts'

/** Units of elapsed time at the end of a column's name, and their formats. */
const elapsedUnits: readonly [RegExp, string, string][] = [
  [/(ms|msecs?|millisec(ond)?s?)\W*$|^millis$/i, 'epoch-ms', 'milliseconds'],
  [/(us|µs|usecs?|microsec(ond)?s?)\W*$|^micros$/i, 'epoch-us', 'microseconds'],
  [/(ns|nsecs?|nanosec(ond)?s?)\W*$/i, 'epoch-ns', 'nanoseconds'],
  [/(\b|_)min(ute[ns]?|uti|utos)?\W*$/i, 'epoch-min', 'minutes'],
  [/(\b|_)(h|hours?|std|stunden|heures|horas|uren)\W*$/i, 'epoch-h', 'hours'],
  [/(\b|_)(d(ays?)?|tage)\W*$/i, 'epoch-d', 'days'],
]
const secondUnits = /(^|[^a-z])(s|secs?|seconds?)\W*$/i

/** A column that may hold the time of each row, and how it would be read. */
export interface TimeCandidate {
  column: ColumnSample
  format: string
  /** Texts with a date and a time of day come first, then dates, then numbers. */
  rank: number
  offsets: boolean
  ambiguous: boolean
  steady: boolean
  monthFirst: boolean
  /** Cells of the sample that the format cannot read. */
  misfits: number
  reason: string
  more?: string[]
  prefix?: string
}

/** What a column says of itself as a time; null where it is none. all — the columns of the table. */
export function timeCandidate(
  column: ColumnSample,
  type: ColumnType,
  decimal: '.' | ',',
  all: ColumnSample[],
): TimeCandidate | null {
  const filled = column.cells.filter((cell) => !isMissing(cell))
  const name = ofNoRun(column.name.trim())
  const base = { column, offsets: false, ambiguous: false, steady: false, monthFirst: false, misfits: 0 }
  if (column.known === 'time' || column.known === 'zoned-time')
    return {
      ...base,
      format: 'iso',
      // The time of day may stand beside a column of dates.
      rank: column.cells.some((cell) => cell.includes(':')) ? 1 : 2,
      offsets: column.known === 'zoned-time',
      reason: `"${column.name}" is a column of times.`,
    }
  if (filled.length === 0) return null
  if (type === 'time' && holdsDurations(name, filled))
    return {
      ...base,
      format: 'duration',
      rank: 3,
      reason: `"${column.name}" holds hours, minutes and seconds since the start, shown from 1970-01-01.`,
    }
  if (type === 'time') {
    const found = guessTimes(filled)
    if (!found || found.clockOnly) return null
    return {
      ...base,
      ...found,
      misfits: filled.length - found.fitting,
      rank: found.dateOnly ? 2 : 1,
      reason: `"${column.name}" holds ${found.dateOnly ? 'dates' : 'dates with times'}.`,
    }
  }
  if (type !== 'number') return null
  const spans = timeNames.test(name) ? spansOf(filled, decimal) : null
  if (spans)
    return {
      ...base,
      format: spans,
      rank: 5,
      reason: `"${column.name}" holds the time since the start with its unit, shown from 1970-01-01.`,
    }
  const values = filled.map((cell) => toNumber(cell, decimal)).filter(Number.isFinite)
  const short = timeNames.test(name) ? sixDigitDate(column) : null
  if (short !== null && all.some((other) => other !== column && (digitClock(other) ?? clockTexts(other))))
    return { ...base, format: short, rank: 2, reason: `"${column.name}" holds dates of six digits.` }
  const rising =
    values.every((v, i) => i === 0 || v >= values[i - 1]) && values.length > 2 && values.at(-1)! > values[0]
  if (isDecimalYear(name, filled, values) && rising)
    return { ...base, format: 'year', rank: 3, reason: `"${column.name}" holds years with a fraction.` }
  const days = dayCount(name, values)
  if (days !== null && rising)
    return {
      ...base,
      format: days,
      rank: 3,
      reason: `"${column.name}" counts days, by its name and the size of its numbers.`,
    }
  // Dates written without marks: a column of them goes up, or is named after them.
  const digits = filled.every((cell) => /^\s*\d{7,14}([.,]\d+)?\s*$/.test(cell)) ? guessTimes(filled) : null
  const sevenDigits = filled[0].trim().length === 7
  const onward = rising || (values.length > 2 && rises(values, 1) && new Set(values).size > 1)
  if (digits && digits.fitting === filled.length && (timeNames.test(name) || (onward && !sevenDigits)))
    return {
      ...base,
      format: digits.format,
      rank: digits.dateOnly ? 2 : 1,
      reason: `"${column.name}" holds dates written without marks.`,
    }
  const leading = firstOfAll(all) === column || all[0] === column
  const ofTime =
    leading &&
    /^(s|ms|µs|min|h)$/.test(
      column.unit ? unitOf(column.unit) : (splitUnit(name).unit ?? (isUnit(name) ? unitOf(name) : '')),
    )
  if (!timeNames.test(name) && !ofTime) {
    // A counter may lie in the same range; it is no time unless it comes first and rises with every row.
    const clockwork =
      (leading || closesRow(column, all)) && values.length > 2 && rises(values, leading ? 0 : 0.5)
        ? guessEpoch(values)
        : null
    if (clockwork === null && /^column \d+$/.test(name) && firstOfValues(all) === column && risesEvenly(values))
      return {
        ...base,
        format: 'epoch-s',
        rank: 5,
        reason: `Column ${all.indexOf(column) + 1} rises in even steps from ${values[0]}: seconds since the start, shown from 1970-01-01.`,
      }
    if (clockwork === null && !leading && isClockSomewhere(values))
      return {
        ...base,
        format: guessEpoch(values)!,
        rank: 7,
        reason: `"${column.name}" never falls and is a time, by the size of its numbers.`,
      }
    return clockwork === null
      ? null
      : {
          ...base,
          format: clockwork,
          rank: 4,
          reason: `"${column.name}" comes ${leading ? 'first' : 'last'}, rises and is a time, by the size of its numbers.`,
        }
  }
  const epoch = guessEpoch(values, 0.05)
  if (epoch)
    return {
      ...base,
      format: epoch,
      rank: 3,
      reason: `"${column.name}" counts ${sinceWhen[epoch] ?? 'from 1970'}, by the size of its numbers.`,
    }
  if (values.some((v, i) => i > 0 && v < values[i - 1])) return null
  if (values.every((v) => v >= 25569 && v < 80000) && !/^t$|_utc$/i.test(name) && !secondUnits.test(name))
    return {
      ...base,
      format: 'excel',
      rank: 3,
      reason: `"${column.name}" holds days since 1899-12-30, as Excel counts.`,
    }
  if (isDatenum(name, filled, values))
    return {
      ...base,
      format: 'datenum',
      rank: 3,
      reason: `"${column.name}" holds days since the year 0, as MATLAB counts, by the size of its numbers.`,
    }
  const unit = elapsedUnits.find(([pattern]) => pattern.test(isUnit(column.unit ?? '') ? unitOf(column.unit!) : name))
  // A channel may well be called "t" too; elapsed time has to come first and to rise.
  if (values.length < 2 || values[values.length - 1] <= values[0]) return null
  // Seconds up to the year 2100: more are ticks of a clock whose rate nobody knows.
  if (unit === undefined && values[0] > 4.1e9) return null
  // Behind other columns it is one only where its name says the unit too, and nothing else is a time.
  const said = unit !== undefined || secondUnits.test(name)
  const called = /^(time|elapsed([_ ]time)?|zeit|temps|tiempo|tempo|tijd)$/i.test(name)
  if (!leading && !((said && rises(values, 0.5)) || (called && rises(values, 0)))) return null
  return {
    ...base,
    format: unit?.[1] ?? 'epoch-s',
    rank: leading ? 5 : 6,
    reason: `"${column.name}" rises from ${values[0]}: ${unit?.[2] ?? 'seconds'} since the start, shown from 1970-01-01.`,
  }
}

/** "0.1 sec": counts that go up, all with one unit of time behind them; its format. */
function spansOf(filled: string[], decimal: '.' | ','): string | null {
  const spans = filled.map((cell) => dressedNumber(cell, decimal))
  const unit = spans[0] && unitOf(spans[0].unit)
  const format =
    unit &&
    { ms: 'epoch-ms', µs: 'epoch-us', ns: 'epoch-ns', s: 'epoch-s', min: 'epoch-min', h: 'epoch-h', d: 'epoch-d' }[unit]
  const rising = spans.every(
    (span, i) => span !== null && unitOf(span.unit) === unit && (i === 0 || span.value >= spans[i - 1]!.value),
  )
  return format && rising && spans.length > 2 ? format : null
}

const clockTexts = ({ cells }: ColumnSample) =>
  guessTimes(cells.filter((cell) => !isMissing(cell)).slice(0, 50))?.clockOnly

/** The first column with values that are no settings beside the first rows. */
const firstOfValues = (all: ColumnSample[]) =>
  all.find(
    (column, i) =>
      column.cells.some((cell) => !isMissing(cell)) && settingsBeside(all, i) === null && !countsRows(column),
  )

/** Does a column without a name go up in equal steps that are no counts of rows? */
function risesEvenly(values: number[]): boolean {
  const near = values.slice(0, 500)
  const step = (near.at(-1)! - near[0]) / (near.length - 1)
  return (
    near.length > 10 &&
    step > 0 &&
    !Number.isInteger(Number(step.toPrecision(9))) &&
    near.every((value, i) => Math.abs(value - near[0] - i * step) < step / 4)
  )
}

/** "2014.0833": named after the year or the date, with a fraction of it. */
const isDecimalYear = (name: string, filled: string[], values: number[]) =>
  (/^(dec(imal)?[_ ]?)?(years?|date|time|yr|jahr)([_ ]?dec(imal)?)?$/i.test(name) ||
    (/^column \d+$/.test(name) && areMonths(values))) &&
  values.every((v) => v >= 1800 && v < 2200) &&
  filled.filter((cell) => /[.,]\d{2,}/.test(cell)).length > filled.length / 2

/** Twelfths of a year, one after the other. */
const areMonths = (values: number[]) =>
  values.length > 11 && values.every((v, i) => i === 0 || Math.abs((v - values[i - 1]) * 12 - 1) < 0.02)

/** Days of MATLAB and of astronomers, within 1900 to 2100. */
function dayCount(name: string, values: number[]): string | null {
  const within = (low: number, high: number) => values.length > 1 && values.every((v) => v >= low && v <= high)
  if (/datenum|matlab/i.test(name) && within(693_962, 767_376)) return 'datenum'
  if (/^(jd|julian([_ ]?(date|day))?|bjd|hjd)\b/i.test(name) && within(2_415_020, 2_488_434)) return 'julian'
  return /^(mjd|bmjd|modified julian)/i.test(name) && within(15_020, 88_434) ? 'mjd' : null
}

/** What counts do not count from 1970. */
const sinceWhen: Readonly<Record<string, string>> = {
  'epoch-1904': 'seconds from 1904, as LabVIEW does',
  ticks: '100 ns from the year 1, as .NET does',
  filetime: '100 ns from 1601, as Windows does',
}

/** Days since the year 0 in the years 2000 to 2100, with a time of day: many digits behind the point, and no unit in the name. */
const isDatenum = (name: string, filled: string[], values: number[]) =>
  !secondUnits.test(name) &&
  !elapsedUnits.some(([pattern]) => pattern.test(name)) &&
  values.every((v) => v >= 730_486 && v < 767_011) &&
  filled.filter((cell) => /[.,]\d{4,}/.test(cell)).length > filled.length / 2

/** Counts since 1970 of the years 2001 to 2033, whole or with three decimals, that never fall: where nothing else is a time, this is. */
export function isClockSomewhere(values: number[]): boolean {
  const format = values.length > 4 ? guessEpoch(values) : null
  const ms = format === 'epoch-s' ? 1000 : format === 'epoch-ms' ? 1 : format === 'epoch-us' ? 1e-3 : 1e-6
  return (
    format !== null &&
    format.startsWith('epoch') &&
    format !== 'epoch-1904' &&
    new Set(values).size > 2 &&
    values.every((v, i) => v * ms > 1e12 && v * ms < 2e12 && (i === 0 || v >= values[i - 1]))
  )
}

/** The last column of a table without names, as "path value time" of monitoring. */
const closesRow = (column: ColumnSample, all: ColumnSample[]) =>
  all.at(-1) === column && all.every(({ name }) => /^column \d+$/.test(name))

/** Does each value lie above the one before it? equal — the share of rows that may repeat it, as where a line each is written at one time. */
const rises = (values: number[], equal: number) =>
  values.every((v, i) => i === 0 || v > values[i - 1] || (equal > 0 && v === values[i - 1]) || restarts(values, i)) &&
  values.filter((v, i) => i > 0 && v === values[i - 1]).length <= Math.max(equal, 0) * values.length

/** A block of another channel begins again at about the first time. */
const restarts = (values: number[], i: number) =>
  i > 2 && values[i] < values[i - 1] && Math.abs(values[i] - values[0]) < Math.abs(values[i - 1] - values[0]) / 2
