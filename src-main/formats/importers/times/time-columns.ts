import type { Guess, ImportProblem, ImportRecipe } from '../../../shared/importing/recipe.ts'
import { isUnit, unitOf } from '../../../shared/data/units.ts'
import { list } from '../columns/column-names.ts'
import type { ColumnSample, ColumnType } from '../columns/column-sample.ts'
import { isMissing, toNumber } from '../columns/cells.ts'
import { guessTimes } from './grammar.ts'
import {
  fractionBeside,
  halfBeside,
  hourBeside,
  hourPattern,
  partOfDay,
  partsBeside,
  zoneBeside,
} from './time-beside.ts'
import { pairTimes } from '../shape/pairs.ts'
import { type Stated } from '../header/preamble.ts'
import { gpsTime, spreadTime } from './spread.ts'
import { countedMs } from './counted-times.ts'
import { clockOf, datesHold } from './clock-column.ts'
import { besideDays, dayAndMonth } from './day-and-month.ts'
import { digitClock } from './digit-times.ts'
import { evenSteps } from './even-steps.ts'
import { timeCandidate, type TimeCandidate } from './time-candidate.ts'
import { firstYear, lacksYear, withYear } from './yearless.ts'
import { timeReader } from './time-reader.ts'
import { zoneInName } from './zone-in-name.ts'

/** The names that say it best: these come first where several columns hold times. */
const bestNames = /^_?(time|timestamps?|datetime|date[_ ]?time|datum|zeit(stempel)?|t_?stamp|ts|date ?& ?time|valid)$/i
/** Begin and end of the query or of the row's stretch, when within it the highest and lowest value were, and when the row was written: the last comes last. */
const lesserNames = [
  /^_?(start|begin)/i,
  /^_?(stop|end)/i,
  /^(time ?(of|at) )?(max|min|peak|highest|lowest|high|low)/i,
  /^_?(publish|creat|updat|receiv|issue|modif|insert|ingest|upload|import)/i,
]
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
    bestNames.test(name.trim()) ? 0 : lesserNames.findIndex((names) => names.test(name.trim())) + 2
  candidates.sort((a, b) => a.rank - b.rank || nameRank(a) - nameRank(b))
  const spread = candidates[0]?.rank === 1 ? null : spreadTime(columns, decimal)
  const gps = gpsTime(columns, decimal)
  if (gps && (!candidates[0] || candidates[0].rank > 2)) {
    guesses.push({ field: 'time', reason: `${list(gps)} hold the week of GPS and the seconds in it.` })
    guesses.push({ field: 'format', reason: 'All samples fit it.' })
    guesses.push({ field: 'zone', reason: 'Such a count is the same in every zone.' })
    problems.push({
      severity: 'note',
      message: `${list(gps)} hold the time as GPS counts it, which runs 18 s ahead of UTC since 2017; it is kept as it is.`,
    })
    return { kind: 'column', column: gps[0], more: [gps[1]], format: 'gps', zone: 'UTC' }
  }
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
  if (!best || (best.rank >= 5 && stated?.start != null)) return evenSteps(columns, types, guesses, problems, stated)
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
  const half = timed && pairs.length === 0 ? halfBeside(columns, taken) : undefined
  const beside = [...(clock ? [clock] : []), ...hours, ...(half ? [half] : []), ...(zoned ? [zoned] : [])]
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
  const said12 = ambiguous ? besideDays(format, best.column, stated) : null
  if (said12) {
    format = said12.format
    monthFirst = format.indexOf('%m') < format.indexOf('%d')
    ambiguous = !said12.certain
  }
  let year: string | undefined
  if (lacksYear(format)) {
    const filled = best.column.cells.filter((cell) => !isMissing(cell))
    const known = firstYear(format, filled, stated?.years ?? { above: null, name: null, modified: Date.now() })
    year = String(known.year)
    format = withYear(format)
    problems.push({
      severity: 'warning',
      message: `"${best.column.name}" names no year: ${year} is taken from ${known.from}. Where the months begin anew, the next year follows.`,
    })
  }
  if (format.includes('%Y') && countsBuddhistYears(format, best.column.cells)) {
    format = format.replaceAll('%Y', '%E')
    problems.push({
      severity: 'warning',
      message: `"${best.column.name}" counts years as in Thailand, where 2567 is 2024: 543 is taken off.`,
    })
  }
  const part = format === 'excel' ? partOfDay(columns, best.column, decimal) : undefined
  if (part) {
    format = 'excel+day'
    beside.push(part)
    guesses.push({ field: 'time', reason: `"${part.name}" holds the part of the day, as spreadsheets count it.` })
  }
  const row = best.column.cells.findIndex((cell) => !isMissing(cell))
  const first = [best.column, ...(clock ? [clock] : [])].map(({ cells }) => (cells[row] ?? '').trim()).join(' ')
  const whole = pairs.length === 0 ? partsBeside(columns, taken) : undefined
  const fine = whole?.column ?? (pairs.length === 0 ? fractionBeside(columns, taken) : undefined)
  const seconds = format === 'epoch-s' && best.column.cells.every((cell) => isMissing(cell) || /^\s*\d+\s*$/.test(cell))
  const ofSecond = fine && (whole && seconds ? format : withSeconds(format, first))
  if (fine && ofSecond) {
    format = whole ? (seconds ? whole.beside : `${ofSecond} ${whole.pattern}`) : `${ofSecond} 0.%f`
    beside.push(fine)
    guesses.push({
      field: 'time',
      reason: `"${fine.name}" holds the ${whole?.called ?? 'fractions of a second'}.`,
    })
  }
  if (clock ?? hours[0])
    guesses.push({
      field: 'time',
      reason: `"${best.column.name}" holds the date and ${list((clock ? [clock] : hours).map(({ name }) => name))} the time of day.`,
    })
  else guesses.push({ field: 'time', reason: best.reason })
  const assumed = `${monthFirst ? 'Month' : 'Day'} first is assumed${said12 ? `, ${said12.reason}` : steady ? ', since the days then follow each other' : ''}`
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
  const counted = format.startsWith('epoch') || format === 'duration' || format === 'filetime'
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
    ...(year === undefined ? {} : { prefix: year }),
    ...(clock ? { clock: clock.name } : {}),
    ...(beside.length > (clock ? 1 : 0) ? { more: beside.slice(clock ? 1 : 0).map(({ name }) => name) } : {}),
    format,
    zone: said ?? 'UTC',
    ...(said ? { stated: true } : {}),
  }
  if (best.rank === 5 && /^column \d+$/.test(best.column.name)) {
    const [first, second] = best.column.cells.filter((cell) => !isMissing(cell)).map((cell) => toNumber(cell, decimal))
    if (Math.abs(first) > 10 * Math.abs(second - first))
      problems.push({
        severity: 'warning',
        message: `${best.column.name[0].toUpperCase()}${best.column.name.slice(1)} rises in even steps and is taken as seconds, from ${first}: if it is a wave length, a depth or the like, choose another time.`,
      })
  }
  const [number] = best.column.cells.filter((cell) => !isMissing(cell)).map((cell) => toNumber(cell, decimal))
  if (format === 'epoch-s' && number >= appleFrom && number < appleTo)
    problems.push({
      severity: 'warning',
      message: `"${best.column.name}" counts seconds, and the file does not say since when.`,
      choices: ['epoch-s', 'epoch-2001'].map((one, i) => ({
        name: `Since ${['1970', '2001, as Apple counts'][i]}: it begins on ${new Date(countedMs(one, number)).toISOString().slice(0, 10)}`,
        change: { time: { ...time, format: one } },
      })),
    })
  const unsaid =
    best.rank === 6 &&
    format === 'epoch-s' &&
    !(isUnit(best.column.unit ?? '') && unitOf(best.column.unit!) === 's') &&
    !/[^a-z]s(ec(ond)?s?)?\W*$/i.test(best.column.name)
  if (unsaid)
    problems.push({
      severity: 'warning',
      message: `"${best.column.name}" goes up, and the file does not say in which unit.`,
      choices: ['s', 'ms', 'us'].map((unit, i) => ({
        name: ['Seconds', 'Milliseconds', 'Microseconds'][i],
        change: { time: { ...time, format: `epoch-${unit}` } },
      })),
    })
  if (ambiguous)
    problems.push({
      severity: 'warning',
      message: `In "${best.column.name}" day and month could be swapped: the first lines fit both. ${assumed}.`,
      choices: dayAndMonth(time, best.column.cells),
    })
  return time
}

