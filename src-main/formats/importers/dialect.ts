import type { Guess, ImportRecipe } from '../../shared/recipe.ts'
import { isMissing, isNumber, toNumber } from './cells.ts'
import { looksLikeTime } from './time-format.ts'

export type Dialect = Pick<ImportRecipe, 'delimiter' | 'decimal' | 'header' | 'unitLine' | 'skipLines' | 'transposed'>

/** Lines between those that are skipped and the first row. */
export const linesOfHeader = ({ header, unitLine }: Pick<ImportRecipe, 'header' | 'unitLine'>) =>
  header ? (unitLine ? 2 : 1) : 0

const delimiters = [',', ';', '\t', '|', ' '] as const
const names: Readonly<Record<string, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'vertical bars',
  ' ': 'blanks',
}

/** Cuts one line into cells; double quotes protect the delimiter, "" is a quote. " " cuts at any run of blanks and tabs. */
export function splitLine(line: string, delimiter: string): string[] {
  if (delimiter === '') return [line]
  if (delimiter === ' ') return line.trim().split(/[ \t]+/)
  if (!line.includes('"')) return line.split(delimiter)
  const cells: string[] = []
  let cell = ''
  let quoted = false
  for (let i = 0; i < line.length; i++) {
    const c = line[i]
    if (quoted) {
      if (c !== '"') cell += c
      else if (line[i + 1] === '"') cell += line[++i]
      else quoted = false
    } else if (c === '"' && cell.trim() === '') {
      quoted = true
      cell = ''
    } else if (c === delimiter) {
      cells.push(cell)
      cell = ''
    } else cell += c
  }
  cells.push(cell)
  return cells
}

/** Lines of text that one cell may hold; a quote that stays open longer was never meant as one. */
const longestCell = 50

/** Joins lines whose line end lies within quotes. */
export function quotedTogether(lines: string[]): string[] {
  const whole: string[] = []
  for (let i = 0; i < lines.length; i++) {
    let open = staysOpen(lines[i], false)
    let end = i
    while (open && end + 1 < lines.length && end - i < longestCell) open = staysOpen(lines[++end], true)
    if (open) end = i
    whole.push(end === i ? lines[i] : lines.slice(i, end + 1).join('\n'))
    i = end
  }
  return whole
}

/** Is a quoted cell still open at the end of a line? A quote opens at the start of a cell, and closes at its end. */
function staysOpen(line: string, open: boolean): boolean {
  for (let at = line.indexOf('"'); at >= 0; at = line.indexOf('"', at + 1)) {
    if (!open) open = /(^|[,;\t|])\s*$/.test(line.slice(0, at))
    else if (line[at + 1] === '"') at++
    else open = false
  }
  return open
}

/**
 * Guesses how lines become rows; what `changed` says is taken as given and the rest is guessed to fit.
 * lines — the first lines of the file (no line ends). whole — they are the entire file.
 */
export function guessDialect(
  lines: string[],
  whole: boolean,
  changed: Partial<Dialect>,
): { dialect: Dialect; guesses: Guess[] } {
  const guesses: Guess[] = []
  const sample = lines.slice(0, 400)
  const declared = /^sep=(.)\s*$/i.exec(sample[0] ?? '')?.[1]
  const delimiter = changed.delimiter ?? declared ?? guessDelimiter(sample)
  const width = usualWidth(sample, delimiter)
  guesses.push({
    field: 'delimiter',
    reason: declared
      ? 'The first line names the delimiter.'
      : width === 1
        ? 'The lines hold one value each.'
        : `Cut at ${names[delimiter] ?? `"${delimiter}"`}, most lines have the same ${width} cells.`,
  })

  const skipLines = changed.skipLines ?? linesBeforeTable(sample, delimiter, width, declared !== undefined)
  const rows = sample
    .slice(skipLines)
    .filter((line) => line.trim() !== '')
    .map((line) => splitLine(line, delimiter))
  const decimal = changed.decimal ?? guessDecimal(rows, delimiter)
  guesses.push({
    field: 'decimal',
    reason: decimal === ',' ? 'Numbers such as 1,5 appear.' : 'No decimal commas appear.',
  })

  const header = changed.header ?? guessHeader(rows, decimal)
  guesses.push({
    field: 'header',
    reason: header
      ? 'The first line holds names, the lines below it values.'
      : 'The first line holds values like those below it.',
  })

  const unitLine = changed.unitLine ?? (header && guessUnitLine(rows, decimal))
  if (unitLine && changed.unitLine === undefined)
    guesses.push({ field: 'units', reason: 'The line below the header holds units.' })

  const shape = changed.transposed === undefined ? guessTransposed(rows, decimal, header, whole) : null
  if (shape) guesses.push({ field: 'transposed', reason: shape })
  return {
    dialect: { delimiter, decimal, header, unitLine, skipLines, transposed: changed.transposed ?? shape !== null },
    guesses,
  }
}

