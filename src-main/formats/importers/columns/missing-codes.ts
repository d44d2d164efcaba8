import { toNumber } from './cells.ts'

/** Numbers that stand for no reading in loggers, weather services and instruments: nines, and the overflow of SCPI instruments. */
const codes = [99, 999, -99, -999, -9999, -99999, -999.9, -999.25, -9999.25, -9999.9, -99.9, -99.99, -999.99, -9999.99, 9999, 99999, 999999, 9999.9, 999.9, 99999.9, 9.9e37, -9.9e37, -888, -6999, -7999, 7999, -200, 32767, -32767, -32768, 65535, 1e20, -1e20] // prettier-ignore
/** -999, 999.9, 9999 and their like, which nothing measures all the time. */
const isNines = (code: number) => Math.abs(code) >= 999 && (code < 0 || /^9{3,}(\.9+)?$/.test(String(code)))
const qualities = /qual|flag|qc\b|status|code|id$/i

/**
 * The codes among a column's numbers that stand for a missing value: a known one that lies far outside of what the column holds
 * otherwise, so that no sensor could have jumped there and back. filled — cells that are not empty.
 */
export function missingCodes(filled: string[], decimal: '.' | ',', name: string): number[] {
  if (qualities.test(name)) return []
  const values = filled.map((cell) => toNumber(cell, decimal)).filter(Number.isFinite)
  const common = values.length / 50
  const count = (code: number) => values.filter((value) => value === code).length
  // 99 may be measured too: only what comes again and again is a code.
  const found = codes.filter((code) =>
    code === 99 || code === 999 ? count(code) > Math.max(2, common) : values.includes(code),
  )
  if (found.length === 0) return []
  const others = values.filter((value) => !found.includes(value)).sort((a, b) => a - b)
  // Nothing but codes: nothing was measured.
  if (others.length === 0) return new Set(values).size === 1 && isNines(values[0]) ? found : []
  const low = others[0]
  const high = others[others.length - 1]
  const spread = Math.max(high - low, Math.abs(high) * 0.1, Math.abs(low) * 0.1, 1e-9)
  return found.filter(
    (code) => code > high + 2 * spread || code < low - (code === -99 || code === -200 ? 2 : 1) * spread,
  )
}
