import { isUnit, splitUnit, unitOf, type NameAndUnit } from '../../../shared/data/units.ts'
import { dressedNumber, isMissing } from './cells.ts'
import type { ColumnSample } from './column-sample.ts'

/** "Current [A] (2)", the second column of this name: the number stays with the name. */
export function splitNumbered(header: string): NameAndUnit {
  const again = /^(.*\S)( \(\d{1,4}\))$/.exec(header)
  const { name, unit } = splitUnit(again?.[1] ?? header)
  return again && unit !== null ? { name: `${name}${again[2]}`, unit } : splitUnit(header)
}

/** What a column of units is called, as a regular expression. */
export const unitTitles = 'units?|uom|einheit|einh\\.?|unité|unidad|unità|eenheid'
const unitColumn = new RegExp(`^(${unitTitles}|eu)( \\(\\d+\\))?$`, 'i')

/** The unit that a column right behind the values says, the same in all rows. */
export function unitBehind(columns: ColumnSample[], at: number): string | null {
  const next = columns[at + 1]
  if (next === undefined || next.known !== undefined || !unitColumn.test(next.name.trim())) return null
  const said = new Set(next.cells.filter((cell) => !isMissing(cell)).map((cell) => cell.trim()))
  const [only] = said
  return said.size === 1 && isUnit(only) ? unitOf(only) : null
}

/** The unit that stands in the cells themselves, where it is the same in most. */
export function unitBeside(filled: string[], decimal: '.' | ','): string | null {
  const counts = new Map<string, number>()
  for (const cell of filled) {
    const dressed = dressedNumber(cell, decimal)
    if (dressed && isUnit(dressed.unit)) counts.set(dressed.unit, (counts.get(dressed.unit) ?? 0) + 1)
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1])
  return most && most[1] > filled.length / 2 ? unitOf(most[0]) : null
}

/** The known units that stand behind the numbers of a column, as they are shown. */
export const unitsIn = (filled: string[], decimal: '.' | ','): string[] => [
  ...new Set(
    filled.flatMap((cell) => {
      // Most cells are plain numbers.
      const unit = /[^\d.,+-]/.test(cell) ? dressedNumber(cell, decimal)?.unit : undefined
      return unit && isUnit(unit) ? [unitOf(unit)] : []
    }),
  ),
]
