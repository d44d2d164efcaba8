import { isUnit } from '../../../shared/data/units.ts'
import { timeNames } from '../times/time-names.ts'
import { cellsAbove, isBarred, isRule, namesWord } from './header-cells.ts'
import { isHeaderRow } from './header-row.ts'
import { repeatedTimes } from './repeated-times.ts'
import { commentMark, type HeadLine } from './head-lines.ts'
import { isMissing } from '../columns/cells.ts'
import { isValue } from '../columns/value.ts'
import { looksLikeTime } from '../times/cell-patterns.ts'

/** What stands above the first row. */
export interface HeaderBlock {
  /** Index of its first line among the lines, and of the first row. */
  first: number
  firstRow: number
  /** null: there is none. */
  names: string[] | null
  units: string[] | null
  /** The line of the names as it stands, where it may come again among the rows. */
  again: string[] | null
  /** Tables are nested: rows with something in the first cells, so many of them, belong to the outer ones. */
  nested: number
}

const mostLines = 8
const statistic =
  /^(min(imum)?|max(imum)?|avg|average|mean|mw|mittel(wert)?|tot(al)?|sum|smp|sample|std|stdev|stddev|sigma|med(ian)?|inst|instant|raw|tmx|tmn|wvc|count|last|value)$/i
const type =
  /^(date|time|datetime|timestamp|i|i[1248]|f|f[48]|d|b|s|t|int(eger|16|32|64)?|u?int\d+|long|short|float(32|64)?|double|real|decimal|numeric|str(ing)?|text|char|varchar|bool(ean)?|datetime:rfc3339(nano)?|number|object|bit|byte|[du]?word|u(long|short)|[us]?[sd]?int|l?real|index|trigger)(\[[^\]]*\])?$/i
/** What weather services write below the parts of a time. */
const timePart = /^(yr|mo|dy|hr|mn|sec|utc)$/i
/** What lines of units say of a counter and of the time. */
const noUnit = /^(#|no\.?|nr\.?|time|date|date ?[&/]? ?time)$/i
const format = /^\d+[a-z]$/i

type Role = 'text' | 'units' | 'types' | 'statistics' | 'formats'

export function roleOf(cells: string[]): Role {
  const filled = cells.filter((cell) => cell !== '')
  const share = (is: (cell: string) => boolean) => filled.filter(is).length / Math.max(1, filled.length)
  // "null,null": what stands for no value in each column.
  if (filled.every((cell) => isMissing(cell))) return 'statistics'
  if (share((cell) => format.test(cell)) > 0.9) return 'formats'
  // Beside maxima "min" is a minimum and no minute.
  const minima = filled.some((cell) => /^max(imum)?$/i.test(cell))
  const says = (cell: string) => isUnit(cell) && !(minima && statistic.test(cell))
  const units = share(says)
  if (units < 0.5 && share((cell) => type.test(cell)) > 0.9) return 'types'
  // "Date, Time, Min, Max" names columns: a line of statistics alone says nothing of the time.
  if (units < 0.5 && share((cell) => statistic.test(cell)) > 0.6 && !timeNames.test(filled[0])) return 'statistics'
  // A line of units may say what the first columns are ("NO.", "Time") and hold one that nobody knows.
  const likely = share(
    (cell) => says(cell) || cell === '-' || timePart.test(cell) || noUnit.test(cell) || /^[[(][^\])]*[\])]$/.test(cell),
  )
  return likely >= 0.5 && filled.some(says) ? 'units' : 'text'
}

/**
 * Finds the header above a table's first line. Lines are told apart by what they hold: names, units, statistics, types, formats;
 * a line behind a comment mark is a header only where it has a cell for each column and no other line does.
 * firstRow — where the run of values begins; it may begin with a header made of numbers. rows — the run's own cells.
 */
