/** What a column of texts looks like as times: 'iso' or a strptime pattern, how many fit, and whether they carry a zone. */
export interface TimeFormatGuess {
  format: string
  /** Samples that fit, of those that were given. */
  fitting: number
  /** Further formats among the samples. */
  others: string[]
  offsets: boolean
  /** Day and month could be swapped: no sample decides. */
  ambiguous: boolean
  /** Of an ambiguous format: read month first, because the rows then follow each other, and leap about otherwise. */
  monthFirst: boolean
  dateOnly: boolean
}

const iso =
  /^\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$/i
const clock = String.raw`(\d{1,2}):(\d{2})(?:(:)\d{2}([.,]\d+)?)?( ?[ap]m)?`
const dated = new RegExp(
  String.raw`^(\d{1,2}|\d{4})([./-])(\d{1,2}|[a-z]{3,9})\2(\d{4}|\d{1,2})(?:([ T]|, )${clock})?$`,
  'i',
)
const compact = /^(\d{8})(?:([ T_-]?)(\d{6}|\d{4})(Z)?)?$/
const clockOnly = new RegExp(`^${clock}$`, 'i')

export const looksLikeTime = (cell: string) => {
  const text = cell.trim()
  return iso.test(text) || dated.test(text) || clockOnly.test(text)
}
export const isClock = (cell: string) => clockOnly.test(cell.trim())
/** "1:02:03 pm" in milliseconds since midnight. */
export function clockMs(cell: string): number {
  const [, hours, minutes, seconds, half] = /^(\d{1,2}):(\d{2})(?::(\d{2}(?:[.,]\d+)?))? ?([ap]m)?$/i.exec(cell.trim())!
  const hour = half ? (Number(hours) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0) : Number(hours)
  return Math.round(((hour * 60 + Number(minutes)) * 60 + Number((seconds ?? '0').replace(',', '.'))) * 1000)
}

/** A pattern with "D" and "M" where day and month are not told apart yet. */
function patternOf(
  text: string,
): { pattern: string; first: number; second: number; year: number; offset: boolean } | null {
  const isoMatch = iso.exec(text)
  if (isoMatch) return { pattern: 'iso', first: 0, second: 0, year: 0, offset: isoMatch[1] !== undefined }
  const tight = compact.exec(text)
  if (tight && Number(text.slice(4, 6)) <= 12 && Number(text.slice(6, 8)) <= 31 && /^(19|20)/.test(text)) {
    const time = tight[3] === undefined ? '' : tight[2] + (tight[3].length === 6 ? '%H%M%S' : '%H%M') + (tight[4] ?? '')
    return { pattern: '%Y%m%d' + time, first: 0, second: 0, year: 0, offset: false }
  }
  const match = dated.exec(text)
  if (!match) return null
  const [, a, mark, b, c, gap, hours, , seconds, fraction, half] = match
  const named = /[a-z]/i.test(b)
  const month = b.length > 3 ? '%B' : '%b'
  let date: string
  if (a.length === 4) date = `%Y${mark}${named ? month : '%m'}${mark}%d`
  else if (named) date = `%d${mark}${month}${mark}${c.length === 4 ? '%Y' : '%y'}`
  else date = `D${mark}M${mark}${c.length === 4 ? '%Y' : '%y'}`
  const time =
    hours === undefined
      ? ''
      : `${gap}${half ? '%I' : '%H'}:%M${seconds ? ':%S' : ''}${fraction ? `${fraction[0]}%f` : ''}${half ? half.replace(/[ap]m/i, '%p') : ''}`
  return { pattern: date + time, first: Number(a), second: Number(b), year: Number(c), offset: false }
}

/**
 * Finds the time format that most samples share. Day and month are told apart by numbers above 12; where none decides,
 * by the mark: "." and "-" are written day first; "/" too, but the guess is called ambiguous.
 * samples — non-empty cells. Returns null where fewer than half look like times.
 */
