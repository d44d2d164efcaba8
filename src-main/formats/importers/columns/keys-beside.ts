import { splitUnit, type NameAndUnit } from '../../../shared/data/units.ts'
import { isMissing } from './cells.ts'
import type { ColumnSample, ColumnType } from './column-sample.ts'

/**
 * Without a header, "time|Xact|12.3|Sspeed|1500", as adapters of machine tools and gateways write it: a word that is the same in every row
 * names the value behind it. The columns of values with their names; empty where not every value has such a word.
 */
export function keysBeside(columns: ColumnSample[], types: ColumnType[], taken: Set<string>): Map<string, NameAndUnit> {
  const names = new Map<string, NameAndUnit>()
  const words = new Set<string>()
  for (const [i, { name, cells }] of columns.entries()) {
    if (types[i] !== 'number' || taken.has(name)) continue
    const said = new Set(columns[i - 1]?.cells.filter((cell) => !isMissing(cell)).map((cell) => cell.trim()))
    const [word = ''] = said
    if (types[i - 1] !== 'text' || said.size !== 1 || words.has(word) || !/^\p{L}[^=]*$/u.test(word)) return new Map()
    if (cells.length < 2) return new Map()
    words.add(word)
    names.set(name, splitUnit(word))
  }
  return names.size > 1 ? names : new Map()
}
