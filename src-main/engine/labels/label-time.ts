import { badInput } from '../../shared/errors.ts'
import { isUtc, offsetSpans, zonedToUtc } from '../importers/zone.ts'

const written = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/i

/** A time as label files write it (ISO 8601 with or without offset, or epoch milliseconds/seconds) → epoch ms. Throws bad-input. */
export function parseLabelTime(text: string, zone: string): number {
  const trimmed = text.trim()
  if (/^-?\d{9,16}(\.\d+)?$/.test(trimmed)) return Math.abs(Number(trimmed)) < 1e11 ? Number(trimmed) * 1000 : Number(trimmed)
  const found = written.exec(trimmed)
  if (!found) throw badInput(`"${text}" is not a time that can be read here. Times are written like 2026-03-01 08:15:00.`)
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', offset] = found
  const ms = Math.round(Number(`0.${fraction}`) * 1000)
  const local = Date.UTC(+year, +month - 1, +day, +hour, +minute, +second, ms)
  if (offset) return local - offsetMs(offset)
  return isUtc(zone) ? local : zonedToUtc(Float64Array.of(local), null, zone).utc[0]
}

function offsetMs(offset: string): number {
  if (/^(z|utc)$/i.test(offset)) return 0
  const digits = offset.replace(':', '')
  const sign = digits[0] === '-' ? -1 : 1
  return sign * (Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5))) * 60_000
}

/** Epoch ms → "2026-03-01 08:15:00" in the zone, with milliseconds only where there are any. */
export function writeLabelTime(time: number, zone: string): string {
  const offset = isUtc(zone) ? 0 : offsetSpans(zone, time, time)[0].offset
  const text = new Date(time + offset).toISOString().replace('T', ' ').replace('Z', '')
  return text.endsWith('.000') ? text.slice(0, -4) : text
}
