import { isMissing } from '../columns/cells.ts'
import type { ColumnSample } from '../columns/column-sample.ts'
import { looksLikeTime } from '../times/cell-patterns.ts'

const mostSettings = 60

/**
 * Oscilloscopes write their settings beside the first rows: a column of names, and one of values behind it, both empty from then on.
 * Which of them a column is; null for others.
 */
export function settingsBeside(columns: ColumnSample[], at: number): 'names' | 'values' | null {
  const filled = (i: number) => {
    const { cells, known } = columns[i] ?? { cells: [], known: 'number' }
    if (known !== undefined) return 0
    const last = cells.findLastIndex((cell) => !isMissing(cell))
    return last >= 0 && last < mostSettings && last < cells.length / 2 ? last + 1 : 0
  }
  const areNames = (i: number) => {
    const cells = columns[i]?.cells.slice(0, filled(i)).filter((cell) => !isMissing(cell)) ?? []
    return cells.length > 1 && cells.every((cell) => /\p{L}/u.test(cell) && !looksLikeTime(cell)) && filled(i + 1) > 0
  }
  if (areNames(at)) return 'names'
  return at > 0 && areNames(at - 1) ? 'values' : null
}
