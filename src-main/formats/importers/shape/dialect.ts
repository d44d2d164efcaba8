import type { ImportRecipe } from '../../../shared/importing/recipe.ts'
import { looksLikeTime } from '../times/cell-patterns.ts'
import { guessTimes } from '../times/grammar.ts'
import { timeNames } from '../times/time-names.ts'
import { toNumber } from '../columns/cells.ts'

export type Dialect = Pick<
  ImportRecipe,
  | 'delimiter'
  | 'decimal'
  | 'header'
  | 'unitLine'
  | 'skipLines'
  | 'headerLines'
  | 'endLine'
  | 'comment'
  | 'ragged'
  | 'transposed'
>

/** Lines between those that are skipped and the first row. */
export const linesOfHeader = ({
  header,
  unitLine,
  headerLines,
}: Pick<ImportRecipe, 'header' | 'unitLine' | 'headerLines'>) => (!header ? 0 : (headerLines ?? (unitLine ? 2 : 1)))

export const delimiterNames: Readonly<Record<string, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'vertical bars',
  ' ': 'blanks',
}

/** Longer cells hold no number, and the patterns that look for one take a time that grows with the square of the length. */
const longestNumber = 100

export function guessDecimal(rows: string[][], delimiter: string): '.' | ',' {
  // Between commas a cell with a comma stands in quotes; three digits behind each are groups.
  if (delimiter === ',') {
    const quoted = rows.flat().filter((cell) => cell.includes(',') || cell.includes('.'))
    const numbers = quoted.filter((cell) => /^\s*[+-]?\d+([.,]\d+)+\s*$/.test(cell))
    // No group of thousands begins with 0.
    if (numbers.some((cell) => /^\s*[+-]?0,\d+\s*$/.test(cell))) return ','
    const decimals = numbers.filter((cell) => /^\s*[+-]?\d+(\.\d{3})*,(\d{1,2}|\d{4,})\s*$/.test(cell))
    return decimals.length > numbers.length / 2 ? ',' : '.'
  }
  let commas = 0
  let points = 0
  // "06.00" beside "7,1" is a time of day, while "1,234" groups thousands.
  let clocks = 0
  let decimals = 0
  for (const row of rows)
    for (const cell of row) {
      if (cell.length > longestNumber) continue
      const bare = cell.replace(/^\s*([+-]?)\s*[$€£¥]|\s+[^\d\s]{1,8}\s*$|[%°€]\s*$/gu, '$1')
      if (/^\s*[+-]?\d*([.'’\u00a0\u202f\u2009 ]\d{3})*,\d+(e[+-]?\d+)?\s*$/i.test(bare)) {
        commas++
        if (!/,\d{3}\s*$/.test(bare)) decimals++
      } else if (/^\s*[+-]?\d*([,'’\u00a0\u202f]\d{3})*\.\d+(e[+-]?\d+)?\s*$/i.test(bare)) {
        points++
        if (/^\s*([01]\d|2[0-3])\.[0-5]\d\s*$/.test(bare)) clocks++
      }
    }
  return commas > points || decimals > points - clocks ? ',' : '.'
}

/** How many cells stand before the times in a header of them, "Tag,Unit,2024-03-01 00:00,2024-03-01 00:15"; 0 for another header. */
export function cellsBeforeTimes(header: readonly string[]): number {
  const from = header.findIndex((cell) => looksLikeTime(cell))
  const last = header.findLastIndex((cell) => cell.trim() !== '')
  if (from < 1 || from > 4 || last - from < 2) return 0
  const times = header.slice(from, last + 1)
  const found = guessTimes(times)
  return found !== null && !found.clockOnly && found.fitting === times.length ? from : 0
}

/**
 * "Time [s],0,60,120" above "A1,0.12,0.13,0.15": words in the first cells alone, and one of the first rows, named like a time, goes up.
 * Returns the name of that row; null for another table.
 */
export function rowOfTimes(rows: string[][], decimal: '.' | ','): string | null {
  const width = rows[0]?.length ?? 0
  if (rows.length < 2 || width < 4 || !rows.every(([name]) => /^\s*\p{L}/u.test(name))) return null
  const values = rows.map((row) => row.slice(1).map((cell) => toNumber(cell, decimal)))
  if (values.some((row) => row.filter(Number.isNaN).length > row.length / 4)) return null
  const at = rows
    .slice(0, 3)
    .findIndex(([name], i) => timeNames.test(name.trim()) && values[i].every((v, k) => k === 0 || v > values[i][k - 1]))
  return at < 0 ? null : rows[at][0].trim()
}

/**
 * One row per channel instead of one per time: compelling only where the whole file is a matrix of numbers with
 * few, very long rows, each of which stays in a narrower band than the columns do.
 */
export function guessTransposed(rows: string[][], decimal: '.' | ',', header: boolean, whole: boolean): string | null {
  const width = rows[0]?.length ?? 0
  if (header || !whole || rows.length < 2 || rows.length > 300 || width < 200 || width < 4 * rows.length) return null
  if (rows.some((row) => row.length !== width)) return null
  const values = rows.map((row) => row.slice(0, 200).map((cell) => toNumber(cell, decimal)))
  if (values.some((row) => row.some(Number.isNaN))) return null
  const spreadOf = (series: number[]) => {
    const mean = series.reduce((a, b) => a + b, 0) / series.length
    return Math.sqrt(series.reduce((a, b) => a + (b - mean) ** 2, 0) / series.length) / (Math.abs(mean) + 1e-12)
  }
  const median = (list: number[]) => list.sort((a, b) => a - b)[list.length >> 1]
  const along = median(values.map(spreadOf))
  const across = median(values[0].map((_, i) => spreadOf(values.map((row) => row[i]))))
  if (along > across / 2) return null
  return `${rows.length} rows of ${width} numbers, and each row keeps to its own range: one row per channel.`
}
