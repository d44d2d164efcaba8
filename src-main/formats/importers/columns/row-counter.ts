import { isMissing } from './cells.ts'
import type { ColumnSample } from './column-sample.ts'

const counterNames =
  /^(index|idx|id|row|nr|no\.?|num|#|x|n|pt|points?|samples?|scan|reading|lfd\.? ?nr\.?|n[º°]|lp\.?|č\.?|№|번호|순번|番号|序号|編號|seq|sequence|unnamed: 0|rec|recnbr|entry|entry_id|(record|data|row|sample|scan)?[ _-]?(index|number|point|no\.?|nr\.?|record|row|num))$/i

/** Does a column only count the rows? It has no name, or one that says so. */
export function countsRows({ name, cells, known }: ColumnSample): boolean {
  if (known !== undefined || !(/^column \d+$/.test(name) || counterNames.test(name))) return false
  const filled = cells.filter((cell) => !isMissing(cell))
  return filled.length > 2 && filled.slice(0, 100).every((cell, i) => Number(cell) === Number(filled[0]) + i)
}

/** The first column that holds something of its own: not empty, no counter of rows, and not the same in all rows, as a station's name is. */
export const firstOfAll = (columns: ColumnSample[]): ColumnSample | undefined =>
  columns.find((column) => column.known !== undefined || (varies(column) && !countsRows(column))) ?? columns[0]

const varies = ({ cells }: ColumnSample): boolean => {
  const first = cells.find((cell) => !isMissing(cell))
  return first !== undefined && cells.some((cell) => !isMissing(cell) && cell.trim() !== first.trim())
}