/** The delimiter that cuts most lines into the same number (> 1) of cells that look like values; "," if none does. */
function guessDelimiter(lines: string[]): string {
  let best = { delimiter: ',', score: 0 }
  const filled = lines.filter((line) => line.trim() !== '')
  for (const delimiter of delimiters) {
    const width = usualWidth(filled, delimiter)
    if (width < 2) continue
    const rows = filled.map((line) => splitLine(line, delimiter)).filter((row) => row.length === width)
    const body = rows.length > 1 ? rows.slice(1) : rows
    const cells = body.flat()
    const isValue = (cell: string) =>
      isMissing(cell) || isNumber(cell, '.') || (delimiter !== ',' && isNumber(cell, ',')) || looksLikeTime(cell)
    const clean = cells.filter(isValue).length
    // "00:01:00,ON" was cut at the blank between date and time: the cells of another delimiter are still in one piece.
    const torn = body.filter((row) => row.some((cell) => !isValue(cell) && sameCut(cell, delimiter))).length
    // Text columns exist, so cells that are not values count a little; blanks and commas inside other cells do not win by number.
    const score =
      (rows.length / filled.length) *
      (0.1 + clean / cells.length) *
      (1 - torn / (2 * body.length)) *
      (delimiter === ' ' ? 0.9 : 1)
    if (score > best.score) best = { delimiter, score }
  }
  // One column of decimal commas would be cut into two; its header tells, for it has one name.
  const isColumn =
    best.delimiter === ',' &&
    filled.length > 2 &&
    !filled[0].includes(',') &&
    filled.slice(1).every((line) => /^[+-]?\d+,\d+$/.test(line.trim()))
  return isColumn ? ';' : best.delimiter
}

/** Does a cell hold a delimiter that is used within no value? */
const sameCut = (cell: string, delimiter: string) =>
  [',', ';', '\t', '|'].some((other) => other !== delimiter && cell.includes(other))

