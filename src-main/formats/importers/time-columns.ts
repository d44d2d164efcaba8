import type { Guess, ImportProblem, ImportRecipe } from '../../shared/recipe.ts'
import { list } from './column-names.ts'
import type { ColumnSample, ColumnType } from './column-sample.ts'
import { isMissing, toNumber } from './cells.ts'
import { guessEpoch } from './time-format.ts'
import { guessTimes } from './text/grammar.ts'
import { hourBeside, zoneBeside } from './time-beside.ts'
import { pairTimes } from './text/pairs.ts'
import { zoneNamed, type Stated } from './text/preamble.ts'
import { spreadTime } from './text/spread.ts'
import { timeReader } from './text/time-reader.ts'

const timeWords = [
  /date|time|datetime|date[_ -]?\/?time|date ?& ?time|time ?stamp|timestamps?|ts|t|unix|epoch/,
  /zeit|datum|zeitstempel|zeitpunkt|messzeit(punkt)?|horodat(age|eur)|tijd(stip)?|uhrzeit|mess_?datum|heure|fecha|hora|data/,
  /realtime|dpt time|when|valid|elapsed([_ .-]?time)?|test[_ .-]?time|run[_ .-]?time|x[_ ]value/,
]
/** What may follow the word: a zone, or a unit. */
const timeEnds = [/utc|local|stamp|gmt.*|\[.*\]|\(.*\)/, /s|ms|us|ns|sec|seconds|min|minutes|h|hours|days/]
const anyOf = (patterns: readonly RegExp[]) => patterns.map(({ source }) => source).join('|')
/** A word for time with its end, or any name with a unit of time behind a slash or in brackets. */
const timeNames = new RegExp(
  `^[_#]?(${anyOf(timeWords)})([_ -]?(${anyOf(timeEnds)}))?$|[/[(] ?(s|ms|sec|min|h)[)\\]]?$`,
  'i',
)
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
  const hours = best.rank === 2 && !clock && best.misfits === 0 ? hourBeside(columns, best.column) : []
  let { format, ambiguous, steady, monthFirst } = best
  const taken = [best.column.name, ...(clock ? [clock.name] : []), ...hours.map(({ name }) => name), ...labels]
  const timed = best.rank === 1 || clock !== undefined || hours.length > 0
  const zoned = timed && !best.offsets && pairs.length === 0 ? zoneBeside(columns, types, taken) : undefined
  const beside = [...(clock ? [clock] : []), ...hours, ...(zoned ? [zoned] : [])]
  if (hours.length > 0) {
    const mark = best.column.cells.some((cell) => cell.includes('/')) ? '/' : '-'
    const day = format === 'iso' ? `%Y${mark}%m${mark}%d` : format
    format = `${day} %H${hours.length > 1 ? ' %M' : ''}`
  } else if (beside.length > 0) {
    const joined = guessTimes(
      best.column.cells
        .map((cell, i) => [cell, ...beside.map(({ cells }) => cells[i] ?? '')].map((part) => part.trim()).join(' '))
        .filter((_, i) => beside.every(({ cells }) => !isMissing(cells[i] ?? ''))),
    )
    if (joined) ({ format, ambiguous, steady, monthFirst } = joined)
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
  const counted = format.startsWith('epoch')
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
  const time: ImportRecipe['time'] = {
    kind: 'column',
    column: best.column.name,
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

/** Both readings of a date, each shown on a cell that they read differently. */
function dayAndMonth(time: Extract<ImportRecipe['time'], { kind: 'column' }>, cells: string[]) {
  const swapped = time.format.replace(/%d|%m/g, (part) => (part === '%d' ? '%m' : '%d'))
  const dayFirst = time.format.indexOf('%d') < time.format.indexOf('%m')
  const formats = dayFirst ? [time.format, swapped] : [swapped, time.format]
  const dateOnly = (format: string) => format.split('|')[0].replace(/[ T]%[HI].*$/, '')
  const readers = formats.map((format) => timeReader(dateOnly(format), '.'))
  const read = (cell: string) =>
    readers.map((reader) => {
      const text = Buffer.from(cell.trim().split(/[ T]/)[0])
      return reader.read(text, 0, text.length)
    })
  const example = cells.find((cell) => {
    const [day, month] = read(cell)
    return day !== month && !Number.isNaN(day) && !Number.isNaN(month)
  })
  const shown = example === undefined ? [NaN, NaN] : read(example)
  return formats.map((format, i) => ({
    name:
      (i === 0 ? 'Day first' : 'Month first') +
      (Number.isNaN(shown[i])
        ? ''
        : `: ${example!.trim().split(/[ T]/)[0]} is ${new Date(shown[i]).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })}`),
    change: { time: { ...time, format } },
  }))
}

const zoneReason = (zone: string | null) =>
  zone === null ? 'The times name no zone; they are read as UTC.' : `The file says that its times are in ${zone}.`

/** "MST", "Time (UTC)", "Date Time, GMT+01:00": a zone in the name of a time column. */
function zoneInName(names: string[]): string | null {
  for (const name of names) {
    const word = /(?:^|[\s([_,])((?:UTC|GMT)\s?[+-]\d{1,2}(?::?\d{2})?|[A-Z]{3,4})(?:[\s)\]]|$)/.exec(name.trim())?.[1]
    const zone = word === undefined ? null : zoneNamed(word)
    if (zone !== null) return zone
  }
  return null
}

/** The column that holds the time of day beside a date. Of several the next one to the right: "start", then "end". */
function clockOf(columns: ColumnSample[], types: ColumnType[], date: ColumnSample): ColumnSample | undefined {
  const at = columns.indexOf(date)
  const clocks = columns.filter((column, i) => i !== at && holdsClock(column, types[i]))
  return clocks.find((column) => columns.indexOf(column) > at) ?? clocks.at(-1)
}

/** Only times of day: "10:00:05", "18.00.00", or "100005" in a column that is named like a time. */
function holdsClock({ name, cells }: ColumnSample, type: ColumnType): boolean {
  const filled = cells.filter((cell) => !isMissing(cell)).map((cell) => cell.trim())
  if (filled.length === 0) return false
  if (type === 'time') return guessTimes(filled.slice(0, 500))?.clockOnly === true
  return (
    type === 'number' &&
    timeNames.test(name.trim()) &&
    filled.every((cell) => /^([01]\d|2[0-4])[0-5]\d([0-5]\d)?$/.test(cell) && cell.length === filled[0].length)
  )
}

/** As far apart as the file says above its table, or a column of times of day; else a second. */
function evenSteps(
  columns: ColumnSample[],
  types: ColumnType[],
  guesses: Guess[],
  problems: ImportProblem[],
  stated?: Stated,
): ImportRecipe['time'] {
  const clock = columns.find((column, i) => types[i] === 'time' && holdsClock(column, 'time'))
  const format = clock ? guessTimes(clock.cells.filter((cell) => !isMissing(cell)))?.format : undefined
  if (clock && format && stated?.date) {
    guesses.push({
      field: 'time',
      reason: `"${clock.name}" holds times of day, and the file begins on ${stated.date}, as it says above its table.`,
    })
    problems.push({
      severity: 'note',
      message: `The date ${stated.date} is taken from the lines above the table. Times after midnight would be read as of the same day.`,
    })
    return {
      kind: 'column',
      column: clock.name,
      prefix: stated.date,
      format: `%Y-%m-%d ${format}`,
      zone: stated.zone ?? 'UTC',
      ...(stated.zone ? { stated: true } : {}),
    }
  }
  if (stated?.stepMs && !clock) {
    const { start } = stated
    guesses.push({
      field: 'time',
      reason: `The file says above its table that rows are ${stated.stepMs / 1000} s apart${start === null ? '' : ' and when they begin'}.`,
    })
    return { kind: 'steps', start: start ?? 0, stepMs: stated.stepMs, stated: start === null ? 'elapsed' : 'absolute' }
  }
  const reader = timeReader(format ?? '%H:%M:%S', '.')
  const times = (clock?.cells ?? []).flatMap((cell) => {
    const bytes = Buffer.from(cell)
    const ms = reader.read(bytes, 0, bytes.length)
    return Number.isNaN(ms) ? [] : [ms]
  })
  const day = 86_400_000
  // Past midnight a clock begins anew.
  const steps = times
    .slice(1)
    .map((time, i) => (time - times[i] + day) % day)
    .sort((a, b) => a - b)
  const stepMs = steps[steps.length >> 1]
  if (clock && stepMs > 0) {
    const seconds = (ms: number) => `${ms / 1000} s`
    guesses.push({
      field: 'time',
      reason: `"${clock.name}" holds times of day without a date, ${seconds(stepMs)} apart: rows follow at that step from the first of them on 1970-01-01; set the start.`,
    })
    if (steps[0] !== steps[steps.length - 1])
      problems.push({
        severity: 'warning',
        message: `"${clock.name}" holds times of day without a date, and they are ${seconds(steps[0])} to ${seconds(steps[steps.length - 1])} apart: every row is taken to be ${seconds(stepMs)} after the one before.`,
      })
    return { kind: 'steps', start: times[0], stepMs }
  }
  const unread = columns.find((column, i) => types[i] === 'text' && timeNames.test(column.name.trim()))
  const cell = unread?.cells.find((text) => !isMissing(text))
  if (unread && cell !== undefined)
    problems.push({
      severity: 'warning',
      message: `"${unread.name}" is named like a time, and "${cell.trim().slice(0, 40)}" is in no format that is known here: rows are taken one second apart. If a pattern fits, choose the column and type the pattern.`,
    })
  guesses.push({
    field: 'time',
    reason: 'No column holds times, so rows are one second apart from 1970-01-01; set start and step.',
  })
  return { kind: 'steps', start: 0, stepMs: 1000 }
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
  // Dates written without marks: a column of them goes up, or is named after them.
  const digits = filled.every((cell) => /^\s*\d{8,14}([.,]\d+)?\s*$/.test(cell)) ? guessTimes(filled) : null
  const rising =
    values.every((v, i) => i === 0 || v >= values[i - 1]) && values.length > 2 && values.at(-1)! > values[0]
  if (digits && digits.fitting === filled.length && (timeNames.test(name) || rising))
    return {
      ...base,
      format: digits.format,
      rank: digits.dateOnly ? 2 : 1,
      reason: `"${column.name}" holds dates written without marks.`,
    }
  if (!timeNames.test(name)) {
    // A counter may lie in the same range; it is no time unless it comes first and rises with every row.
    const clockwork =
      all[0] === column &&
      values.length > 2 &&
      values.every((v, i) => i === 0 || v > values[i - 1] || restarts(values, i))
        ? guessEpoch(values)
        : null
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
  const unit = elapsedUnits.find(([pattern]) => pattern.test(name))
  // A channel may well be called "t" too; elapsed time has to come first and to rise.
  if (all[0] !== column || values.length < 2 || values[values.length - 1] <= values[0]) return null
  return {
    ...base,
    format: unit?.[1] ?? 'epoch-s',
    rank: 5,
    reason: `"${column.name}" rises from ${values[0]}: ${unit?.[2] ?? 'seconds'} since the start, shown from 1970-01-01.`,
  }
}

/** A block of another channel begins again at about the first time. */
const restarts = (values: number[], i: number) =>
  i > 2 && values[i] < values[i - 1] && Math.abs(values[i] - values[0]) < Math.abs(values[i - 1] - values[0]) / 2