export function guessTimeFormat(samples: string[]): TimeFormatGuess | null {
  const counts = new Map<string, number>()
  let fitting = 0
  let offsets = 0
  let dayFirst = false
  let monthFirst = false
  const dates: [first: number, second: number, year: number][] = []
  for (const sample of samples) {
    const found = patternOf(sample.trim())
    if (!found) continue
    fitting++
    if (found.offset) offsets++
    if (found.pattern.startsWith('D')) {
      if (found.first > 12) dayFirst = true
      if (found.second > 12) monthFirst = true
      dates.push([found.first, found.second, found.year])
    }
    counts.set(found.pattern, (counts.get(found.pattern) ?? 0) + 1)
  }
  if (fitting === 0 || fitting < samples.length / 2) return null
  const open =
    !dayFirst && !monthFirst && [...counts.keys()].some((pattern) => pattern.startsWith('D/') && /%[HI]/.test(pattern))
  const steadier =
    open &&
    leaps(dates.map(([first, second, year]) => dayNumber(year, first, second))) * 2 <
      leaps(dates.map(([first, second, year]) => dayNumber(year, second, first)))
  const swap = (monthFirst && !dayFirst) || steadier
  const resolved = (pattern: string) =>
    pattern.startsWith('D') ? pattern.replace('D', swap ? '%m' : '%d').replace('M', swap ? '%d' : '%m') : pattern
  const ranked = [...counts].sort((x, y) => y[1] - x[1]).map(([pattern]) => pattern)
  // "10:00:00.5" beside "10:00:01", and a bare date at midnight, are one format: the longest of the family names it.
  const family = ranked.filter(
    (pattern) =>
      variants(resolved(ranked[0])).includes(resolved(pattern)) ||
      variants(resolved(pattern)).includes(resolved(ranked[0])),
  )
  const longest = family.reduce((a, b) => (b.length > a.length ? b : a))
  return {
    format: resolved(longest),
    fitting: family.reduce((sum, pattern) => sum + (counts.get(pattern) ?? 0), 0),
    others: ranked.filter((pattern) => !family.includes(pattern)).map(resolved),
    offsets: offsets > 0,
    ambiguous: longest.startsWith('D') && longest[1] === '/' && !dayFirst && !monthFirst,
    monthFirst: steadier,
    dateOnly: longest === 'iso' ? samples.every((sample) => !sample.includes(':')) : !/%[HI]/.test(longest),
  }
}

const dayNumber = (year: number, month: number, day: number) => year * 372 + month * 31 + day

/** Days between consecutive dates, all together, without the widest leap: it may lie between the first lines and the last. */
function leaps(days: number[]): number {
  const steps = days.slice(1).map((day, i) => Math.abs(day - days[i]))
  return steps.reduce((sum, step) => sum + step, 0) - Math.max(0, ...steps)
}

/** A pattern and its shorter forms: without the fraction, without seconds, without the time of day (as loggers write midnight). */
export function variants(format: string): string[] {
  if (!format.includes('%')) return [format]
  const noFraction = format.replace(/[.,]%[fg]/, '')
  const noSeconds = noFraction.replace(/:%S/, '')
  const noTime = noFraction.replace(/(?:, |[ T_-])?%[HI].*$/, '')
  return [...new Set([format, noFraction, noSeconds, noTime])].filter((f) => f !== '')
}

/** Milliseconds per unit of the epoch formats. */
const epochs: Readonly<Record<string, number>> = {
  'epoch-s': 1000,
  'epoch-ms': 1,
  'epoch-us': 1e-3,
  'epoch-ns': 1e-6,
  'epoch-min': 60_000,
  'epoch-h': 3_600_000,
  'epoch-d': 86_400_000,
}
/** Those in which clocks count from 1970; the others count from the start of something. */
const clocks = ['epoch-s', 'epoch-ms', 'epoch-us', 'epoch-ns']
export const isNumericFormat = (format: string) => isEpoch(format) || format === 'excel'
/** Counts from a moment, and so says the same in every zone; Excel counts days of the wall clock. */
export const isEpoch = (format: string) => format in epochs

/** A pattern that ends in the Z of UTC, as "%Y%m%dT%H%M%SZ". */
export const namesUtc = (format: string) => /[^%]Z$/.test(format)

/** SQL: epoch milliseconds (DOUBLE) of `column`, which holds a DOUBLE for numeric formats and a TIMESTAMP or TIMESTAMPTZ otherwise. */
export function millisecondsSql(format: string, column: string): string {
  if (format === 'excel') return `round((${column} - 25569) * 86400000)`
  if (isEpoch(format))
    return epochs[format] === 1
      ? column
      : `${column} ${epochs[format] > 1 ? `* ${epochs[format]}` : `/ ${Math.round(1 / epochs[format])}`}`
  return `epoch_us(${column}) / 1000`
}

/** SQL: the same from a text, null where it cannot be read. Offsets ("+02:00", "Z") are honoured, texts without one are read as UTC. */
export function parseTimeSql(format: string, text: string): string {
  if (isNumericFormat(format)) return millisecondsSql(format, `try_cast(${text} as double)`)
  if (format === 'iso')
    return millisecondsSql(format, `try_cast(replace(replace(trim(${text}), ' +', '+'), ' -', '-') as timestamptz)`)
  const list = variants(format)
    .map((f) => `'${f.replaceAll("'", "''")}'`)
    .join(', ')
  return millisecondsSql(format, `try_strptime(trim(${text}), [${list}])`)
}

/** SQL: whether a text carries its own offset, so that no zone may be applied. */
export const hasOffsetSql = (text: string) =>
  `regexp_matches(trim(${text}), '\\d(Z|z| ?UTC| ?GMT| ?[+-]\\d{2}(:?\\d{2})?)$') and regexp_matches(${text}, ':')`

/** Which epoch format a numeric column has, by the size of its values: years 1990 to 2100. null where none fits. */
export function guessEpoch(values: number[]): string | null {
  const within = (low: number, high: number) => values.length > 0 && values.every((v) => v >= low && v <= high)
  for (const format of clocks) if (within(631152000000 / epochs[format], 4102444800000 / epochs[format])) return format
  return null
}
