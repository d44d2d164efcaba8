import { kindOf, type Kind } from '../columns/value.ts'
import type { HeadLine } from '../header/head-lines.ts'
import { usualKinds } from './odd-head.ts'
import { splitLine } from './split.ts'
import type { Region } from './table.ts'

const mostLines = 1000
const leastShort = 3
/** Fewer short lines among the others were cut off. */
const shareOfShort = 0.2

/**
 * A table whose rows end early where their last cells are empty, as widely as its widest row, from the first of them all on; null where
 * its rows are of one width. Rows are told by what their columns hold. ragged: false where a few lines are short, which were cut off, and
 * stand before the first whole row.
 */
export function raggedTable(lines: HeadLine[], even: Region): { region: Region; ragged: boolean } | null {
  const { delimiter, width, first, rows, score } = even
  if (delimiter === ' ' || width < 2 || rows.length < leastShort) return null
  const usual = usualKinds(rows.slice(0, 200))
  const cellsOf = (line: HeadLine) => {
    const cells = splitLine(line.text, delimiter)
    return cells.length > 1 && cells.length <= 2 * width + 2 && isRow(cells.map(kindOf), usual) ? cells : null
  }
  let top = first
  while (top > 0 && cellsOf(lines[top - 1])) top--
  const near = lines.slice(top, top + mostLines).filter(({ text }) => text.trim() !== '')
  const found = near.flatMap((line) => [cellsOf(line)].filter((cells) => cells !== null))
  const widest = Math.max(...found.map((cells) => cells.length))
  // A row that is wider than its header has a cell too many.
  const named = top > 0 ? splitLine(lines[top - 1].text, delimiter).length : widest
  if (widest > named) return null
  const short = found.filter((cells) => cells.length < widest).length
  if (short < leastShort || short < shareOfShort * near.length) {
    const header = top > 0 && top < first ? splitLine(lines[top - 1].text, delimiter).map(kindOf) : []
    const named = header.length >= width && header.every((kind) => kind === 'text' || kind === null)
    return named ? { region: { ...even, first: top }, ragged: false } : null
  }
  if (partsByCode(found)) return null
  const padded = found.map((cells) => [...cells, ...new Array<string>(widest - cells.length).fill('')])
  return { region: { delimiter, width: widest, first: top, rows: padded, score }, ragged: true }
}

/** Does the first cell, a code of a few, say how many cells a row has? Then tables of several widths stand among each other. */
function partsByCode(rows: string[][]): boolean {
  const widths = new Map<string, Set<number>>()
  for (const [code, ...rest] of rows)
    widths.set(code.trim(), (widths.get(code.trim()) ?? new Set<number>()).add(rest.length))
  const each = [...widths.values()]
  return (
    each.length > 1 &&
    each.length <= 20 &&
    rows.length >= 5 * each.length &&
    each.every((one) => one.size === 1) &&
    new Set(each.flatMap((one) => [...one])).size > 1
  )
}

/** Does each cell hold what its column usually holds, or nothing, and one of them a value? */
const isRow = (kinds: Kind[], usual: Kind[]): boolean =>
  kinds.every((kind, i) => kind === null || (usual[i] ?? null) === null || kind === usual[i]) &&
  kinds.some((kind, i) => (kind === 'time' || kind === 'number') && kind === usual[i])
