import { isMissing, toNumber } from '../columns/cells.ts'
import type { ColumnSample } from '../columns/column-sample.ts'
import { guessTimes } from './grammar.ts'
import { timeReader } from './time-reader.ts'

/** A time in several columns: their names in order, and how their texts read with blanks between. */
export interface SpreadTime {
  columns: string[]
  format: string
  /** The year, where only the header says it. */
  prefix?: string
}

type Part = 'Y' | 'm' | 'd' | 'V' | 'H' | 'M' | 'S' | 'j' | 'J' | 'HM'
const names: Readonly<Record<Part, RegExp>> = {
  Y: /^(year|yr|yyyy|yy|jahr|ann[eé]e|a[nñ]o|anno|jaar|ano)$/i,
  m: /^(month|mon|mo|mm|monat|mois|mes|mese|maand)$/i,
  d: /^(day|dy|dd|tag|jour|d[ií]a|giorno|dag|day of month)$/i,
  V: /^(week|wk|kw|kalenderwoche|woche|semaine|semana|settimana|(iso|epi)?[_ ]?week([_ ]?(no|nr|num|number|of[_ ]year))?)$/i,
  H: /^(hour|hr|hh|h|stunde|heure|hora|ora|uur)$/i,
  M: /^(minute|min|mn|mi|mm|minuto)$/i,
  S: /^(second|sec|ss|seconds|sekunde|segundo)$/i,
  j: /^(doy|jday|julian( day)?|day of year|dayofyear|yday|jd)$/i,
  J: /^((decimal|dec|frac|fractional)?[_ ]?(doy|jday|julian( day)?|day[_ ]?of[_ ]?year|dayofyear|yday|jd|day)([_ ]?(dec|decimal|frac))?)$/i,
  HM: /^(hhmm|hh:mm|hourmin|hour_?minute|time|time \(hhmm\)|hrmn|mst|lst|utc|gmt)$/i,
}
const ranges: Readonly<Record<Part, [number, number]>> = {
  Y: [1950, 2100],
  m: [1, 12],
  d: [1, 31],
  V: [1, 53],
  H: [0, 24],
  M: [0, 59],
  S: [0, 60],
  j: [1, 366],
  J: [1, 367],
  HM: [0, 2400],
}
/** The orders in which columns without names hold a time. */
const orders: readonly Part[][] = [
  ['Y', 'm', 'd', 'H', 'M', 'S'],
  ['Y', 'm', 'd', 'H', 'M'],
  ['Y', 'm', 'd', 'HM'],
  ['Y', 'm', 'd', 'H'],
  ['Y', 'm', 'd'],
  ['Y', 'j', 'H', 'M'],
  ['Y', 'j', 'HM'],
  ['Y', 'j', 'H'],
  ['Y', 'J'],
  ['Y', 'm'],
]
const codes: Readonly<Record<Part, string>> = {
  Y: '%Y',
  m: '%m',
  d: '%d',
  V: '%V',
  H: '%H',
  M: '%M',
  S: '%S',
  j: '%j',
  J: '%J',
  HM: '%H%M',
}

