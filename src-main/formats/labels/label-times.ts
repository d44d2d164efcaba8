import { isUtc, zoneOffset } from '../../shared/zone-offset.ts'
import { zonedToUtc } from '../importers/times/zone.ts'

const pattern =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?)?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?$/i

/** The minute that was read last: in a file with a line per point the next line is mostly in it. */
let minute = { text: '', ms: NaN }

/** One time as it stands in a label file. ms — epoch ms, or the wall clock as if it were UTC; fixed — it is UTC already. */
export function readTime(text: string): { ms: number; fixed: boolean } {
  // "2024-01-01T00:00:07Z", with or without the Z: what nearly all files with a line per point hold.
  const plain = text.length === 19 || (text.length === 20 && text.endsWith('Z'))
  if (plain && text.startsWith(minute.text) && minute.text !== '') {
    const [tens, ones] = [text.charCodeAt(17) - 48, text.charCodeAt(18) - 48]
    if (tens >= 0 && tens <= 5 && ones >= 0 && ones <= 9)
      return { ms: minute.ms + (tens * 10 + ones) * 1000, fixed: text.length === 20 }
  }
  const time = readAnyTime(text)
  if (plain && text[16] === ':' && !Number.isNaN(time.ms))
    minute = { text: text.slice(0, 17), ms: time.ms - Number(text.slice(17, 19)) * 1000 }
  return time
}

function readAnyTime(text: string): { ms: number; fixed: boolean } {
  const trimmed = text.trim()
  if (/^-?\d+(\.\d+)?$/.test(trimmed) && trimmed.length >= 9) {
    const number = Number(trimmed)
    // Seconds have ten digits from 2001 to 2286, milliseconds thirteen.
    return { ms: Math.abs(number) < 1e11 ? number * 1000 : number, fixed: true }
  }
  const match = pattern.exec(trimmed)
  if (!match) return { ms: NaN, fixed: true }
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', offset] = match
  const whole = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
  if (
    Number(month) < 1 ||
    Number(month) > 12 ||
    Number(day) < 1 ||
    Number(day) > 31 ||
    Number(minute) > 59 ||
    Number(second) > 59 ||
    Number(hour) > 24
  )
    return { ms: NaN, fixed: true }
  const ms = whole + (fraction === '' ? 0 : Number(`0.${fraction}`) * 1000)
  if (offset === undefined) return { ms, fixed: false }
  if (/^(z|utc)$/i.test(offset)) return { ms, fixed: true }
  const [hours, minutes] = [Number(offset.slice(1, 3)), Number(offset.slice(3).replace(':', '') || 0)]
  return { ms: ms - (offset[0] === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000, fixed: true }
}

/** Epoch ms of every text, NaN where it is no time; times without an offset are read in `zone`, of a doubled hour the first. readOne — what reads one of them. */
export function parseTimes(texts: readonly string[], zone: string, readOne = readTime): Float64Array {
  const read = texts.map(readOne)
  const out = Float64Array.from(read, (time) => time.ms)
  if (isUtc(zone)) return out
  const local = [...new Set(read.filter((time) => !time.fixed).map((time) => time.ms))].sort((a, b) => a - b)
  const { utc } = zonedToUtc(Float64Array.from(local), null, zone)
  const known = new Map(local.map((ms, i) => [ms, utc[i]]))
  return out.map((ms, i) => (read[i].fixed ? ms : (known.get(ms) ?? NaN)))
}

/** Epoch ms as ISO 8601 in UTC, with as many digits after the second as it has; nanoseconds are the last that a double can tell apart. */
export function isoTime(ms: number): string {
  return `${wholeSeconds(ms).replace(' ', 'T')}${fraction(ms, ms % 1000 === 0 ? 0 : fractionDigits([ms]))}Z`
}

const two = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'))
/** The minute that was written last. */
let written = { minute: NaN, text: '' }

/** "2024-01-01 00:00:07", of the UTC clock. Dates are made once a minute: with millions of lines that is what takes the time. */
function wholeSeconds(ms: number): string {
  const minute = Math.floor(ms / 60_000)
  if (minute !== written.minute)
    written = { minute, text: new Date(minute * 60_000).toISOString().slice(0, -7).replace('T', ' ') }
  return written.text + two[Math.floor((ms - minute * 60_000) / 1000)]
}

/** Digits after the second. */
export type Digits = 0 | 3 | 6 | 9

/**
 * How many digits after the second the times need, and no fewer than `least`.
 * Files with a line per point have as many on all lines: readers guess the format from the first.
 */
export function fractionDigits(times: Iterable<number>, least: Digits = 0): Digits {
  let digits = least
  for (const ms of times) {
    if (ms % 1000 === 0) continue
    if (Number.isInteger(ms)) {
      if (digits < 3) digits = 3
      continue
    }
    const whole = Math.floor(ms / 1000) * 1000
    if (whole + Math.round((ms - whole) * 1000) / 1000 !== ms) return 9
    if (digits < 6) digits = 6
  }
  return digits
}

/** A writer of wall-clock times in a zone: "2014-04-10 07:15:00.000000" with six digits. */
export function wallClock(zone: string, digits: Digits): (ms: number) => string {
  const offset = zoneOffset(zone)
  return (ms) => `${wholeSeconds(ms + offset(ms))}${fraction(ms, digits)}`
}

function fraction(ms: number, digits: Digits): string {
  if (digits === 0) return ''
  const within = ms - Math.floor(ms / 1000) * 1000
  const unit = 10 ** (digits - 3)
  return `.${String(Math.min(Math.round(within * unit), 1000 * unit - 1)).padStart(digits, '0')}`
}
