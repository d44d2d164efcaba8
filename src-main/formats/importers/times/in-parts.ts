import { partedSeconds } from './counted-times.ts'

/** "2303 432000.5": the week of GPS and the seconds in it, on the clock of GPS. */
export function gpsMs(text: string): number {
  const match = /^\s*(\d{1,4})\s+(\d{1,6}(?:[.,]\d{1,9})?)\s*$/.exec(text)
  return match
    ? 315_964_800_000 + Number(match[1]) * 604_800_000 + Math.round(Number(match[2].replace(',', '.')) * 1000)
    : NaN
}

/** "1709287200 250000000": seconds, and a whole number of their parts in a column of its own. */
export const partedMs = (format: string) => (text: string) => {
  const digits = partedSeconds[format]
  const match = /^\s*(\d{1,11})(?:\.0*)?\s+(\d{1,9})(?:\.0*)?\s*$/.exec(text)
  return match && match[2].length <= digits ? Number(match[1]) * 1000 + Number(match[2]) / 10 ** (digits - 3) : NaN
}
