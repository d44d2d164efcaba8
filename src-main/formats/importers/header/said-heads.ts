import { isUnit } from '../../../shared/data/units.ts'
import { isValue } from '../columns/value.ts'
import { splitLine } from '../shape/split.ts'
import type { HeaderBlock } from './header.ts'
import type { HeadLine } from './head-lines.ts'

const mostLines = 60
const nameKeys = /^(channels?|columns?|signals?|fields?|variables?)[_ ]?(titles?|names?|labels?)?$/i
const unitKeys = /^(channel )?(units?|einheit(en)?)[_ ]?(names?)?$/i

/**
 * Names and units that a word of its own announces: "ChannelTitle=" or "UnitName=" in the column of the time, or "*CHANNEL" and "*UNIT" in
 * lines above theirs. null where no line with names is announced so.
 */
export function saidHeads(lines: HeadLine[], firstRow: number, delimiter: string, width: number): HeaderBlock | null {
  if (width < 2) return null
  let names: string[] | null = null
  let units: string[] | null = null
  let first = firstRow
  for (let i = Math.max(0, firstRow - mostLines); i < firstRow; i++) {
    const cells = splitLine(lines[i].text, delimiter).map((cell) => cell.trim())
    const inline = /^\W*(\p{L}[\p{L} _]{2,24})[=:]$/u.exec(cells[0] ?? '')
    const alone = /^[*#[<$]+(\p{L}[\p{L} _]{2,24})[\]>]?\W*$/u.exec(lines[i].text.trim())
    const key = (inline ?? alone)?.[1].replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2') ?? ''
    const said = inline ? ['', ...cells.slice(1)] : splitLine(lines[i + 1]?.text ?? '', delimiter)
    const told = said.slice(0, width).map((cell) => cell.trim())
    if (said.length < width || said.slice(width).some((cell) => cell.trim() !== '')) continue
    const filled = told.slice(1)
    if (nameKeys.test(key) && filled.every((cell) => cell !== '' && !isValue(cell))) {
      names = [told[0] || 'time', ...filled]
      first = i
    } else if (unitKeys.test(key) && filled.some((cell) => isUnit(cell))) units = told
  }
  return names && { first, firstRow, names, units, again: null, nested: 0 }
}