/** The most frequent number of cells per line. */
export function usualWidth(lines: string[], delimiter: string): number {
  const counts = new Map<number, number>()
  for (const line of lines) {
    if (line.trim() === '') continue
    const cells = splitLine(line, delimiter).length
    counts.set(cells, (counts.get(cells) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 1
}

/** Titles, comments and "sep=;" above the table: lines that are not as wide as the table. */
function linesBeforeTable(lines: string[], delimiter: string, width: number, declared: boolean): number {
  let skip = declared ? 1 : 0
  const isComment = (line: string) => /^\s*(#|\/\/)/.test(line)
  while (
    skip < lines.length &&
    (/^\s*$/.test(lines[skip]) || isComment(lines[skip]) || !fits(lines[skip], delimiter, width))
  )
    skip++
  if (skip > 0 && skip < lines.length && isCommentedHeader(lines[skip - 1], lines[skip], delimiter, width)) skip--
  // A file that never settles has no table to look for.
  return skip < lines.length ? Math.min(skip, 1000) : declared ? 1 : 0
}

/** "# time, flow" above values: names that NumPy and loggers write as a comment. */
function isCommentedHeader(line: string, below: string, delimiter: string, width: number): boolean {
  const names = splitLine(line.replace(/^\s*#\s*/, ''), delimiter)
  const isValue = (cell: string) => isNumber(cell, '.') || isNumber(cell, ',') || looksLikeTime(cell)
  return (
    /^\s*#/.test(line) &&
    width > 1 &&
    names.length === width &&
    !names.some((name) => name.trim() === '' || isValue(name)) &&
    splitLine(below, delimiter).some(isValue)
  )
}

/** As wide as the table, or one narrower: headers written by R leave out the name of the row numbers. */
function fits(line: string, delimiter: string, width: number): boolean {
  const cells = splitLine(line, delimiter).length
  return cells === width || (width > 2 && cells === width - 1)
}

function guessDecimal(rows: string[][], delimiter: string): '.' | ',' {
  if (delimiter === ',') return '.'
  let commas = 0
  let points = 0
  for (const row of rows)
    for (const cell of row) {
      if (/^\s*[+-]?\d*([.'’\u00a0\u202f]\d{3})*,\d+(e[+-]?\d+)?\s*$/i.test(cell)) commas++
      else if (/^\s*[+-]?\d*([,'’\u00a0\u202f]\d{3})*\.\d+(e[+-]?\d+)?\s*$/i.test(cell)) points++
    }
  return commas > points ? ',' : '.'
}

/** A header is a first row with text where the rows below hold values, in at least one column, and no value of its own. */
function guessHeader(rows: string[][], decimal: '.' | ','): boolean {
  if (rows.length === 0) return false
  const isValue = (cell: string) => isMissing(cell) || isNumber(cell, decimal) || looksLikeTime(cell)
  const [first, ...below] = rows
  const named = first.filter((cell) => !isValue(cell)).length
  if (below.length === 0) return named > 0
  if (named === 0) return false
  const plainValues = first.filter((cell) => !isMissing(cell) && isValue(cell)).length
  const changes = first.some(
    (cell, i) => !isValue(cell) && below.some((row) => i < row.length && !isMissing(row[i]) && isValue(row[i])),
  )
  return changes ? plainValues <= named : plainValues === 0
}

/** A second line without a value of its own, and with a short text where the lines below it hold numbers. */
function guessUnitLine([, units, ...below]: string[][], decimal: '.' | ','): boolean {
  if (!units || below.length === 0 || units.some((cell) => isNumber(cell, decimal) || looksLikeTime(cell))) return false
  const numeric = units.map(
    (_, i) =>
      below.slice(0, 20).filter((row) => isNumber(row[i] ?? '', decimal)).length > Math.min(below.length, 20) / 2,
  )
  return (
    units.some((cell, i) => numeric[i] && !isMissing(cell)) &&
    units.every((cell, i) => !numeric[i] || cell.trim().length <= 12)
  )
}

/**
 * One row per channel instead of one per time: compelling only where the whole file is a matrix of numbers with
 * few, very long rows, each of which stays in a narrower band than the columns do.
 */
function guessTransposed(rows: string[][], decimal: '.' | ',', header: boolean, whole: boolean): string | null {
  const width = rows[0]?.length ?? 0
  if (header || !whole || rows.length < 2 || rows.length > 300 || width < 200 || width < 4 * rows.length) return null
  if (rows.some((row) => row.length !== width)) return null
  const values = rows.map((row) => row.slice(0, 200).map((cell) => toNumber(cell, decimal)))
  if (values.some((row) => row.some(Number.isNaN))) return null
  const spreadOf = (series: number[]) => {
    const mean = series.reduce((a, b) => a + b, 0) / series.length
    return Math.sqrt(series.reduce((a, b) => a + (b - mean) ** 2, 0) / series.length) / (Math.abs(mean) + 1e-12)
  }
  const median = (list: number[]) => list.sort((a, b) => a - b)[list.length >> 1]
  const along = median(values.map(spreadOf))
  const across = median(values[0].map((_, i) => spreadOf(values.map((row) => row[i]))))
  if (along > across / 2) return null
  return `${rows.length} rows of ${width} numbers, and each row keeps to its own range: one row per channel.`
}