export function findHeader(
  lines: HeadLine[],
  firstRow: number,
  delimiter: string,
  width: number,
  rows: string[][],
): HeaderBlock {
  if (headerOfNumbers(rows)) return givenHeader(lines, firstRow, nextFilled(lines, firstRow + 1), delimiter, width)
  const used = usedColumns(rows, width)
  const formats = rows.length > 1 && roleOf(rows[0].map((cell) => cell.trim())) === 'formats'
  if (!formats && !isHeaderRow(rows))
    return describe(blockAbove(lines, firstRow, delimiter, width, used), firstRow, width)
  const first = nextFilled(lines, firstRow + 1)
  const above = blockAbove(lines, first, delimiter, width, used)
  // Names such as 00:15 and 00:30 are told by what stands below them alone.
  return above.length > 0 ? describe(above, first, width) : givenHeader(lines, firstRow, first, delimiter, width)
}

/** The header of a block that a person, or a recipe, has set. */
export function givenHeader(
  lines: HeadLine[],
  from: number,
  firstRow: number,
  delimiter: string,
  width: number,
  unitLine = false,
): HeaderBlock {
  const cellsOf = cellsFor(lines, firstRow, delimiter, width)
  const block = lines
    .slice(from, firstRow)
    .map((line, i) => ({ cells: cellsOf(line.text), text: line.text, index: from + i }))
  return {
    ...describe(
      block.filter(({ text }) => text.trim() !== '' && !isRule(text)),
      firstRow,
      width,
      unitLine,
    ),
    first: from,
  }
}

interface BlockLine {
  cells: string[]
  index: number
}

const cellsFor = (lines: HeadLine[], firstRow: number, delimiter: string, width: number) => (text: string) =>
  cellsAbove(text, delimiter, width, lines[firstRow]?.text ?? '')

/** Columns that hold anything: delimiters behind the last cell make no column that a header would name. */
const usedColumns = (rows: string[][], width: number): number =>
  Array.from({ length: width }, (_, i) => i).filter((i) =>
    rows.slice(0, 200).some((row) => (row[i] ?? '').trim() !== ''),
  ).length

/** Lines above the first row that have about as many cells as it, most of them filled; the topmost first. */
function blockAbove(lines: HeadLine[], firstRow: number, delimiter: string, width: number, used: number): BlockLine[] {
  const plain: BlockLine[] = []
  const commented: BlockLine[] = []
  /** A line that says something of few columns, below the names. */
  const sparse: BlockLine[] = []
  let says = false
  const cellsOf = cellsFor(lines, firstRow, delimiter, width)
  for (let index = firstRow - 1; index >= 0 && firstRow - index <= mostLines; index--) {
    const { text } = lines[index]
    if (text.trim() === '') {
      // Units may stand apart from the names above them.
      // Names behind a comment mark right above the rows are theirs.
      const [named] = commented
      if (plain.length === 0 && named?.index === firstRow - 1 && isComplete(named.cells, width)) break
      if (plain.length > 0 && !(plain.length === 1 && roleOf(plain[0].cells) === 'units')) break
      continue
    }
    if (isRule(text) || (plain.length === 0 && /^\s*(?:\[[\w ]{1,30}\]|\$\$\w{1,30})\s*$/.test(text))) continue
    if (plain.length === 0 && (isRates(cellsOf(text)) || areCounts(cellsOf(text)))) continue
    // Names between bars have none above them that no bar parts.
    if (delimiter === ' ' && plain.length > 0 && isBarred(lines[plain[0].index].text) && !isBarred(text)) break
    const mark = commentMark(text)
    const cells = cellsOf(text)
    const filled = cells.filter((cell) => cell !== '')
    const fits =
      cells.length >= width - 1 &&
      cells.length <= width + 2 &&
      (width > 2 || cells.length >= width) &&
      (filled.length >= Math.ceil(Math.min(cells.length, used) / 2) ||
        (plain.length > 0 && filled.length > 1) ||
        width === 1) &&
      (filled.filter(isValue).length <= filled.length / 2 ||
        roleOf(cells) === 'formats' ||
        (plain.length > 0 && numbersColumns(cells, width)))
    if (mark !== null && mark !== delimiter) {
      // Of two such lines the lower holds the units.
      const [below] = commented
      const first =
        below === undefined || (commented.length === 1 && below.index === index + 1 && roleOf(below.cells) === 'units')
      // "# type: matrix" says something of the file, and so do the comments above it.
      const key = delimiter === ' ' ? /^\W*([\p{L}\d _.-]{2,30}): /u.exec(text)?.[1] : undefined
      says ||= key !== undefined && !namesWord.test(key)
      if (cells.length >= width && !filled.some(isValue) && fits && first && !says && plain.length === 0)
        commented.unshift({ cells, index })
      continue
    }
    if (isKeyed(cells, width)) break
    if (isComplete(plain[0]?.cells, width) && isSetting(cells, width)) break
    // One column of values, and one name above it: the delimiter behind each says nothing.
    if (used === 1 && width > 1 && plain.length > 0 && filled.length > 1) break
    const thin = cells.length === width && filled.length > 0 && !filled.some(isValue)
    if (!fits && thin && plain.length === 0 && sparse.length === 0) {
      sparse.push({ cells, index })
      continue
    }
    if (!fits) break
    plain.unshift({ cells, index }, ...sparse.splice(0))
  }
  if (plain.length === 0) return commented
  const below = plain.at(-1)!.index + 1
  return [...plain, ...commented.filter(({ cells, index }) => index === below && roleOf(cells) === 'units')]
}

