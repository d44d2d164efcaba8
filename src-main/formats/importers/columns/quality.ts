import { splitUnit } from '../../../shared/data/units.ts'
import { isMissing } from './cells.ts'
import type { ColumnSample, ColumnType } from './column-sample.ts'

const good = /^(good|ok|okay|valid|gut|gültig|normal|true|yes)\b/i
const uncertain = /^(uncertain|questionable|substituted|suspect|unsicher)/i
const bad = /^(bad|poor|invalid|not[ _-]?good|not[ _-]?valid|ungültig|schlecht|false|no$)/i
const bare = /^(quality|qual|q|qc|qds|validity|valid|is_?valid|qualität|gültig|quality[ _-]?(code|detail|flag))$/i
const suffix =
  /[\s._:/-]{0,8}(quality|qual|qc|q|validity|valid|status|qualität|quality[ _-]?(code|detail|flag))\s{0,8}\)?$/i
const valueSuffix = /[\s._:/-]{1,8}(value|val|pv|wert)$/i
/** In columns of their own beside several values; one beside a single value is the state of a machine. */
const status = /^(status|state)$/i
/** Emerson and others: good, fair, poor and bad as one letter. */
const letters: Readonly<Record<string, string>> = { g: 'good', f: 'uncertain', p: 'uncertain', b: 'bad' }
/** OPC: the upper two bits of a byte are 00 for bad, 01 for uncertain, 11 for good. */
const opcUncertain = 64
const opcGood = 192

/** A reading of such a quality is none: words for bad, and the numbers of OPC. Uncertain readings are kept, for only a person can judge them. */
export function isBadQuality(cell: string): boolean {
  const text = wordOf(cell)
  return /^\d+([.,]0+)?$/.test(text) ? (parseInt(text, 10) & 255) < opcUncertain : bad.test(text)
}

/** [value column] the column that says how good its readings are; taken — columns that are something else. */
export function qualitiesOf(columns: ColumnSample[], types: ColumnType[], taken: Set<string>): Map<string, string> {
  const found = new Map<string, string>()
  const free = columns
    .map((column, i) => ({ column, type: types[i], i }))
    .filter(({ column }) => !taken.has(column.name) && column.known === undefined)
  const telling = free.filter(({ column: { name, cells } }) => suffix.test(bareName(name)) && saysQuality(cells))
  const values = free.filter((one) => one.type === 'number' && !telling.includes(one))
  const alone = telling.filter(({ column }) => bare.test(bareName(column.name)))
  const states = telling.filter(({ column }) => status.test(bareName(column.name)))
  if (states.length > 1) alone.push(...states)
  for (const { column, i } of telling) {
    const isBare = alone.some((one) => one.column === column)
    const base = bareName(column.name).replace(suffix, '').toLowerCase()
    const value = isBare
      ? (alone.length > 1 || values.length === 1) && values.find((one) => one.i === i - 1)
      : values.find((one) => baseOf(one.column.name) === base)
    if (value && !found.has(value.column.name)) found.set(value.column.name, column.name)
  }
  return found
}

/** The column that says how good the values of a table with one row per value are. */
export const qualityOfLong = (columns: ColumnSample[]): string | undefined =>
  columns.find(({ name, cells, known }) => known === undefined && suffix.test(bareName(name)) && saysQuality(cells))
    ?.name

const wordOf = (cell: string) => letters[cell.trim().toLowerCase()] ?? cell.trim()

const bareName = (name: string) => name.trim().replace(/ \(\d+\)$/, '')
const baseOf = (name: string) => splitUnit(name).name.trim().replace(valueSuffix, '').toLowerCase()

/** Words for good, uncertain and bad and no others, or the numbers of OPC; most readings are good ones. */
function saysQuality(cells: string[]): boolean {
  const filled = cells.filter((cell) => !isMissing(cell)).map(wordOf)
  if (filled.length === 0) return false
  const numbers = filled.every((cell) => /^\d{1,3}([.,]0+)?$/.test(cell) && parseInt(cell, 10) < 256)
  const words = filled.every((cell) => good.test(cell) || uncertain.test(cell) || bad.test(cell))
  const fine = filled.filter((cell) => (numbers ? parseInt(cell, 10) >= opcGood : good.test(cell)))
  return (numbers || words) && fine.length > filled.length / 2
}
