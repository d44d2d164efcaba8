import type { HeadLine } from '../header/head-lines.ts'
import { isHeaderRow } from '../header/header-row.ts'
import { splitLine } from './split.ts'
import { kindOf, type Kind } from '../columns/value.ts'

/** A line of a run of lines of one width, with its place among all lines. */
export interface RunLine {
  index: number
  cells: string[]
}

const mostOdd = 40
const mostCells = 64
const body = 30
const fewRows = 5

/**
 * A run of lines without those at its head that are no rows: a period or sampling rates above the values, or settings, keys and values
 * that are as wide as the table by chance. Something else stands in them where all rows have their time or a number that goes up, or most
 * of their cells are of another kind. No line goes that holds what a row holds, and none before a row: only a head that another line
 * parts from the rows, or whose lines all lack what every row has.
 */
export function withoutOddHead<Line extends RunLine>(run: Line[], lines: HeadLine[]): Line[] {
  if (run.length < 8) return run
  const other = otherTable(run, lines)
  if (other > 0) return run.slice(other)
  const rows = run.slice(run.length >> 1, (run.length >> 1) + body).map(({ cells }) => cells)
  const usual = usualKinds(rows)
  const key = keyColumn(rows, usual)
  // A column that no row fills holds the names of settings above them.
  const bare = rows[0].findIndex((_, c) => rows.every((row) => (row[c] ?? '').trim() === ''))
  const named = (cells: string[]) => bare >= 0 && /\p{L}/u.test(cells[bare] ?? '')
  const head = run.slice(0, Math.min(mostOdd, run.length >> 1))
  const kinds = head.map(({ cells }) => cells.slice(0, mostCells).map(kindOf))
  const between = (i: number) => lines.slice(run[i].index + 1, run[i + 1].index).map(({ text }) => text.trim())
  // ",120,120" right below the names: how many rows there are.
  const uncounted =
    key === 0 &&
    kinds[0][0] === null &&
    kinds[1][0] !== null &&
    new Set(run[0].cells.slice(1).filter((cell) => cell.trim() !== '')).size === 1
  const odd = kinds.map(
    (kind, i) =>
      (i === 0 && uncounted) ||
      named(head[i].cells) ||
      isOdd(head[i].cells, kind, usual, key) ||
      (key >= 0 && kind[key] === null && between(i).some((text) => text !== '')),
  )
  const last = odd.lastIndexOf(true)
  const count = last + 1
  // What is odd up to the end of what is looked at is another table.
  if (count === 0 || last >= odd.length - 2) return run
  const keyed = (i: number) => !odd[i] && (key < 0 || kinds[i][key] === usual[key])
  const isRow = (i: number) => usual.every((one, c) => one === null || kinds[i][c] === one)
  const before = head.slice(0, count).map((_, i) => i)
  if (
    (before.some(isRow) && !before.every((i) => named(head[i].cells))) ||
    (run[count].index - run[last].index === 1 && before.some(keyed))
  )
    return run
  const parted = between(last).some((text) => text !== '')
  const isNamed =
    between(last).every((text) => text === '') &&
    isHeaderRow([run[last].cells, ...run.slice(count).map(({ cells }) => cells)])
  // Names directly above are those of what stands below them, unless others come before the rows.
  if (!parted && !isNamed && !named(run[last].cells) && !uncounted && namesAbove(lines, run[0])) return run
  return run.slice(isNamed ? last : count)
}

/** A few rows of results above the rows, as wide as these by chance: names stand between them, other ones than above the first. */
function otherTable<Line extends RunLine>(run: Line[], lines: HeadLine[]): number {
  for (let i = 0; i < Math.min(fewRows, run.length - 8); i++) {
    const between = lines.slice(run[i].index + 1, run[i + 1].index).map(({ text }) => text)
    const names = between.find((text) => namesFor(text, run[i].cells.length))
    const above = lines.slice(0, run[0].index).findLast(({ text }) => text.trim() !== '')?.text
    if (names !== undefined && between.some((text) => text.trim() === '') && !between.includes(above ?? ''))
      return i + 1
  }
  return 0
}

const namesFor = (text: string, width: number): boolean =>
  [',', ';', '\t', '|'].some((delimiter) => {
    const cells = splitLine(text, delimiter)
    return (
      cells.length === width &&
      width > 1 &&
      new Set(cells).size === width &&
      cells.every((cell) => kindOf(cell) === 'text')
    )
  })

/** Is the line above a run's first a name for each of its cells? */
function namesAbove(lines: HeadLine[], { index, cells }: RunLine): boolean {
  const above = lines.slice(0, index).findLast(({ text }) => text.trim() !== '')?.text ?? ''
  const names = [',', ';', '\t', '|']
    .map((delimiter) => splitLine(above, delimiter))
    .find((one) => one.length === cells.length)
  return names !== undefined && names.every((name) => kindOf(name) === 'text')
}

/** [column] the kind that its cells have; null where they differ, or there are none. */
export function usualKinds(rows: string[][]): Kind[] {
  return rows[0].slice(0, mostCells).map((_, i) => {
    const kinds = new Set(rows.map((row) => kindOf(row[i] ?? '')).filter((kind) => kind !== null))
    return kinds.size === 1 ? [...kinds][0] : null
  })
}

/** The column that every row fills with a time, or else with a number that goes up; -1 for none. */
function keyColumn(rows: string[][], usual: Kind[]): number {
  const time = usual.indexOf('time')
  if (time >= 0) return time
  return usual.findIndex((kind, i) => {
    const values = rows.map((row) => Number((row[i] ?? '').trim().replace(',', '.')))
    return kind === 'number' && values.every((value, k) => k === 0 || value > values[k - 1])
  })
}

function isOdd(cells: string[], kinds: Kind[], usual: Kind[], key: number): boolean {
  // A header of formats such as 10s and 20d is told from rows elsewhere.
  if (cells.every((cell) => /^(\d+[a-z])?$/i.test(cell.trim()))) return false
  if (key >= 0 && kinds[key] !== null && kinds[key] !== usual[key]) return true
  const both = kinds.filter((kind, i) => kind !== null && usual[i] !== null).length
  const other = kinds.filter((kind, i) => kind !== null && usual[i] !== null && kind !== usual[i])
  return both > 1 && other.length > both / 2 && other.some((kind) => kind !== 'text')
}