/** Finds a time that is spread over columns, by their names or, where they have none, by what they hold; null where there is none. */
export function spreadTime(columns: ColumnSample[], decimal: '.' | ','): SpreadTime | null {
  const numbers = columns.map(({ cells }) =>
    cells
      .slice(0, 2000)
      .filter((cell) => !isMissing(cell))
      .map((cell) => toNumber(cell, decimal)),
  )
  const holds = (i: number, part: Part) =>
    numbers[i].length > 1 &&
    numbers[i].every(
      (n) => n >= ranges[part][0] && n <= ranges[part][1] && (Number.isInteger(n) || part === 'S' || part === 'J'),
    ) &&
    (part !== 'J' || numbers[i].some((n) => !Number.isInteger(n))) &&
    (part !== 'HM' || (numbers[i].every((n) => n % 100 < 60) && (numbers[i].some((n) => n > 24) || padded(i))))
  /** "0005" is five past midnight, where 5 may be an hour. */
  const padded = (i: number) => columns[i].cells.every((cell) => isMissing(cell) || cell.trim().length === 4)
  const named = (part: Part, taken: number[]) =>
    columns.findIndex(({ name }, i) => !taken.includes(i) && names[part].test(bareName(name)) && holds(i, part))

  const found: Partial<Record<Part, number>> = {}
  for (const part of Object.keys(names) as Part[]) {
    // "MM" is the month, and the next one the minute.
    const i = named(part, Object.values(found))
    if (i >= 0) found[part] = i
  }
  const texts = columns.findIndex((column, i) => !Object.values(found).includes(i) && holdsTimeOfDay(column))
  if (found.Y !== undefined) {
    const day: Part[] =
      found.m !== undefined && found.d !== undefined
        ? ['m', 'd']
        : found.j !== undefined
          ? ['j']
          : found.J !== undefined
            ? ['J']
            : found.V !== undefined
              ? ['V']
              : found.m !== undefined
                ? ['m']
                : []
    const clock: Part[] =
      (day[0] === 'm' && day.length === 1) || day[0] === 'J' || day[0] === 'V'
        ? []
        : found.H !== undefined
          ? (['H', 'M', 'S'] as Part[]).filter((part) => found[part] !== undefined)
          : found.HM !== undefined
            ? ['HM']
            : []
    if (day.length === 2 && clock.length === 0 && texts >= 0) {
      const format = guessTimes(columns[texts].cells.filter((cell) => !isMissing(cell)).slice(0, 200))!.format
      const places = [found.Y, found.m!, found.d!, texts]
      const spread = triedAs(columns, `%Y %m %d ${format}`, places)
      if (spread) return spread
    }
    if (day.length > 0) {
      const parts: Part[] = ['Y', ...day, ...clock]
      const spread = tried(
        columns,
        parts,
        parts.map((part) => found[part]!),
      )
      if (spread) return spread
    }
  }
  const unnamed = columns.slice(0, 4).every(({ name }) => /^column \d+$/.test(name))
  /** A number of the table, or of the station, may stand before the time. */
  const constant = (i: number) =>
    columns[i].cells.length > 1 &&
    columns[i].cells.every((cell) => cell.trim() === columns[i].cells[0].trim()) &&
    !(numbers[i][0] >= ranges.Y[0] && numbers[i][0] <= ranges.Y[1])
  const before = unnamed ? columns.findIndex((_, i) => !constant(i)) : 0
  // The year itself may be the same in all rows.
  const from = Math.min(before, columns.findIndex((_, i) => holds(i, 'Y') && i <= before)) // prettier-ignore
  if (unnamed && from > 0 && from <= 4)
    for (const order of orders) {
      const places = order.map((_, k) => k + from)
      if (!order.every((part, k) => places[k] < columns.length && holds(places[k], part))) continue
      if (order[1] === 'm' && order.length === 2 && !monthByMonth(numbers[places[1]])) continue
      const spread = tried(columns, order, places)
      if (spread) return spread
    }
  if (unnamed)
    for (const skipped of [1, 0])
      for (const order of orders) {
        // The day of the year may stand beside month and day.
        const places = order.map((_, k) => (k === 0 ? 0 : k + skipped))
        if (
          skipped === 1 &&
          (order[1] !== 'm' || order.length < 4 || !(columns.length > order.length && holds(1, 'j')))
        )
          continue
        if (!order.every((part, k) => places[k] < columns.length && holds(places[k], part))) continue
        if (order.length === 2 && order[1] === 'm' && !(skipped === 0 && monthByMonth(numbers[1]))) continue
        const spread = tried(columns, order, places)
        if (spread && (skipped === 0 || countsDays(columns))) return spread
      }
  // Whatever they are called: five or six columns in a row that make a time which goes on from row to row.
  if (!unnamed)
    // Fewer first: a sixth may be a channel.
    for (const order of orders.filter((one) => one.length >= 5).sort((a, b) => a.length - b.length))
      for (let from = 0; from + order.length <= columns.length; from++) {
        const places = order.map((_, k) => from + k)
        if (!order.every((part, k) => holds(places[k], part))) continue
        const spread = tried(columns, order, places)
        if (spread) return spread
      }
  // A header of numbers: the year above the day of the year, or above HHMM beside it.
  if (columns.length > 2 && holds(0, 'j') && holds(1, 'HM')) {
    const year = [columns[0].name, columns[1].name].find((name) => /^(19|20)\d{2}$/.test(name.trim()))
    if (year) return tried(columns, ['j', 'HM'], [0, 1], year)
  }
  return null
}