/** Does a line name every column, each otherwise? */
const isComplete = (cells: string[] | undefined, width: number): boolean =>
  cells?.length === width &&
  new Set(cells).size === width &&
  cells.every((cell) => cell !== '' && !isValue(cell)) &&
  roleOf(cells) === 'text'

/** "Title 2:", "Time - Input" above more columns than two: one thing is said of the file. */
const isKeyed = (cells: string[], width: number): boolean => {
  const filled = cells.filter((cell) => cell !== '')
  return width > 2 && filled.length <= 2 && /:$/.test(cells[0]) && !/:$/.test(filled[1] ?? '')
}

/** "Sample rate,100", or "Operator,Smith" above more columns than these: a line that says something of the file, and names no columns. */
function isSetting(cells: string[], width: number): boolean {
  if (cells[0] === '') return false
  const filled = cells.findLastIndex((cell) => cell !== '') + 1
  return cells.some(isValue) || width <= 2 || filled < width
}

/** "x-axis,1,2": a word, and the columns by number. */
const numbersColumns = ([first, ...rest]: string[], width: number): boolean =>
  rest.length === width - 1 && /^\p{L}/u.test(first) && rest.every((cell, i) => Number(cell) === Number(rest[0]) + i)

/** unitLine — the second line holds units, whatever stands there. */
function describe(block: BlockLine[], firstRow: number, width: number, unitLine = false): HeaderBlock {
  // Two lines that hold more than the rows are words and what they stand for: "Sample,Channel,Date" above "S1,UV,1 March".
  const wider =
    block.length === 2 &&
    block.every(({ cells }) => cells.length > width && cells.slice(width).every((cell) => cell !== ''))
  if (block.length === 0 || (wider && block[0].cells.length === block[1].cells.length))
    return { first: firstRow, firstRow, names: null, units: null, again: null, nested: 0 }
  const repeated = repeatedTimes(block.map(({ cells }) => cells))
  if (repeated) return { first: block[0].index, firstRow, ...repeated, again: null, nested: 0 }
  const parts = block.map(({ cells }) => ({ cells, role: roleOf(cells) }))
  if (unitLine && parts.length > 1 && parts.every(({ role }) => role !== 'units')) parts[1].role = 'units'
  const nested = parts.every(({ role }) => role === 'text') ? nestedBy(parts.map(({ cells }) => cells)) : 0
  if (nested > 0) parts.splice(0, parts.length - 1)
  // "sensor,A,B,A" below names that repeat tells them apart: a word begins it, and its letters are no units.
  for (const part of parts.slice(1))
    if (part.role === 'units' && repeatsNames(parts[0].cells) && isLevel(part.cells)) part.role = 'text'
  let texts = parts.filter(({ role }) => role === 'text')
  // "Station;Boiler 3;;;" is a key and its value, and names nothing.
  if (texts.length > 1 && width > 3 && isKeyAndValue(texts[0].cells)) texts = texts.slice(1)
  // Names that are units, types or statistics by chance ("Min", "Max", "count") are names: some line has to be.
  if (texts.length === 0) {
    parts[0].role = 'text'
    texts = [parts[0]]
  }
  // Symbols such as "t, F, x" above "s, N, m" may be units too: the line with more of them holds the units.
  const unitLines = parts.filter(({ role }) => role === 'units').map(({ cells }) => cells)
  const known = (cells: string[]) => cells.filter((cell) => isUnit(cell)).length
  const below = unitLines.reduce<string[] | null>((a, b) => (a && known(a) >= known(b) ? a : b), null)
  const names = namesFrom(
    texts.map(({ cells }) => (below ? overAll(cells, below, width) : cells)),
    width,
  )
  const units = below && texts.length > 1 ? unitsOfTitles(below, texts[0].cells, texts.at(-1)!.cells) : below
  const top = block[block.length - parts.length + parts.indexOf(texts[0])]
  // "10:00:01 AM  CPU  %user": when a part of a report began.
  if (names.length > 2 && looksLikeTime(names[0]) && !looksLikeTime(names[1]))
    return {
      first: block[0].index,
      firstRow,
      names: ['time', ...names.slice(1)],
      units,
      again: ['', ...top.cells.slice(1, width)],
      nested,
    }
  return {
    first: block[0].index,
    firstRow,
    names,
    units,
    again: top.cells.slice(0, width),
    nested,
  }
}

