import { timeReader } from './time-reader.ts'

/** What says of which year a file is, beside its rows. */
export interface FileYears {
  /** Of a date in the lines above the table. */
  above: number | null
  /** In the file's name. */
  name: number | null
  /** When the file was last changed, epoch ms. */
  modified: number
}

const half = (365 * 86_400_000) / 2
const datesAbove =
  /(?:^|[^\d.])(?:((?:19|20)\d{2})[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]((?:19|20)\d{2})|\p{L}{3,10}\.? (?:\d{1,2},? )?((?:19|20)\d{2}))(?![\d.])|\b(?:year|jahr|ann[eé]e|a[nñ]o|anno)\W{1,4}((?:19|20)\d{2})\b/iu
const inName = /(?<!\d)((?:19|20)\d{2})(?!\d)|(?<!\d)((?:19|20)\d{2})(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])?(?!\d)/

const bareYear = /(?<![\d.,:-])(?:19|20)\d{2}(?![\d.,:-])/g

/** lines — those above the table. modified — epoch ms. */
export function yearsOf(lines: string[], name: string, modified: number): FileYears {
  const dated = lines.slice(0, 500).map((line) => datesAbove.exec(line.slice(0, 2000)))
  const [inDate] = dated.flatMap((match) => (match ? [match.slice(1).find((one) => one !== undefined)] : []))
  // "Daily rainfall 2023": the only year there is.
  const bare = new Set(
    lines.slice(0, 20).flatMap((line) => [...line.slice(0, 500).matchAll(bareYear)].map(([one]) => one)),
  )
  const named = inName.exec(name)
  const year = (text: string | undefined) => (text === undefined ? null : Number(text))
  return {
    above: year(inDate ?? (bare.size === 1 ? [...bare][0] : undefined)),
    name: year(named?.[1] ?? named?.[2]),
    modified,
  }
}

/** Do patterns read day and month, and no year? */
export const lacksYear = (format: string): boolean =>
  format.includes('%d') && /%[mb]/.test(format) && !/%[YyG]/.test(format)

/** The same patterns with the year before each text. */
export const withYear = (format: string): string =>
  format
    .split('|')
    .map((pattern) => `%Y ${pattern}`)
    .join('|')

/**
 * The year of the first row, and from where it is known: the lines above the table, the file's name, or else the last one in which no row
 * lies behind the day on which the file was changed.
 */
export function firstYear(format: string, cells: string[], years: FileYears): { year: number; from: string } {
  if (years.above !== null) return { year: years.above, from: 'the lines above the table' }
  if (years.name !== null) return { year: years.name, from: "the file's name" }
  const reader = timeReader(withYear(format), '.')
  const latest = new Date(years.modified).getUTCFullYear()
  const timesIn = (year: number) => {
    const read = cells.map((cell) => {
      const text = Buffer.from(`${year} ${cell.trim()}`)
      return reader.read(text, 0, text.length)
    })
    return yearAfterYear(Float64Array.from(read))
  }
  // Four years back there is a 29th of February.
  const tried = Array.from({ length: 5 }, (_, back) => ({ year: latest - back, times: timesIn(latest - back) }))
  const unread = (times: Float64Array) => times.filter((ms) => Number.isNaN(ms)).length
  const fewest = Math.min(...tried.map(({ times }) => unread(times)))
  const fits = tried.filter(({ times }) => unread(times) === fewest)
  const past = fits.find(({ times }) => times.every((ms) => Number.isNaN(ms) || ms < years.modified + 86_400_000))
  return {
    year: (past ?? fits[0]).year,
    from: `the date of the file, ${new Date(years.modified).toISOString().slice(0, 10)}`,
  }
}

/** Where dates without a year leap by more than half a year, another year has begun: the next, or the one before in a file that runs backwards. */
export function yearAfterYear(times: Float64Array): Float64Array {
  let turns = 0
  let previous = NaN
  return times.map((ms) => {
    if (Number.isNaN(ms)) return ms
    if (ms < previous - half) turns++
    else if (ms > previous + half) turns--
    previous = ms
    if (turns === 0) return ms
    const date = new Date(ms)
    return date.setUTCFullYear(date.getUTCFullYear() + turns)
  })
}
