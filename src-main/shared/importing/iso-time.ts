/** A time since 1970 is known to a quarter of a microsecond; one that counts from a start more exactly. */
const DATED = 1e11

/** "2024-03-01T10:00:00.123Z", with up to four more digits where a time lies between two milliseconds. ms — since 1970. */
export function isoTime(ms: number): string {
  const rounded = Math.round(ms * (Math.abs(ms) < DATED ? 1e4 : 1e3)) / (Math.abs(ms) < DATED ? 1e4 : 1e3)
  const whole = Math.floor(rounded)
  const digits = (rounded - whole).toFixed(4).slice(2).replace(/0+$/, '')
  return new Date(whole).toISOString().replace('Z', `${digits}Z`)
}

/** What isoTime wrote, ms since 1970; NaN of anything else. */
export function isoMs(text: string): number {
  const between = /\.\d{3}(\d+)Z$/.exec(text)?.[1]
  return Date.parse(text) + (between ? Number(`0.${between}`) : 0)
}