/** "UV,,Cond," above "ml,mAU,ml,mS/cm": each name, in even distances, is that of all columns up to the next one. */
function overAll(names: string[], units: string[], width: number): string[] {
  const at = names.flatMap((name, i) => (name === '' || i >= width ? [] : [i]))
  const step = at[1] - at[0]
  const even = at[0] === 0 && at.length > 1 && step > 1 && at.every((place, i) => place === i * step)
  if (!even || at.length * step !== width || units.slice(0, width).some((unit) => unit === '')) return names
  return units.slice(0, width).map((_, i) => names[i - (i % step)])
}

/** The unit of a title holds for the columns behind it, as the title does. lowest — the names below it, some of which come again. */
function unitsOfTitles(units: string[], titles: string[], lowest: string[]): string[] {
  const held = [...units]
  for (let i = 1; i < lowest.length; i++) {
    const comes = lowest[i] !== '' && lowest.indexOf(lowest[i]) !== lowest.lastIndexOf(lowest[i])
    if ((held[i] ?? '') === '' && (titles[i] ?? '') === '' && comes) held[i] = held[i - 1] ?? ''
  }
  return held
}

/** ",120,120": how many rows each column has, but for that of the time. */
const areCounts = ([first, ...rest]: string[]) => {
  const filled = rest.filter((cell) => cell !== '')
  return first === '' && filled.length > 1 && /^\d+$/.test(filled[0]) && new Set(filled).size === 1
}

/** "10 Hz" above each column: how often it was sampled. */
const isRates = (cells: string[]) => cells.length > 1 && cells.every((cell) => /^[\d.,]+ ?[km]?Hz$/i.test(cell))