/** Are the years those of 1943 to 2100 and 543 more? */
function countsBuddhistYears(format: string, cells: string[]): boolean {
  const reader = timeReader(format, '.')
  const years = cells.slice(0, 50).flatMap((cell) => {
    const text = Buffer.from(cell.trim())
    const ms = reader.read(text, 0, text.length)
    return Number.isNaN(ms) ? [] : [new Date(ms).getUTCFullYear()]
  })
  return years.length > 0 && years.every((year) => year >= 2486 && year <= 2643)
}

/** Seconds since 1970 that are of 1992 to 1999 are of 2023 to 2030 where they count from 2001. */
const [appleFrom, appleTo] = [694_224_000, 946_684_800]

/** The pattern of a time up to its seconds, spelled out; undefined for one that ends otherwise. */
function withSeconds(format: string, sample: string): string | undefined {
  if (/%S$/.test(format) && !format.includes('|')) return format
  const iso = format === 'iso' ? /^(\d{4})([-/.])\d{2}\2\d{2}([ T_])\d{2}:\d{2}:\d{2}$/.exec(sample.trim()) : null
  return iso ? `%Y${iso[2]}%m${iso[2]}%d${iso[3]}%H:%M:%S` : undefined
}

const zoneReason = (zone: string | null) =>
  zone === null ? 'The times name no zone; they are read as UTC.' : `The file says that its times are in ${zone}.`
