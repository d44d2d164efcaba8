import { toNumber } from '../columns/cells.ts'

/** Epoch seconds of 1990 and 2100. */
const [earliest, latest] = [631_152_000, 4_102_444_800]

/**
 * Wearables and loggers write when they began, in seconds since 1970, in the first row, and how many rows follow per second in the
 * second, each once per column. null for other rows. rows — the first ones of a table without a header.
 */
export function startAndRate(rows: readonly string[][]): { start: number; stepMs: number; counts: true } | null {
  const [first, second, third] = rows.map((row) => row.map((cell) => toNumber(cell, '.')))
  if (!third) return null
  const one = (values: number[]) => values.every((value) => value === values[0])
  if (!one(first) || !one(second) || !(first[0] >= earliest && first[0] <= latest)) return null
  const rate = second[0]
  // A third row of the same size would be another time.
  if (!(rate > 0 && rate <= 100_000) || third.some((value) => !(Math.abs(value) < earliest / 10))) return null
  return { start: first[0] * 1000, stepMs: 1000 / rate, counts: true }
}
