/** Milliseconds per unit of the formats that count; the first four count from 1970, the others from the start of something. */
const units: Readonly<Record<string, number>> = {
  'epoch-s': 1000,
  'epoch-ms': 1,
  'epoch-us': 1e-3,
  'epoch-ns': 1e-6,
  'epoch-min': 60_000,
  'epoch-h': 3_600_000,
  'epoch-d': 86_400_000,
}
const day = 86_400_000

/** The day 1970-01-01 in formats that count days: Excel from 1899-12-30, MATLAB from the year 0, astronomers from 4713 BC or from 1858-11-17. */
const dayCounts: Readonly<Record<string, number>> = {
  excel: 25_569,
  datenum: 719_529,
  julian: 2_440_587.5,
  mjd: 40_587,
}

/** The moment a number means in a format that counts; NaN for another format. Days are rounded to the millisecond. */
export function countedMs(format: string, value: number): number {
  const epoch = dayCounts[format]
  if (epoch !== undefined) return Math.round((value - epoch) * day)
  const unit = units[format]
  return unit === undefined ? NaN : unit >= 1 ? value * unit : value / Math.round(1 / unit)
}

/** Does a format count from the start of something, and not from 1970? first — the first time, in ms. */
export const isElapsed = (format: string, first: number) =>
  format === 'duration' || (format in units && !(first > 315_532_800_000))

export const countsDays = (format: string) => format in dayCounts

/** Is a format the number of days, seconds or the like since a moment? */
export const isCount = (format: string) => countsDays(format) || format in units
