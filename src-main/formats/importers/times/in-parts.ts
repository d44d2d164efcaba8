import { countedMs, partedSeconds } from './counted-times.ts'

/** "2303 432000.5": the week of GPS and the seconds in it, on the clock of GPS. */
export function gpsMs(text: string): number {
  const match = /^\s*(\d{1,4})\s+(\d{1,6}(?:[.,]\d{1,9})?)\s*$/.exec(text)
  return match
    ? 315_964_800_000 + Number(match[1]) * 604_800_000 + Math.round(Number(match[2].replace(',', '.')) * 1000)
    : NaN
}

/** "45399 0,25": the day as Excel counts it, and the part of it that has passed. */
export function excelDayMs(text: string): number {
  const [date, part, ...more] = text.trim().replaceAll(',', '.').split(/\s+/).map(Number)
  return more.length > 0 || part === undefined ? NaN : countedMs('excel', date + part)
}

/** "1709287200 250000000": seconds, and a whole number of their parts in a column of its own. */
export const partedMs = (format: string) => (text: string) => {
  const digits = partedSeconds[format]
  const match = /^\s*(\d{1,11})(?:\.0*)?\s+(\d{1,9})(?:\.0*)?\s*$/.exec(text)
  return match && match[2].length <= digits ? Number(match[1]) * 1000 + Number(match[2]) / 10 ** (digits - 3) : NaN
}

const day = 86_400_000

/**
 * The ms since midnight that the fraction of a day means. "123.2708" was written with so many digits that it is 06:30:00 as well as
 * 06:29:57: the nearest whole minute, or else second, that reads the same is meant.
 */
export function timeOfDay(text: string): number {
  const [, digits = ''] = text.split(/[.,]/)
  const ms = Number(`0.${digits || '0'}`) * day
  const half = day / 2 / 10 ** digits.length
  for (const unit of [60_000, 1000]) {
    const whole = Math.round(ms / unit) * unit
    if (Math.abs(whole - ms) <= half * 1.001) return whole
  }
  return Math.round(ms)
}
