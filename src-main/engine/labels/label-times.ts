import { isUtc, zonedToUtc } from '../importers/zone.ts'

const pattern = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?)?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?$/i

/** One time as it stands in a label file. ms — epoch ms, or the wall clock as if it were UTC; fixed — it is UTC already. */
function readTime(text: string): { ms: number; fixed: boolean } {
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
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > 31 || Number(minute) > 59 || Number(second) > 59 || Number(hour) > 24) return { ms: NaN, fixed: true }
  const ms = whole + (fraction === '' ? 0 : Number(`0.${fraction}`) * 1000)
  if (offset === undefined) return { ms, fixed: false }
  if (/^(z|utc)$/i.test(offset)) return { ms, fixed: true }
  const [hours, minutes] = [Number(offset.slice(1, 3)), Number(offset.slice(3).replace(':', '') || 0)]
  return { ms: ms - (offset[0] === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000, fixed: true }
}

/** Epoch ms of every text, NaN where it is no time; times without an offset are read in `zone`, of a doubled hour the first. */
export function parseTimes(texts: readonly string[], zone: string): Float64Array {
  const read = texts.map(readTime)
  const out = Float64Array.from(read, (time) => time.ms)
  if (isUtc(zone)) return out
  const local = [...new Set(read.filter((time) => !time.fixed).map((time) => time.ms))].sort((a, b) => a - b)
  const { utc } = zonedToUtc(Float64Array.from(local), null, zone)
  const known = new Map(local.map((ms, i) => [ms, utc[i]]))
  return out.map((ms, i) => (read[i].fixed ? ms : (known.get(ms) ?? NaN)))
}

/** Epoch ms as ISO 8601 in UTC, with milliseconds only where there are any. */
export const isoTime = (ms: number) => new Date(ms).toISOString().replace('.000Z', 'Z')

/** A writer of wall-clock times in a zone: "2014-04-10 07:15:00.000000". */
export function wallClock(zone: string): (ms: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' })
  return (ms) => `${format.format(Math.floor(ms))}.${String(Math.round((ms - Math.floor(ms / 1000) * 1000) * 1000)).padStart(6, '0')}`
}