const repeatsNames = (cells: string[]) => new Set(cells.slice(1)).size < cells.length - 1
const isLevel = ([first, ...rest]: string[]) =>
  /^\p{L}{4,}$/u.test(first) &&
  !isUnit(first) &&
  !noUnit.test(first) &&
  !/^(units?|einheit)/i.test(first) &&
  rest.every((cell) => /^\p{L}\w?$/u.test(cell))

const isKeyAndValue = ([key, value, ...rest]: string[]) =>
  key !== '' && value !== '' && rest.every((cell) => cell === '')

/**
 * Headers of nested tables begin one behind the other, each with a cell more that is empty, and name other things where they overlap:
 * the number of empty cells of the last one, 0 where nothing is nested.
 */
function nestedBy(headers: string[][]): number {
  const empty = headers.map((cells) => cells.findIndex((cell) => cell !== ''))
  const filled = headers.map((cells) => cells.findLastIndex((cell) => cell !== ''))
  const deeper = empty.every((n, i) => i === 0 || (n > empty[i - 1] && filled[i] > filled[i - 1]))
  return headers.length > 1 && empty[0] === 0 && deeper ? empty.at(-1)! : 0
}

/** The topmost line of names; where it repeats names, or lacks some that a line below has, what the lines below say is added. */
function namesFrom(lines: string[][], width: number): string[] {
  const [top, ...below] = lines
  if (below.length === 0) return top
  const inside = top.slice(1, width).filter((cell) => cell !== '')
  // A line of tags lacks a name above the times at most; one that lacks more is the first half of names in two lines.
  const lowest = below.at(-1)!
  const lacking = lowest.filter((cell, i) => i < width && cell !== '' && (top[i] ?? '') === '').length
  const repeats = (i: number) => lowest[i] !== '' && lowest.indexOf(lowest[i]) !== lowest.lastIndexOf(lowest[i])
  const parted = lacking > 0 && lowest.some((_, i) => i > 0 && i < width && repeats(i))
  const complete = inside.length >= width - 1 - Math.floor(width / 4) && lacking < 2 && !parted
  if (complete && new Set(inside).size === inside.length) return top
  const whole = below.find((line) => isComplete(line, width) && timeNames.test(line[0]))
  if (whole && !timeNames.test(top[0] ?? '')) return whole
  const length = Math.max(...lines.map((line) => line.length))
  // "Pump 1,,Pump 2," above "Time,Flow,Time,Flow": a title holds for the columns behind it.
  const titled = (line: string[], i: number) => {
    let at = i
    while (line !== lowest && at > 0 && (line[at] ?? '') === '' && repeats(i)) at--
    return line[at] ?? ''
  }
  // Above the time stands what the lines are called: "Tag", "Unit".
  const ofTime = (i: number) => i < 3 && (timeNames.test(lowest[i] ?? '') || /^ms(ecs?)?$/i.test(lowest[i] ?? ''))
  return Array.from({ length }, (_, i) =>
    ofTime(i) && below.length > 0 && inside.length < width - 1
      ? lowest[i]
      : [...new Set(lines.map((line) => titled(line, i)).filter((cell) => cell !== ''))].join(' '),
  )
}

function nextFilled(lines: HeadLine[], from: number): number {
  while (from < lines.length && lines[from].text.trim() === '') from++
  return from
}

/** Station, year and element codes, depths or wave lengths: whole numbers outside of what the column holds below them. */
function headerOfNumbers(rows: string[][]): boolean {
  if (rows.length < 10) return false
  const [first, ...below] = rows
  if (first.length < 4 || !first.every((cell) => /^\d+$/.test(cell.trim()))) return false
  const outside = first.filter((cell, i) => {
    const values = below.slice(0, 400).map((row) => Number((row[i] ?? '').trim().replace(',', '.')))
    const low = Math.min(...values)
    const high = Math.max(...values)
    const spread = high - low
    return Number(cell) > high + Math.max(spread, 1) || Number(cell) < low - Math.max(spread, 1)
  })
  return outside.length >= first.length / 2
}
