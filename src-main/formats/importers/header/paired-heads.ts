import { isUnit } from '../../../shared/data/units.ts'
import { isValue } from '../columns/value.ts'
import { splitLine } from '../shape/split.ts'
import type { HeaderBlock } from './header.ts'
import type { HeadLine } from './head-lines.ts'

const looked = 300
const leastLines = 2
const nameKeys =
  /^(name|trace ?name|symbol ?name|signal( name)?|channel( name)?|tag( ?name)?|label|series|metric( ?name)?)$/i
const unitKeys = /^([a-z]?units?|einheit|unité|unidad)$/i
const stepKeys = /^(?:sample ?time|sampling ?(?:time|interval)|interval|cycle ?time|period) ?[[(](\w+)[\])]$/i

/**
 * A block above the rows in which each line says one thing of every channel. Pairs of columns repeat its word, as scopes of controllers
 * write it: "Name, fPos, Name, fVel", "Unit, mm, Unit, mm/s" above "0, 12.5, 0, 3.1"; elsewhere it stands once, at the beginning:
 * "Label, Load, Net" above times and values. null for other heads.
 */
export function keyedHeads(lines: HeadLine[], delimiter: string, width: number): HeaderBlock | null {
  if (width < 2) return null
  for (let first = 0; first < Math.min(lines.length, looked); first++) {
    const heads: string[][] = []
    while (first + heads.length < lines.length) {
      const cells = splitLine(lines[first + heads.length].text, delimiter).map((cell) => cell.trim())
      if (cells.length !== width || !/^\p{L}/u.test(cells[0])) break
      heads.push(cells)
    }
    const paired = width > 2 && width % 2 === 0 ? pairsOf(heads) : []
    const block =
      paired.length > 0 ? ofPairs(paired, lines, first, delimiter) : ofColumns(heads, lines, first, delimiter)
    if (block) return block
    first += Math.max(0, heads.length - 1)
  }
  return null
}

const isPaired = (cells: string[]) => cells.every((cell, i) => i % 2 === 1 || cell === cells[0])
/** The lines whose every second cell is the same, up to the first other one. */
const pairsOf = (heads: string[][]) => {
  const end = heads.findIndex((cells) => !isPaired(cells))
  return end < 0 ? heads : heads.slice(0, end)
}

function ofPairs(heads: string[][], lines: HeadLine[], first: number, delimiter: string): HeaderBlock | null {
  const names = heads.find(([key]) => nameKeys.test(key))
  const firstRow = nextRow(lines, first + heads.length, delimiter)
  const rows = [firstRow, firstRow + 1].map((i) => splitLine(lines[i]?.text ?? '', delimiter))
  if (heads.length < leastLines || !names || names[1] === '' || !isValue(rows[0][0] ?? '')) return null
  const step = Number(rows[1][0]?.replace(',', '.')) - Number(rows[0][0].replace(',', '.'))
  const stepped = heads.find(([key, value]) => stepKeys.test(key) && Number(value.replace(',', '.')) === step)
  const unit = stepped && stepKeys.exec(stepped[0])![1]
  const units = heads.find(([key]) => unitKeys.test(key))
  return {
    first,
    firstRow,
    names: names.map((name, i) => (i % 2 === 1 ? name : unit ? `Time [${unit}]` : 'Time')),
    units: units ? units.map((one, i) => (i % 2 === 1 ? one : '')) : null,
    again: null,
    nested: 0,
  }
}

/** Words of one kind of thing after the other in the first column, the names among them, and a gap below. */
function ofColumns(heads: string[][], lines: HeadLine[], first: number, delimiter: string): HeaderBlock | null {
  const names = heads.find(
    ([key, ...rest]) => nameKeys.test(key) && rest.every((cell) => cell !== '' && !isValue(cell)),
  )
  const firstRow = nextRow(lines, first + heads.length, delimiter)
  const row = splitLine(lines[firstRow]?.text ?? '', delimiter)
  const parted = firstRow > first + heads.length
  // The rows may leave out the column in which the keys stand.
  const bare = row[0]?.trim() === '' && row.slice(1).every(isValue)
  if (heads.length < 4 || !parted || !names || row.length !== heads[0].length || !(bare || isValue(row[0]))) return null
  const units = heads.find(([key, ...rest]) => unitKeys.test(key) && rest.some(isUnit))
  return {
    first,
    firstRow,
    names: [bare ? '' : 'time', ...names.slice(1)],
    units: units ? ['', ...units.slice(1)] : null,
    again: null,
    nested: 0,
  }
}

/** The first line that is not blank, also behind delimiters alone. */
function nextRow(lines: HeadLine[], from: number, delimiter: string): number {
  while (from < lines.length && splitLine(lines[from].text, delimiter).every((cell) => cell.trim() === '')) from++
  return from
}
