const day = 86_400_000

/** Milliseconds per unit of the formats that count; the first four count from 1970, the others from the start of something. */
export const units: Readonly<Record<string, number>> = {
  'epoch-s': 1000,
  'epoch-ms': 1,
  'epoch-us': 1e-3,
  'epoch-ns': 1e-6,
  'epoch-min': 60_000,
  'epoch-h': 3_600_000,
  'epoch-d': day,
}
/**
 * Formats that count from another moment: the count at 1970-01-01, and the ms of one. Days: Excel from 1899-12-30, MATLAB from the year 0,
 * astronomers from 4713 BC or from 1858-11-17. Seconds: LabVIEW and old Macs from 1904, Apple from 2001. 100 ns: .NET from the year 1,
 * Windows from 1601.
 */
const moments: Readonly<Record<string, readonly [number, number]>> = {
  excel: [25_569, day],
  datenum: [719_529, day],
  julian: [2_440_587.5, day],
  mjd: [40_587, day],
  'epoch-1904': [2_082_844_800, 1000],
  'epoch-2001': [-978_307_200, 1000],
  ticks: [621_355_968_000_000_000, 1e-4],
  filetime: [116_444_736_000_000_000, 1e-4],
}
/** Those that count on a clock on the wall; the others say the same in every zone. */
const wallClocks = ['excel', 'datenum', 'julian', 'mjd', 'ticks', 'year']

/** The moment a number means in a format that counts; NaN for another format. Days are rounded to the millisecond. */
export function countedMs(format: string, value: number): number {
  const moment = moments[format]
  if (moment !== undefined) return Math.round((value - moment[0]) * moment[1])
  if (format === 'year') return yearMs(value)
  const unit = units[format]
  return unit === undefined ? NaN : unit >= 1 ? value * unit : value / Math.round(1 / unit)
}

/** Seconds beside a column of whole milliseconds, microseconds or nanoseconds: how many digits these have. */
export const partedSeconds: Readonly<Record<string, number>> = { 'epoch-s+ms': 3, 'epoch-s+us': 6, 'epoch-s+ns': 9 }

/** Does a format count from the start of something, and not from 1970? first — the first time, in ms. */
export const isElapsed = (format: string, first: number) =>
  format === 'duration' || ((format in units || format in partedSeconds) && !(first > 315_532_800_000))

/** SQL: the same for a column that counts from another moment; null for other formats. */
export function momentSql(format: string, column: string): string | null {
  const moment = moments[format]
  if (moment !== undefined) return `round((${column} - ${moment[0]}) * ${moment[1]})`
  const january = (years: string) => `epoch_ms(make_date(cast(floor(${column}) as integer)${years}, 1, 1))`
  return format === 'year'
    ? `round(${january('')} + (${column} - floor(${column})) * (${january(' + 1')} - ${january('')}))`
    : null
}

/** 2014.5 is the middle of the year 2014. */
function yearMs(value: number): number {
  const year = Math.floor(value)
  const [from, to] = [Date.UTC(year, 0), Date.UTC(year + 1, 0)]
  return Math.round(from + (value - year) * (to - from))
}

export const isWallClock = (format: string) => wallClocks.includes(format)

/** Is a format the number of days, seconds or the like since a moment? */
export const isCount = (format: string) => format in moments || format in units || format === 'year'
