import type { Guess, ImportProblem, ImportRecipe } from '../../shared/importing/recipe.ts'
import { isUnit, unitOf } from '../../shared/data/units.ts'
import { list } from './column-names.ts'
import type { ColumnSample, ColumnType } from './column-sample.ts'
import { isMissing, toNumber } from './cells.ts'
import { guessEpoch } from './time-format.ts'
import { guessTimes } from './text/grammar.ts'
import { hourBeside, hourPattern, millisecondsBeside, zoneBeside } from './time-beside.ts'
import { pairTimes } from './text/pairs.ts'
import { zoneNamed, type Stated } from './text/preamble.ts'
import { spreadTime } from './text/spread.ts'
import { holdsDurations } from './text/duration.ts'
import { clockOf, datesHold } from './clock-column.ts'
import { dayAndMonth } from './day-and-month.ts'
import { digitClock, sixDigitDate } from './digit-times.ts'
import { evenSteps } from './even-steps.ts'
import { firstOfAll } from './row-counter.ts'
import { settingsBeside } from './settings-beside.ts'
import { timeNames } from './time-names.ts'

/** The names that say it best: these come first where several columns hold times. */
const bestNames = /^_?(time|timestamps?|datetime|date[_ ]?time|datum|zeit(stempel)?|t_?stamp|ts|date ?& ?time|valid)$/i
/** Begin and end of the query, not of the row. */
const lesserNames = /^_?(start|stop|end|created|updated|begin)/i
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

