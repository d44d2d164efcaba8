import type { ImportPreview, ImportRecipe, RawLine } from '../../../shared/importing/recipe.ts'
import { timeColumnsOf } from '../columns/columns.ts'
import { decoderFor } from './file-head.ts'
import { textShape, type Layout } from '../shape/layout.ts'
import { firstRows } from '../text/first-rows.ts'
import { commentMark } from '../header/head-lines.ts'
import { roleOf } from '../header/header.ts'
import { splitLine } from '../shape/split.ts'

/** Lines above the rows that are shown, rows below them, and lines from the end of the file. */
const mostAbove = 300
const rowsShown = 20
const lastShown = 4
const longestShown = 400

/** The first and the last lines of a text, each with what it is taken for, and the time in the last row. */
export function rawLines(layout: Layout, recipe: ImportRecipe): Pick<ImportPreview, 'lines' | 'lastTime'> {
  if (layout.dialect.transposed) return {}
  const { head, encoding } = layout
  const first = physicalLines(layout.text)
  const begin = layout.linesAbove > mostAbove ? Math.max(0, layout.dialect.skipLines - rowsShown) : 0
  const shown = Math.min(first.length, layout.linesAbove + rowsShown)
  const top = first.slice(begin, shown).map((text, i) => lineOf(text, begin + i + 1, layout))
  markHeader(top, layout)
  const tail = head.whole
    ? first.map((text, i) => ({ text, line: i + 1 })).slice(shown)
    : physicalLines(decoderFor(encoding).decode(head.tail).replaceAll('\0', ''))
        .slice(1)
        .map((text) => ({ text, line: null }))
  // Where something follows the table, its end and what comes next.
  const { endLine } = layout.dialect
  const filled = (some: { text: string; line: number | null }[]) => some.filter(({ text }) => text.trim() !== '')
  const numbered = first.map((text, i) => ({ text, line: i + 1 }))
  const last =
    endLine === undefined
      ? filled(tail).slice(-lastShown)
      : [
          ...filled(numbered.slice(shown, endLine)).slice(-lastShown),
          ...filled(numbered.slice(Math.max(shown, endLine))).slice(0, lastShown),
        ]
  const bottom = last.map(({ text, line }) => lineOf(text, line, layout))
  let lastTime: number | null = null
  for (const one of [...top, ...bottom]) {
    if (one.use !== 'row') continue
    const time = timeIn(one.text, layout, recipe)
    if (time !== null) lastTime = time
    // A row of totals at the end has no time, and is none.
    else if (recipe.time.kind === 'column' && bottom.includes(one)) one.use = 'left out'
  }
  return { lines: [...top, ...bottom].map((one) => ({ ...one, text: one.text.slice(0, longestShown) })), lastTime }
}

function physicalLines(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

function lineOf(text: string, line: number | null, { dialect, linesAbove, width }: Layout): RawLine {
  if (dialect.endLine !== undefined && (line === null || line > dialect.endLine)) return { line, text, use: 'left out' }
  if (line !== null && line <= dialect.skipLines) return { line, text, use: 'above' }
  if (line !== null && line <= linesAbove) return { line, text, use: text.trim() === '' ? 'left out' : 'header' }
  const cells = splitLine(text, dialect.delimiter)
  while (cells.length > width && cells.at(-1)!.trim() === '') cells.pop()
  const comment = dialect.comment !== undefined && commentMark(text) === dialect.comment
  const fits = cells.length === width || (dialect.ragged === true && cells.length > 1 && cells.length < width)
  return { line, text, use: text.trim() === '' || comment || !fits ? 'left out' : 'row' }
}

/** Of the header's lines below the names, one holds the units: the one that looks like it, or else the next. */
function markHeader(lines: RawLine[], { dialect }: Layout): void {
  const below = lines.filter(({ use }) => use === 'header').slice(1)
  const units =
    below.find(({ text }) => roleOf(splitLine(text, dialect.delimiter).map((cell) => cell.trim())) === 'units') ??
    below[0]
  if (dialect.unitLine && units) units.use = 'units'
}

function timeIn(row: string, layout: Layout, recipe: ImportRecipe): number | null {
  const shape = { ...textShape(layout), linesAbove: 0, again: null, endLine: undefined }
  const [cells] = firstRows(`${row}\n`, shape, recipe)
  const at = shape.names.indexOf(timeColumnsOf(recipe.time)[0] ?? '')
  const time = cells && at >= 0 ? Date.parse(cells[at]) : NaN
  return Number.isNaN(time) ? null : time
}