/** The columns that hold the week of GPS and the seconds in it, where they are named so; null for another table. */
export function gpsTime(columns: ColumnSample[], decimal: '.' | ','): [string, string] | null {
  const within = (pattern: RegExp, low: number, high: number) =>
    columns.find(({ name, cells }) => {
      const filled = cells.filter((cell) => !isMissing(cell)).map((cell) => toNumber(cell, decimal))
      return pattern.test(name.trim()) && filled.length > 1 && filled.every((n) => n >= low && n <= high)
    })?.name
  const week = within(/^gps[_ ]?(week|wk|wn)([_ ]?(no|number))?$|^(gps_?)?wn$/i, 1000, 4000)
  const seconds = within(
    /(^|_| )tow\b|^gps[_ ]?(seconds|sec|sow|time)|(seconds|time)[_ ]?of[_ ]?week|^sow$/i,
    0,
    604_800,
  )
  return week !== undefined && seconds !== undefined ? [week, seconds] : null
}

/** Twelve months, one after the other, and again. */
const monthByMonth = (months: number[]) =>
  months.length > 11 && months.every((month, i) => i === 0 || month === (months[i - 1] % 12) + 1)

/** "10:30" in a column of its own. */
const holdsTimeOfDay = ({ name, cells, known }: ColumnSample): boolean => {
  if (known !== undefined || !/time|zeit|clock|uhr|heure|hora|ora\b|tijd|hh/i.test(name)) return false
  const filled = cells.filter((cell) => !isMissing(cell)).slice(0, 200)
  return filled.length > 1 && guessTimes(filled)?.clockOnly === true
}

/** A name that came before has a number behind it. */
const bareName = (name: string) => name.trim().replace(/ \(\d+\)$/, '')

/** Is the second column the day of the year of the month and the day behind it? */
function countsDays(columns: ColumnSample[]): boolean {
  const [year, day, month, dayOfMonth] = columns.slice(0, 4).map(({ cells }) => Number(cells[0]))
  return (Date.UTC(year, month - 1, dayOfMonth) - Date.UTC(year, 0, 1)) / 86_400_000 + 1 === day
}

/** The columns as a time, where all samples fit, and go on with most rows. */
function tried(columns: ColumnSample[], parts: Part[], places: number[], prefix?: string): SpreadTime | null {
  return triedAs(columns, `${prefix ? '%Y ' : ''}${parts.map((part) => codes[part]).join(' ')}`, places, prefix)
}

function triedAs(columns: ColumnSample[], format: string, places: number[], prefix?: string): SpreadTime | null {
  const reader = timeReader(format, '.')
  const rows = columns[places[0]].cells.length
  let previous = -Infinity
  let forward = 0
  let back = 0
  let fitting = 0
  for (let i = 0; i < rows; i++) {
    const text = Buffer.from(
      [...(prefix ? [prefix] : []), ...places.map((c) => (columns[c].cells[i] ?? '').trim())].join(' '),
    )
    const ms = reader.read(text, 0, text.length)
    if (Number.isNaN(ms)) continue
    fitting++
    if (ms > previous) forward++
    else if (ms < previous) back++
    previous = ms
  }
  // Some write the newest row first.
  if (fitting < rows * 0.95 || Math.max(forward, back + 1) < fitting * 0.8) return null
  return { columns: places.map((i) => columns[i].name), format, ...(prefix ? { prefix } : {}) }
}
