import type { TimeRange } from '../../shared/data/series.ts'

/** Numbers and times as the report writes them: the same way everywhere, whatever the machine's language. */

/** A measured value with about `significant` digits. */
export function number(v: number | null | undefined, significant = 5): string {
  if (v === null || v === undefined || Number.isNaN(v)) return '–'
  if (v === 0) return '0'
  if (!Number.isFinite(v)) return v > 0 ? '∞' : '−∞'
  const size = Math.abs(v)
  if (size >= 1e7 || size < 1e-4) return v.toExponential(2).replaceAll('-', '−').replace('e+', 'e')
  const digits = Math.max(0, significant - 1 - Math.floor(Math.log10(size)))
  return String(Number(v.toFixed(Math.min(digits, 7)))).replace('-', '−')
}

/** A measure between 0 and 1. */
export const share = (v: number | null) => (v === null || Number.isNaN(v) ? '–' : v.toFixed(3).replace('-', '−'))

/** 0.0123 → "1.2 %", never parted over two lines; what is there is never said to be 0 %, nor what is missing to be 100 %. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '–'
  const p = (100 * part) / whole
  if (p > 0 && p < 0.1) return 'under 0.1\u00a0%'
  if (p < 100 && p > 99.9) return 'over 99.9\u00a0%'
  return `${p >= 10 && Number.isInteger(Math.round(p * 10) / 10) ? Math.round(p) : p.toFixed(1)}\u00a0%`
}

/** 90 000 → "1 min 30 s": at most two units. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms)) return '–'
  if (ms < 1000) return `${number(ms, 3)} ms`
  const units: [string, number][] = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1000],
  ]
  const at = units.findIndex(([, size]) => ms >= size)
  const [name, size] = units[at]
  const smaller = units[at + 1]
  if (!smaller) return `${number(ms / size, 3)} s`
  const parts = Math.round(ms / smaller[1])
  const per = size / smaller[1]
  const [whole, rest] = [Math.floor(parts / per), parts % per]
  return rest === 0 ? `${whole} ${name}` : `${whole} ${name} ${rest} ${smaller[0]}`
}

/** How long an interval lasts; one that begins and ends at the same sample has no length. */
export const lasting = ({ start, end }: TimeRange) => (end > start ? duration(end - start) : 'one point')

/** A list as it is spoken: "a, b and c". */
export const listed = (items: readonly string[]) =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