interface TimeCandidate {
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

/** Which column holds the time, and how; pushes why. Rows are evenly spaced where none does. */
export function guessTime(
  columns: ColumnSample[],
  types: ColumnType[],
  decimal: '.' | ',',
  labels: string[],
  guesses: Guess[],
  problems: ImportProblem[],
  stated?: Stated,
): ImportRecipe['time'] {
  const candidates = columns.flatMap((column, i) =>
    labels.includes(column.name) ? [] : (timeCandidate(column, types[i], decimal, columns) ?? []),
  )
  const nameRank = ({ column: { name } }: TimeCandidate) =>
    bestNames.test(name.trim()) ? 0 : lesserNames.test(name.trim()) ? 2 : 1
  candidates.sort((a, b) => a.rank - b.rank || nameRank(a) - nameRank(b))
  const spread = candidates[0]?.rank === 1 ? null : spreadTime(columns, decimal)
  if (spread && !(candidates[0]?.rank === 2 && clockOf(columns, types, candidates[0].column))) {
    guesses.push({ field: 'time', reason: `The time is spread over ${list(spread.columns)}.` })
    guesses.push({ field: 'format', reason: 'All samples fit it.' })
    guesses.push({ field: 'zone', reason: zoneReason(stated?.zone ?? null) })
    const [column, ...more] = spread.columns
    return {
      kind: 'column',
      column,
      more,
      ...(spread.prefix ? { prefix: spread.prefix } : {}),
      format: spread.format,
      zone: stated?.zone ?? 'UTC',
      ...(stated?.zone ? { stated: true } : {}),
    }
  }
  const best = candidates[0]
  if (!best || (best.rank === 5 && stated?.start != null)) return evenSteps(columns, types, guesses, problems, stated)
  const rivals = candidates.slice(1).filter((c) => c.rank < 3)
  // "Time, A, Time, B": values beside another time column were measured at that time.
  const pairs = labels.length === 0 ? pairTimes(columns, types, best.column.name) : []
  const repeats = rivals.some((rival) => rival.column.name.replace(/ \(\d+\)$/, '') === best.column.name)
  if (pairs.length)
    problems.push({
      severity: 'note',
      message: `${list(pairs)} are the times of the columns behind each: every value is placed at its own time.`,
    })
  else if (rivals.length)
    problems.push({
      severity: repeats ? 'warning' : 'note',
      message: `${list([best, ...rivals].map((c) => c.column.name))} all hold times; "${best.column.name}" is used.`,
    })
  const clock = best.rank === 2 ? clockOf(columns, types, best.column) : undefined
  const digits = clock && types[columns.indexOf(clock)] === 'number' ? digitClock(clock) : null
  const hours = best.rank === 2 && !clock && best.misfits === 0 ? hourBeside(columns, best.column) : []
  let { format, ambiguous, steady, monthFirst } = best
  const taken = [best.column.name, ...(clock ? [clock.name] : []), ...hours.map(({ name }) => name), ...labels]
  const timed = best.rank === 1 || clock !== undefined || hours.length > 0
  const zoned = timed && !best.offsets && pairs.length === 0 ? zoneBeside(columns, types, taken) : undefined
  const beside = [...(clock ? [clock] : []), ...hours, ...(zoned ? [zoned] : [])]
  const mark = best.column.cells.some((cell) => cell.includes('/')) ? '/' : '-'
  const day = format === 'iso' ? `%Y${mark}%m${mark}%d` : format
  const ofDigits = /^(%[ymd]){3}$/.test(format)
  if (hours.length > 0) format = `${day} ${hourPattern(hours[0])}${hours.length > 1 ? ' %M' : ''}`
  else if (digits) format = `${day} ${digits}`
  else if (clock && ofDigits)
    format = `${day} ${guessTimes(clock.cells.filter((cell) => !isMissing(cell)))?.format ?? '%H:%M:%S'}`
  else if (beside.length > 0) {
    const joined = guessTimes(
      best.column.cells
        .map((cell, i) => [cell, ...beside.map(({ cells }) => cells[i] ?? '')].map((part) => part.trim()).join(' '))
        .filter((_, i) => beside.every(({ cells }) => !isMissing(cells[i] ?? ''))),
    )
    if (joined) ({ format, ambiguous, steady, monthFirst } = joined)
  }
  const row = best.column.cells.findIndex((cell) => !isMissing(cell))
  const first = [best.column, ...(clock ? [clock] : [])].map(({ cells }) => (cells[row] ?? '').trim()).join(' ')
  const fine = pairs.length === 0 ? millisecondsBeside(columns, taken) : undefined
  const ofSecond = fine && withSeconds(format, first)
  if (fine && ofSecond) {
    format = `${ofSecond} %L`
    beside.push(fine)
    guesses.push({ field: 'time', reason: `"${fine.name}" holds the milliseconds.` })
  }
  if (clock ?? hours[0])
    guesses.push({
      field: 'time',
      reason: `"${best.column.name}" holds the date and ${list((clock ? [clock] : hours).map(({ name }) => name))} the time of day.`,
    })
  else guesses.push({ field: 'time', reason: best.reason })
  const assumed = `${monthFirst ? 'Month' : 'Day'} first is assumed${steady ? ', since the days then follow each other' : ''}`
  guesses.push({
    field: 'format',
    reason: ambiguous
      ? `Day and month could be swapped; ${assumed[0].toLowerCase()}${assumed.slice(1)}.`
      : format === 'iso'
        ? 'Year first, as in ISO 8601.'
        : best.misfits > 0
          ? `Of the first rows, ${best.misfits.toLocaleString('en')} ${best.misfits === 1 ? 'does' : 'do'} not fit it.`
          : 'All samples fit it.',
  })
  if (format.includes('|'))
    problems.push({
      severity: 'warning',
      message: `"${best.column.name}" mixes ${format.split('|').length} time formats; each row is read with the one that fits.`,
    })
  const counted = format.startsWith('epoch') || format === 'duration'
  const offsets = best.offsets || zoned !== undefined
  const said = counted || offsets ? null : (stated?.zone ?? zoneInName([best.column.name, clock?.name ?? '']))
  guesses.push({
    field: 'zone',
    reason: counted
      ? 'Such a count is the same in every zone.'
      : offsets
        ? zoned
          ? `"${zoned.name}" says the zone of each row.`
          : 'The times carry their own offset.'
        : zoneReason(said),
  })
  const held = clock !== undefined && datesHold(best.column.cells, clock.cells)
  if (held)
    problems.push({
      severity: 'note',
      message: `"${best.column.name}" is filled only where the date changes: it holds until the next one.`,
    })
  const time: ImportRecipe['time'] = {
    kind: 'column',
    column: best.column.name,
    ...(held ? { held } : {}),
    ...(clock ? { clock: clock.name } : {}),
    ...(beside.length > (clock ? 1 : 0) ? { more: beside.slice(clock ? 1 : 0).map(({ name }) => name) } : {}),
    format,
    zone: said ?? 'UTC',
    ...(said ? { stated: true } : {}),
  }
  if (ambiguous)
    problems.push({
      severity: 'warning',
      message: `In "${best.column.name}" day and month could be swapped: the first lines fit both. ${assumed}.`,
      choices: dayAndMonth(time, best.column.cells),
    })
  return time
}

/** The pattern of a time up to its seconds, spelled out; undefined for one that ends otherwise. */
function withSeconds(format: string, sample: string): string | undefined {
  if (/%S$/.test(format) && !format.includes('|')) return format
  const iso = format === 'iso' ? /^(\d{4})([-/.])\d{2}\2\d{2}([ T_])\d{2}:\d{2}:\d{2}$/.exec(sample.trim()) : null
  return iso ? `%Y${iso[2]}%m${iso[2]}%d${iso[3]}%H:%M:%S` : undefined
}

const zoneReason = (zone: string | null) =>
  zone === null ? 'The times name no zone; they are read as UTC.' : `The file says that its times are in ${zone}.`

/** Zones by their letters in winter and in summer. */
const summerZones: Readonly<Record<string, string>> = {
  'CET/CEST': 'Europe/Berlin',
  'MEZ/MESZ': 'Europe/Berlin',
  'WET/WEST': 'Europe/Lisbon',
  'EET/EEST': 'Europe/Helsinki',
  'GMT/BST': 'Europe/London',
  'EST/EDT': 'America/New_York',
  'CST/CDT': 'America/Chicago',
  'MST/MDT': 'America/Denver',
  'PST/PDT': 'America/Los_Angeles',
  'AEST/AEDT': 'Australia/Sydney',
}

/** "MST", "Time (UTC)", "Date Time, GMT+01:00": a zone in the name of a time column. */
function zoneInName(names: string[]): string | null {
  for (const name of names) {
    const pair = /\b([A-Z]{2,4})\s?[/|]\s?([A-Z]{3,4})\b/.exec(name)
    const both = pair && summerZones[`${pair[1]}/${pair[2]}`]
    if (both) return both
    const word = /(?:^|[\s([_,])((?:UTC|GMT)\s?[+-]\d{1,2}(?::?\d{2})?|[A-Z]{3,4})(?:[\s)\]]|$)/.exec(name.trim())?.[1]
    const zone = word === undefined ? null : zoneNamed(word)
    if (zone !== null) return zone
  }
  return null
}

function timeCandidate(
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
