import { isCount, momentSql, units } from './counted-times.ts'

/** Those in which clocks count from 1970; the others count from the start of something. */
const clocks = ['epoch-s', 'epoch-ms', 'epoch-us', 'epoch-ns']
/** Counts from other moments, in ranges that those from 1970 reach only before 1991 or after 2065: years 1997, 2000 or 2001 to 2034 or later. */
const others = [
  ['ticks', 6.3e17, 6.47e17],
  ['filetime', 1.26e17, 1.42e17],
  ['epoch-1904', 3.03e9, 4.102e9],
] as const
export const isNumericFormat = (format: string) => isCount(format)
/** Counts from a moment, and so says the same in every zone; Excel counts days of the wall clock. */
export const isEpoch = (format: string) => format in units

/** SQL: epoch milliseconds (DOUBLE) of `column`, which holds a DOUBLE for numeric formats and a TIMESTAMP or TIMESTAMPTZ otherwise. */
export function millisecondsSql(format: string, column: string): string {
  const moment = momentSql(format, column)
  if (moment !== null) return moment
  if (isEpoch(format))
    return units[format] === 1
      ? column
      : `${column} ${units[format] > 1 ? `* ${units[format]}` : `/ ${Math.round(1 / units[format])}`}`
  return `epoch_us(${column}) / 1000`
}

/** SQL: the same from a text, null where it cannot be read. Offsets ("+02:00", "Z") are honoured, texts without one are read as UTC. */
export function parseTimeSql(format: string, text: string): string {
  if (isNumericFormat(format)) return millisecondsSql(format, `try_cast(${text} as double)`)
  if (format === 'iso')
    return millisecondsSql(format, `try_cast(replace(replace(trim(${text}), ' +', '+'), ' -', '-') as timestamptz)`)
  const list = format
    .split('|')
    .flatMap(variants)
    .map((f) => `'${f.replaceAll("'", "''")}'`)
    .join(', ')
  return millisecondsSql(format, `try_strptime(trim(${text}), [${list}])`)
}

/** SQL: whether a text carries its own offset, so that no zone may be applied. */
export const hasOffsetSql = (text: string) =>
  `regexp_matches(trim(${text}), '\\d(Z|z| ?UTC| ?GMT| ?[+-]\\d{2}(:?\\d{2})?)$') and regexp_matches(${text}, ':')`

/**
 * Which epoch format a numeric column has, by the size of its values: years 1990 to 2100. null where none fits.
 * odd — the share of values that may lie elsewhere: a clock that was reset counts from 0.
 */
export function guessEpoch(values: number[], odd = 0): string | null {
  const since1970 = clocks.map(
    (format) => [format, 631152000000 / units[format], 4102444800000 / units[format]] as const,
  )
  for (const [format, low, high] of [...others, ...since1970]) {
    const fitting = values.filter((v) => v >= low && v <= high).length
    if (fitting > 0 && values.length - fitting <= odd * values.length) return format
  }
  return null
}

/** A pattern and its shorter forms: without the fraction, without seconds, without the time of day (as loggers write midnight). */
export function variants(format: string): string[] {
  if (!format.includes('%')) return [format]
  const noFraction = format.replace(/[.,]%[fg]/, '')
  const noSeconds = noFraction.replace(/:%S/, '')
  const noTime = noFraction.replace(/(?:, |[ T_-])?%[HI].*$/, '')
  return [...new Set([format, noFraction, noSeconds, noTime])].filter((f) => f !== '')
}
