import { patternsOf } from './cell-patterns.ts'
import { timeReader } from './time-reader.ts'
import { hourTwice, markedHour } from './hour-twice.ts'
import { beginOfInterval, endsOfIntervals } from './interval-end.ts'
import { lacksYear } from './yearless.ts'

/** What a column of texts looks like as times. */
export interface TimeGuess {
  /** 'iso' or strptime patterns, parted by "|" where the column changes from one to another. */
  format: string
  /** Samples that the format reads, of those that were given. */
  fitting: number
  /** They carry their own offset or zone. */
  offsets: boolean
  /** Day and month could be swapped: no sample decides. */
  ambiguous: boolean
  /** Of an ambiguous format: the reading was chosen because the rows then follow each other. */
  steady: boolean
  monthFirst: boolean
  dateOnly: boolean
  /** Only a time of day. */
  clockOnly: boolean
}

/** "18.00.00" is a time of day where others of its column are no dates. */
const dottedClock = /^([01]?\d|2[0-4])\.[0-5]\d\.[0-5]\d$/
/** Two patterns are one where the shorter only leaves out what the longer has at its end: seconds, their fraction, the time of day. */
const isPartOf = (short: string, long: string) =>
  long.startsWith(short) && !/%$/.test(short) && !/^ ?(?:[AB]|DST)$/.test(long.slice(short.length))

/**
 * Finds how a column's texts are read as times: every text may have several patterns, and the patterns that read most of them win,
 * tried one after the other. Where day and month could be swapped, the reading with steadier steps wins; where that decides nothing
 * either, a date with points or dashes has the day first, and one with slashes too, but is called ambiguous.
 * samples — filled cells in the order of the file. Returns null where fewer than half look like times.
 */
export function guessTimes(samples: string[]): TimeGuess | null {
  const dotted = samples.length > 1 && samples.every((sample) => dottedClock.test(sample.trim()))
  const clocks = dotted && samples.some((sample) => patternsOf(sample)?.clockOnly !== false)
  const twice = hourTwice(samples)
  const until = endsOfIntervals(samples)
  const found = samples.map((sample) =>
    clocks
      ? { patterns: ['%H.%M.%S'], offset: false, clockOnly: true }
      : ((twice ? markedHour(sample, patternsOf) : until ? beginOfInterval(sample, patternsOf) : null) ??
        patternsOf(sample)),
  )
  const fits = found.filter((one) => one !== null)
  if (fits.length === 0 || fits.length < samples.length / 2) return null
  const clockOnly = fits.every((one) => one.clockOnly)
  const dated = clockOnly ? fits : fits.filter((one) => !one.clockOnly)
  const counts = new Map<string, number>()
  for (const { patterns } of dated) for (const pattern of patterns) counts.set(pattern, (counts.get(pattern) ?? 0) + 1)
  const all = [...counts].sort((a, b) => b[1] - a[1] || b[0].length - a[0].length).map(([pattern]) => pattern)
  const bytes = samples.map((sample) => Buffer.from(sample))
  const msWith = (format: string) => {
    if (format === '') return bytes.map(() => NaN)
    const reader = timeReader(format, '.')
    return bytes.map((cell) => reader.read(cell, 0, cell.length))
  }
  const readable = (pattern: string) => msWith(pattern).filter((ms) => !Number.isNaN(ms)).length

  // Orders of day, month and year among the candidates: each is one reading of the whole column.
  const orders = [...new Set(all.map(orderOf))].map((order) => {
    let longest = all.filter((pattern) => orderOf(pattern) === order || orderOf(pattern) === 'fixed')
    longest = longest.filter((pattern) => !longest.some((other) => other !== pattern && isPartOf(pattern, other)))
    // Each further pattern has to read what the ones before it could not.
    const chosen: string[] = []
    let read = 0
    for (const pattern of longest.slice(0, 8)) {
      const now = readable([...chosen, pattern].join('|'))
      if (now > read) {
        chosen.push(pattern)
        read = now
      }
    }
    const format = chosen.join('|')
    const times = msWith(format).filter((ms) => !Number.isNaN(ms))
    return { order, format, read, leaps: leaps(times), span: Math.abs((times.at(-1) ?? 0) - (times[0] ?? 0)) }
  })
  const best = orders.reduce((a, b) => (b.read > a.read ? b : a))
  const equals = orders.filter((one) => one.read === best.read && one.order !== 'fixed')
  let winner = best
  let ambiguous = false
  let steady = false
  if (equals.length > 1) {
    const preferred = equals.find((one) => one.order === 'dmy') ?? equals[0]
    // Read as years, days that follow each other make a far longer time.
    const shorter = equals.find((one) => one.leaps <= preferred.leaps && one.span * 50 < preferred.span)
    const steadiest = shorter ?? equals.reduce((a, b) => (b.leaps < a.leaps ? b : a))
    steady = steadiest !== preferred && (steadiest === shorter || steadiest.leaps * 2 < preferred.leaps)
    winner = steady ? steadiest : preferred
    // Half the leaps of every other reading is evidence; equal leaps are none.
    const evident = equals.every((one) => one === winner || winner.leaps * 2 < one.leaps)
    const manyDays = new Set(msWith(winner.format).map((ms) => Math.floor(ms / 86_400_000))).size > 12
    const swapped = ['dmy', 'mdy'].every((order) => equals.some((one) => one.order === order))
    ambiguous = swapped && (winner.format.includes('/') || lacksYear(winner.format)) && !(evident && manyDays)
  }
  if (winner.format === '') return null
  return {
    format: winner.format,
    fitting: winner.read,
    offsets: fits.some((one) => one.offset),
    ambiguous,
    steady,
    monthFirst: winner.order === 'mdy',
    dateOnly: winner.format === 'iso' ? !samples.some((sample) => sample.includes(':')) : !/%[HIM]/.test(winner.format),
    clockOnly,
  }
}

function orderOf(pattern: string): 'dmy' | 'mdy' | 'ymd' | 'fixed' {
  const fields =
    pattern
      .replace(/[^%a-zA-Z]/g, '')
      .match(/%[YymdbB]/g)
      ?.join('') ?? ''
  if (/^%d%m(%[Yy]|$)|^%d%b%y/.test(fields)) return 'dmy'
  if (/^%m%d(%[Yy]|$)/.test(fields)) return 'mdy'
  return /^%y%[mb]%d/.test(fields) ? 'ymd' : 'fixed'
}

/** How often the steps between times that follow each other are not the usual one, or go back. */
function leaps(times: number[]): number {
  const steps: number[] = []
  let previous = NaN
  for (const time of times) {
    if (Number.isNaN(time)) continue
    if (!Number.isNaN(previous)) steps.push(time - previous)
    previous = time
  }
  const usual = [...steps].sort((a, b) => a - b)[steps.length >> 1]
  return steps.filter((step) => step < 0 || step > Math.max(20 * Math.abs(usual), 3 * 86_400_000)).length
}
