import { isMissing } from '../columns/cells.ts'
import type { ColumnSample } from '../columns/column-sample.ts'
import { timeReader } from './time-reader.ts'

const filledOf = ({ cells }: ColumnSample) => cells.filter((cell) => !isMissing(cell)).map((cell) => cell.trim())

/**
 * How times of day without marks are written: "0930" or "930", "093000" or "93000", or "093000.25"; null for other numbers.
 * Numbers of different length have to reach into the hours: minutes alone may be anything.
 */
export function digitClock(column: ColumnSample): '%H%M' | '%H%M%S' | '%H%M%S.%f' | null {
  const filled = filledOf(column)
  if (filled.length === 0) return null
  if (filled.every((cell) => /^([01]\d|2[0-3])([0-5]\d){2}\.\d{1,6}$/.test(cell))) return '%H%M%S.%f'
  if (!filled.every((cell) => /^\d{1,6}$/.test(cell))) return null
  const values = filled.map(Number)
  const highest = Math.max(...values)
  const padded = filled.every((cell) => cell.length === filled[0].length)
  if (filled.every((cell) => cell.length <= 4) && values.every((n) => n <= 2400 && n % 100 < 60))
    return (padded && filled[0].length === 4) || (!padded && highest >= 100) ? '%H%M' : null
  const clock = values.every((n) => n <= 240_000 && n % 100 < 60 && Math.floor(n / 100) % 100 < 60)
  return clock && (padded ? filled[0].length === 6 : highest >= 10_000) ? '%H%M%S' : null
}

/** How dates of six digits are written: the order that reads all of them and goes forward in the smallest steps; null for other numbers. */
export function sixDigitDate(column: ColumnSample): string | null {
  const filled = filledOf(column)
  if (filled.length < 2 || !filled.every((cell) => /^\d{6}$/.test(cell))) return null
  const tried = ['%y%m%d', '%d%m%y', '%m%d%y'].flatMap((format) => {
    const reader = timeReader(format, '.')
    let previous = NaN
    let leaps = 0
    for (const cell of filled) {
      const text = Buffer.from(cell)
      const ms = reader.read(text, 0, text.length)
      if (Number.isNaN(ms)) return []
      if (!Number.isNaN(previous) && (ms < previous || ms > previous + 3 * 86_400_000)) leaps++
      previous = ms
    }
    return [{ format, leaps }]
  })
  return tried.sort((a, b) => a.leaps - b.leaps)[0]?.format ?? null
}
