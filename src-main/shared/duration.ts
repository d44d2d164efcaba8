/** Milliseconds of the units that durations are written in. */
export const durationUnits: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** "10min", "1.5 h", "90" (seconds): milliseconds, or null for what is none. */
export function durationMs(text: string): number | null {
  const found = /^\s*(-?\d+\.?\d*(?:[eE][+-]?\d+)?)\s*([a-z]*)\s*$/.exec(text)
  if (!found) return null
  const [, digits, unit] = found
  if (unit !== '' && !Object.hasOwn(durationUnits, unit)) return null
  return Number(digits) * (unit === '' ? 1000 : durationUnits[unit])
}

/** As `durationMs` reads it, in the largest unit of which it is a whole number: 90 000 → "90s". */
export function durationText(ms: number): string {
  const [unit, length] = Object.entries(durationUnits).findLast(([, length]) => ms % length === 0) ?? ['ms', 1]
  return `${ms / length}${unit}`
}

/** What is wrong with a duration that must be longer than nothing, in a sentence. */
export function wrongDuration(what: string, text: string): string | null {
  const ms = durationMs(text)
  return ms !== null && ms > 0 ? null : `${what} must be a duration such as 90s, 10min, 1h or 1d, not "${text}".`
}
