import { dressedNumber, isMissing, isNoReading, isNumber } from './cells.ts'
import { durationMs } from '../times/duration.ts'
import { looksLikeTime } from '../times/cell-patterns.ts'

export const isPlainNumber = (cell: string) => isNumber(cell, '.') || isNumber(cell, ',')
const isDressed = (cell: string) => dressedNumber(cell, '.') !== null || dressedNumber(cell, ',') !== null

/** A number, with or without a unit. */
export const isNumeric = (cell: string): boolean => isPlainNumber(cell) || isDressed(cell)
/** Is a cell what a table holds: a number, with or without a unit, or a time? */
export const isValue = (cell: string): boolean => isNumeric(cell) || looksLikeTime(cell) || isSpan(cell)

/** "0 days 00:01:00" and "PT1M": durations that no clock shows. */
const isSpan = (cell: string) => /^\s*(P|L?T(IME)?#|\d+ ?[dh])/i.test(cell) && !Number.isNaN(durationMs(cell))

/** What a cell holds; null where it is empty or says that there is no reading. */
export type Kind = 'time' | 'number' | 'dressed' | 'text' | null

export function kindOf(cell: string): Kind {
  if (isMissing(cell) || isNoReading(cell)) return null
  if (isPlainNumber(cell)) return 'number'
  if (looksLikeTime(cell) || isSpan(cell)) return 'time'
  return isDressed(cell) ? 'dressed' : 'text'
}
