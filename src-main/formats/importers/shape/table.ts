import { digital, isMissing, isNoReading } from '../columns/cells.ts'
import { looksLikeTime } from '../times/cell-patterns.ts'
import { commentMark, type HeadLine } from '../header/head-lines.ts'
import { withoutOddHead, type RunLine } from './odd-head.ts'
import { splitLine } from './split.ts'
import { isValue } from '../columns/value.ts'

/** Where a table stands among the first lines of a file: the last long run of lines of equal width that hold values. */
export interface Region {
  delimiter: string
  /** Cells per row. */
  width: number
  /** Index of the first row among the lines. */
  first: number
  score: number
  /** Some rows have cells before the table's first: another table is nested in it. */
  rows: string[][]
}

const delimiters = [',', ';', '\t', '|', ' '] as const
/** Lines and cells that are looked at for each delimiter. */
const mostLines = 2000
const mostCells = 60_000

interface Line extends RunLine {
  values: number
  texts: number
}

/** The table that a delimiter cuts best; with `delimiter` given, the one it cuts. null where no line holds a value. */
export function findTable(lines: HeadLine[], delimiter?: string): Region | null {
  let best: Region | null = null
  for (const one of delimiter === undefined ? delimiters : [delimiter]) {
    const region = regionOf(lines, one)
    if (region && (best === null || region.score > best.score)) best = region
  }
  // Between blanks a tab is cut as well, and a time then counts as two values. Where tabs alone leave values, they are what is meant.
  if (best?.delimiter === ' ' && delimiter === undefined) {
    const tabs = regionOf(lines, '\t')
    if (
      tabs &&
      tabs.width > 1 &&
      tabs.rows.length >= 0.9 * best.rows.length &&
      (shareOfValues(tabs) >= 0.9 || holdsBlankTimes(tabs))
    )
      best = tabs
  }
  // One column of decimal commas would be cut into two; its header tells, for it has one name.
  if (best?.delimiter === ',' && best.width === 2 && delimiter === undefined) {
    const header = lines[best.first - 1]?.text ?? ','
    if (
      !header.includes(',') &&
      best.rows.length > 1 &&
      best.rows.every((row) => /^[+-]?\d+$/.test(row[0].trim()) && /^\d+$/.test(row[1].trim()))
    )
      return regionOf(lines, ';')
  }
  return best
}

function regionOf(lines: HeadLine[], delimiter: string): Region | null {
  const byWidth = new Map<number, Line[]>()
  let seen = 0
  let filled = 0
  for (
    let index = 0;
    index < lines.length && index < mostLines * 4 && seen < mostCells && filled < mostLines;
    index++
  ) {
    const { text } = lines[index]
    if (text.trim() === '' || text.length > 200_000) continue
    filled++
    const mark = commentMark(text)
    if (mark !== null && mark !== delimiter && mark !== '*') continue
    const cells = splitLine(text, delimiter)
    seen += Math.min(cells.length, 64)
    let values = 0
    let texts = 0
    for (const cell of cells.length > 64 ? cells.slice(0, 64) : cells) {
      if (cell.trim() === '') continue
      if (isValue(cell)) values++
      else if (!isMissing(cell) && !isNoReading(cell) && digital(cell) === null) texts++
      else values += 0.25
    }
    if (values < 0.5 || (cells.length === 1 && texts > 0)) continue
    const list = byWidth.get(cells.length)
    if (list) list.push({ index, cells, values, texts })
    else byWidth.set(cells.length, [{ index, cells, values, texts }])
  }
  let best: Region | null = null
  for (const [width, rows] of byWidth)
    for (const run of runsOf(rows).map((one) => withoutOddHead(one, lines))) {
      const values = run.reduce((sum, row) => sum + Math.min(row.values, 20), 0)
      const texts = run.reduce((sum, row) => sum + Math.min(row.texts, 20), 0)
      // "00:01:00,ON" was cut at the blank between date and time: the cells of another delimiter are still in one piece.
      const torn = run.filter(({ cells }) => cells.some((cell) => !isValue(cell) && sameCut(cell, delimiter))).length
      // Text columns exist, so cells that are not values count a little; blanks and commas inside other cells do not win by number.
      const score =
        values * (0.1 + values / (values + texts)) * (1 - torn / (1.2 * run.length)) * (delimiter === ' ' ? 0.7 : 1)
      if (best === null || score >= best.score)
        best = { delimiter, width, first: run[0].index, score, rows: run.map((row) => row.cells) }
    }
  return best
}

/** Runs of rows of one width; a few other lines between them, as of a header that comes again, break none. */
function runsOf(rows: Line[]): Line[][] {
  const runs: Line[][] = []
  for (const row of rows) {
    const run = runs.at(-1)
    if (run && row.index - run.at(-1)!.index <= 12) run.push(row)
    else runs.push([row])
  }
  // Rows that are interrupted for longer go on all the same where they are many: blocks with headers of their own.
  return runs.length > 1 && runs.every((run) => run.length > 20) ? [rows] : runs
}

/** Empty cells count: a value may be missing. */
function shareOfValues({ rows }: Region): number {
  const cells = rows.flat()
  return cells.filter((cell) => cell.trim() === '' || isValue(cell)).length / cells.length
}

/** Is a column of nothing but times with a blank in them? A header of values may stand above it. */
const holdsBlankTimes = ({ rows }: Region): boolean =>
  rows[0].some(
    (_, i) =>
      rows.filter((row) => /\S \S/.test(row[i] ?? '') && looksLikeTime(row[i])).length >=
      Math.min(rows.length - 1, 0.95 * rows.length),
  )

/** Does a cell hold a delimiter that is used within no value? */
const sameCut = (cell: string, delimiter: string) =>
  [',', ';', '\t', '|'].some((other) => other !== delimiter && cell.includes(other))
