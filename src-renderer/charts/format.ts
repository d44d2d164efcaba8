import { elapsed, fromWall, toWall } from './zone.ts'

const day = 86_400_000
const two = (n: number) => String(n).padStart(2, '0')

/** "2013-12-02 21:15:00", with milliseconds only where there are any; since the start: "0 d 21:15:00". */
export function dateTime(time: number, zone: string): string {
  if (!Number.isFinite(time)) return '—'
  const d = new Date(toWall(zone, time))
  const ms = Math.round(d.getTime()) % 1000
  return `${zone === elapsed ? `${Math.floor(d.getTime() / day)} d` : dateOf(d)} ${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}${ms ? `.${String(ms).padStart(3, '0')}` : ''}`
}

const dateOf = (d: Date) => `${d.getUTCFullYear()}-${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())}`

/** Reads what dateTime writes, and shorter forms of it; null where it is no time. */
export function parseDateTime(text: string, zone: string): number | null {
  if (zone === elapsed) return parseElapsed(text)
  const found = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?)?\s*$/.exec(text)
  if (!found) return null
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map((part) => Number(part ?? 0))
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) return null
  return fromWall(zone, Date.UTC(year, month - 1, day, hour, minute, second, Number((found[7] ?? '').padEnd(3, '0'))))
}

function parseElapsed(text: string): number | null {
  const found = /^\s*(?:(\d{1,6}) ?d)?\s*(?:(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?)?\s*$/.exec(text)
  if (!found || text.trim() === '') return null
  const [days, hour, minute, second] = found.slice(1, 5).map((part) => Number(part ?? 0))
  if (hour > 23 || minute > 59 || second > 59) return null
  return days * day + Date.UTC(1970, 0, 1, hour, minute, second, Number((found[5] ?? '').padEnd(3, '0')))
}

/** 90 000 → "1 min 30 s". At most two units; below a second in ms, with three digits, and below a millisecond in µs. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms)) return '—'
  if (ms > 0 && ms < 0.9995) return `${Number((ms * 1000).toPrecision(3))} µs`
  if (Math.round(ms) < 1000) return `${ms < 100 ? Number(ms.toPrecision(3)) : Math.round(ms)} ms`
  const units: [string, number][] = [
    ['y', 365.25 * day],
    ['d', day],
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1000],
  ]
  let rest = Math.round(ms / 1000) * 1000
  const parts: string[] = []
  for (const [name, size] of units) {
    const count = Math.floor(rest / size)
    if (count === 0 && parts.length === 0) continue
    if (parts.length === 2) break
    if (count > 0) parts.push(`${count} ${name}`)
    else if (parts.length === 1) break
    rest -= count * size
  }
  return parts.join(' ')
}

/** How long an interval lasts; one that begins and ends at the same sample has no length. */
export const lasting = (range: { start: number; end: number }) =>
  range.end > range.start ? duration(range.end - range.start) : 'one point'

/** A measured value with about six significant digits and no noise; four do for scores. */
export function value(v: number | null | undefined, significant = 6): string {
  if (v === null || v === undefined || Number.isNaN(v)) return '—'
  if (v === 0) return '0'
  const size = Math.abs(v)
  if (size >= 1e7 || size < 1e-4) return v.toExponential(3).replace('e+', 'e').replaceAll('-', '−')
  const digits = Math.max(0, significant - 1 - Math.floor(Math.log10(size)))
  return String(Number(v.toFixed(Math.min(digits, 6)))).replace('-', '−')
}

export const score = (v: number | null | undefined) => value(v, 4)

/** Writes the numbers of one column with the same decimals: as many as the largest of them needs. */
export function column(values: readonly number[], significant = 4): (v: number) => string {
  const largest = values.reduce((most, v) => (Math.abs(v) > most ? Math.abs(v) : most), 0)
  if (largest === 0 || largest >= 1e7 || largest < 1e-4) return (v) => value(v, significant)
  const decimals = Math.max(0, Math.min(6, significant - 1 - Math.floor(Math.log10(largest))))
  return (v) => (Number.isNaN(v) ? '—' : v.toFixed(decimals).replace('-', '−'))
}

/** Rounds to the digits that a hand can mean: a hundredth of a per cent of the range it moves in. */
export function roundedWithin(v: number, range: number): number {
  const digits = Math.ceil(-Math.log10(range / 10_000))
  return Number.isFinite(digits) && digits <= 100 ? Number(v.toFixed(Math.max(0, digits))) : v
}

/** A share or a measure between 0 and 1: three decimals, aligned. */
export const share = (v: number | null) => (v === null || Number.isNaN(v) ? '—' : v.toFixed(3).replace('-', '−'))

export function bytes(n: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let size = n
  let unit = 0
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000
    unit++
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`
}

/** How long ago, roughly: "just now", "5 min ago", "3 d ago". */
export function ago(time: number, now: number): string {
  const ms = now - time
  if (ms < 60_000) return 'just now'
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min ago`
  if (ms < 86_400_000) return `${Math.floor(ms / 3_600_000)} h ago`
  return `${Math.floor(ms / 86_400_000)} d ago`
}
