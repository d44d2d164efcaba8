import { readFile } from 'node:fs/promises'
import { badInput } from '../../shared/errors.ts'
import type { ImportRecipe } from '../../shared/importing/recipe.ts'
import { decoderFor, type FileHead } from './files/file-head.ts'
import { isUnit, unitOf } from '../../shared/data/units.ts'
import { cellsBeforeTimes } from './shape/dialect.ts'
import { splitLine } from './shape/split.ts'

const largestMatrix = 256 << 20

export const lineTooLong = (line: number) =>
  badInput(`Line ${line.toLocaleString('en')} is longer than 2 MB, so this is not a table with one row per line.`)

/** Turns a matrix with one row per channel into text with one row per time, cut at commas. Such files are small; larger ones are refused. */
export async function turnedText(path: string, head: FileHead, recipe: ImportRecipe): Promise<string> {
  if (head.fileBytes > largestMatrix)
    throw badInput('A transposed file may be at most 256 MB, since it has to be turned in memory.')
  const text = decoderFor(recipe.encoding).decode(await readFile(path))
  const rows = matrixRows(text, recipe)
  const cellOf = (cell: string) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
  const length = Math.max(0, ...rows.map((row) => row.length))
  return Array.from({ length }, (_, i) => rows.map((row) => cellOf(row[i] ?? '')).join(',') + '\n').join('')
}

/** [channel][time] cells as text; blank lines are left out. */
export function matrixRows(text: string, recipe: Pick<ImportRecipe, 'skipLines' | 'delimiter'>): string[][] {
  const rows = text
    .split(/\r\n|\n|\r/)
    .slice(recipe.skipLines)
    .filter((line) => line.trim() !== '')
    .map((line) => splitLine(line.replaceAll('\0', ''), recipe.delimiter))
  const before = cellsBeforeTimes(rows[0] ?? [])
  return before < 2 ? rows : rows.map((row, i) => [nameOf(row.slice(0, before), i === 0), ...row.slice(before)])
}

/** Name and unit of a channel in cells of their own. */
function nameOf(cells: string[], isHeader: boolean): string {
  const [name, ...more] = cells.map((cell) => cell.trim()).filter((cell) => cell !== '')
  return isHeader
    ? (name ?? '')
    : [name ?? '', ...more.map((cell) => (isUnit(cell) ? `(${unitOf(cell)})` : cell))].join(' ')
}
