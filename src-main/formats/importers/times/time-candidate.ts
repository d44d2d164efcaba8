import { isUnit, unitOf } from '../../../shared/data/units.ts'
import type { ColumnSample, ColumnType } from '../columns/column-sample.ts'
import { isMissing, toNumber } from '../columns/cells.ts'
import { guessEpoch } from './time-format.ts'
import { guessTimes } from './grammar.ts'
import { holdsDurations } from './duration.ts'
import { digitClock, sixDigitDate } from './digit-times.ts'
import { firstOfAll } from '../columns/row-counter.ts'
import { settingsBeside } from '../header/settings-beside.ts'
import { timeNames } from './time-names.ts'

/** Units of elapsed time at the end of a column's name, and their formats. */
const elapsedUnits: readonly [RegExp, string, string][] = [
  [/ms\W*$/i, 'epoch-ms', 'milliseconds'],
  [/(us|µs)\W*$/i, 'epoch-us', 'microseconds'],
  [/ns\W*$/i, 'epoch-ns', 'nanoseconds'],
  [/(\b|_)min(utes)?\W*$/i, 'epoch-min', 'minutes'],
  [/(\b|_)(h|hours?)\W*$/i, 'epoch-h', 'hours'],
  [/(\b|_)d(ays?)?\W*$/i, 'epoch-d', 'days'],
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
  const name = column.name.trim()
  const base = { column, offsets: false, ambiguous: false, steady: false, monthFirst: false, misfits: 0 }
  if (column.known === 'time' || column.known === 'zoned-time')
    return {
      ...base,
      format: 'iso',
      rank: 1,
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
  const values = filled.map((cell) => toNumber(cell, decimal)).filter(Number.isFinite)
  const short = timeNames.test(name) ? sixDigitDate(column) : null
  if (short !== null && all.some((other) => other !== column && (digitClock(other) ?? clockTexts(other))))
    return { ...base, format: short, rank: 2, reason: `"${column.name}" holds dates of six digits.` }
  const rising =
    values.every((v, i) => i === 0 || v >= values[i - 1]) && values.length > 2 && values.at(-1)! > values[0]
  const days = dayCount(name, values)
  if (days !== null && rising)
    return {
      ...base,
      format: days,
      rank: 3,
      reason: `"${column.name}" counts days, by its name and the size of its numbers.`,
    }
  // Dates written without marks: a column of them goes up, or is named after them.
  const digits = filled.every((cell) => /^\s*\d{8,14}([.,]\d+)?\s*$/.test(cell)) ? guessTimes(filled) : null
  if (digits && digits.fitting === filled.length && (timeNames.test(name) || rising))
    return {
      ...base,
      format: digits.format,
      rank: digits.dateOnly ? 2 : 1,
      reason: `"${column.name}" holds dates written without marks.`,
    }
  const leading = firstOfAll(all) === column || all[0] === column
  const ofTime = leading && /^(s|ms|µs|min|h)$/.test(unitOf(column.unit ?? ''))
  if (!timeNames.test(name) && !ofTime) {
    // A counter may lie in the same range; it is no time unless it comes first and rises with every row.
    const clockwork =
      leading && values.length > 2 && values.every((v, i) => i === 0 || v > values[i - 1] || restarts(values, i))
        ? guessEpoch(values)
        : null
    if (clockwork === null && /^column \d+$/.test(name) && firstOfValues(all) === column && risesEvenly(values))
      return {
        ...base,
        format: 'epoch-s',
        rank: 5,
        reason: `Column ${all.indexOf(column) + 1} rises in even steps from ${values[0]}: seconds since the start, shown from 1970-01-01.`,
      }
    return clockwork === null
      ? null
      : {
          ...base,
          format: clockwork,
          rank: 4,
          reason: `"${column.name}" comes first, rises with every row and counts from 1970, by the size of its numbers.`,
        }
  }
  const epoch = guessEpoch(values, 0.05)
  if (epoch)
    return { ...base, format: epoch, rank: 3, reason: `"${column.name}" counts from 1970, by the size of its numbers.` }
  if (values.some((v, i) => i > 0 && v < values[i - 1])) return null
  if (values.every((v) => v >= 25569 && v < 80000) && !/^t$/i.test(column.name) && !secondUnits.test(name))
    return {
      ...base,
      format: 'excel',
      rank: 3,
      reason: `"${column.name}" holds days since 1899-12-30, as Excel counts.`,
    }
  const unit = elapsedUnits.find(([pattern]) => pattern.test(isUnit(column.unit ?? '') ? unitOf(column.unit!) : name))
  // A channel may well be called "t" too; elapsed time has to come first and to rise.
  if (!leading || values.length < 2 || values[values.length - 1] <= values[0]) return null
  return {
    ...base,
    format: unit?.[1] ?? 'epoch-s',
    rank: 5,
    reason: `"${column.name}" rises from ${values[0]}: ${unit?.[2] ?? 'seconds'} since the start, shown from 1970-01-01.`,
  }
}

const clockTexts = ({ cells }: ColumnSample) =>
  guessTimes(cells.filter((cell) => !isMissing(cell)).slice(0, 50))?.clockOnly

/** The first column with values that are no settings beside the first rows. */
const firstOfValues = (all: ColumnSample[]) =>
  all.find(({ cells }, i) => cells.some((cell) => !isMissing(cell)) && settingsBeside(all, i) === null)

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

/** Days of MATLAB and of astronomers, within 1900 to 2100. */
function dayCount(name: string, values: number[]): string | null {
  const within = (low: number, high: number) => values.length > 1 && values.every((v) => v >= low && v <= high)
  if (/datenum|matlab/i.test(name) && within(693_962, 767_376)) return 'datenum'
  if (/^(jd|julian([_ ]?(date|day))?|bjd|hjd)\b/i.test(name) && within(2_415_020, 2_488_434)) return 'julian'
  return /^(mjd|bmjd|modified julian)/i.test(name) && within(15_020, 88_434) ? 'mjd' : null
}

/** A block of another channel begins again at about the first time. */
const restarts = (values: number[], i: number) =>
  i > 2 && values[i] < values[i - 1] && Math.abs(values[i] - values[0]) < Math.abs(values[i - 1] - values[0]) / 2
