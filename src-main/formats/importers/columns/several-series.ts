import type { ImportProblem } from '../../../shared/importing/recipe.ts'
import { isMissing } from './cells.ts'
import type { ColumnSample } from './column-sample.ts'

/** Sampled rows that follow each other in the file. */
const firstRows = 600
const mostSeries = 50

/**
 * Most times come several times, and a column tells rows of one time apart, as a machine's number does: what follows each other is then
 * of several series, and a question. null where it is not so. others — the columns that are not of the time; times — those that are.
 */
export function severalSeries(others: ColumnSample[], times: ColumnSample[], values: string[]): ImportProblem | null {
  const rows = Math.min(firstRows, times[0]?.cells.length ?? 0)
  const moments = Array.from({ length: rows }, (_, i) => times.map(({ cells }) => cells[i].trim()).join(' '))
  const repeats = rows - new Set(moments).size
  if (rows < 10 || repeats < rows * 0.3 || repeats >= rows - 3) return null
  const telling = others.find(({ cells, known }) => {
    if (known !== undefined && known !== 'number') return false
    const names = cells.slice(0, rows).map((cell) => cell.trim())
    const different = new Set(names)
    if (different.size < 2 || different.size > mostSeries || names.some(isMissing)) return false
    if (!names.every((name) => /\p{L}/u.test(name) || /^\d{2,}$/.test(name))) return false
    return new Set(names.map((name, i) => `${name}\t${moments[i]}`)).size >= rows * 0.98
  })
  if (!telling) return null
  const measured = values.filter((name) => name !== telling.name)
  if (measured.length === 0) return null
  return {
    severity: 'warning',
    message: `Many rows have the same time, and "${telling.name}" tells them apart: they may be of several machines or sensors, and a line would jump from one to another.`,
    choices: [
      { name: 'They are of one series', change: { importer: 'delimited' } },
      {
        name: `A channel for each "${telling.name}"`,
        change: {
          importer: 'long',
          long: {
            names: telling.name,
            values: measured[0],
            fill: 'empty',
            ...(measured.length > 1 ? { moreValues: measured.slice(1) } : {}),
          },
        },
      },
    ],
  }
}
