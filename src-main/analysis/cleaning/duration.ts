import { durationUnits } from '../formula/tokens.ts'

/** "10min", "1.5 h", "90" (seconds): milliseconds, or null for what is none. */
export function durationMs(text: string): number | null {
  const found = /^\s*(-?\d+\.?\d*(?:[eE][+-]?\d+)?)\s*([a-z]*)\s*$/.exec(text)
  if (!found) return null
  const [, digits, unit] = found
  if (unit !== '' && !Object.hasOwn(durationUnits, unit)) return null
  return Number(digits) * (unit === '' ? 1000 : durationUnits[unit])
}

/** What is wrong with a duration that must be longer than nothing, in a sentence. */
export function wrongDuration(what: string, text: string): string | null {
  const ms = durationMs(text)
  return ms !== null && ms > 0 ? null : `${what} must be a duration such as 90s, 10min, 1h or 1d, not "${text}".`
}
