import { basename } from 'node:path'
import { badInput } from '../../../shared/errors.ts'
import type { Guess, ImportProblem, ImportRecipe } from '../../../shared/importing/recipe.ts'
import { columnNames } from '../columns/column-names.ts'
import type { ColumnSample } from '../columns/column-sample.ts'
import { cellsBeforeTimes, guessDecimal, guessTransposed, rowOfTimes, type Dialect } from './dialect.ts'
import { binaryReason, decoderFor, guessEncoding, readHead, type Encoding, type FileHead } from '../files/file-head.ts'
import { longestLine } from '../files/limits.ts'
import { lineTooLong, matrixRows } from '../prepare.ts'
import { shapeOf, type Shape } from './shape.ts'
import { commentMark, headLines, type HeadLine } from '../header/head-lines.ts'
import { wrappedSeries } from '../header/wrapped.ts'
import { spelledNames } from '../header/spelled-names.ts'
import { startAndRate } from '../times/start-and-rate.ts'
import { statedIn, stepInHeader, type Stated } from '../header/preamble.ts'
import { yearsOf } from '../times/yearless.ts'
import { splitLine } from './split.ts'
import { otherTables, tableBeyondProblem } from './which-table.ts'
import { tableBeyond, textFrom } from './table-beyond.ts'
import { blockColumn, headerLike, stackIn, type Stack } from './stacked.ts'
import type { TextShape } from '../text/plan.ts'

const firstRows = 600
const sampleRows = 2000
const tailRows = 200

/** What the beginning of a file shows of its shape. */
export interface Layout {
  head: FileHead
  encoding: Encoding
  dialect: Dialect
  /** Cells per row. */
  width: number
  /** Lines before the first row. */
  linesAbove: number
  /** The cells of the header as they stand, where it may come again among the rows. */
  again: string[] | null
  stack: Stack | null
  columns: ColumnSample[]
  stated: Stated
  guesses: Guess[]
  problems: ImportProblem[]
  rowEstimate: number
  /** The first lines as text, whole ones only. */
  text: string
}

export async function layoutOf(path: string, changed: Partial<ImportRecipe>): Promise<Layout> {
  let head = await readHead(path)
  const guessed = guessEncoding(head.bytes)
  const encoding = changed.encoding ?? guessed.encoding
  const binary = binaryReason(head.bytes, encoding)
  if (binary) throw badInput(binary)
  let text = headText(head, encoding)
  if (text === '') {
    // The first line is longer than the usual head.
    head = await readHead(path, longestLine * 2)
    text = headText(head, encoding)
    if (text === '' && !head.whole) throw lineTooLong(1)
  }
  // A table that a person has chosen may begin behind what was read.
  const { skipLines = 0 } = changed
  if (!head.whole && skipLines > 100 && skipLines > text.split('\n').length)
    text = (await textFrom(path, skipLines, encoding)) ?? text
  const lines = headLines(text)
  const overlong = lines.findIndex((line) => line.text.length > longestLine)
  if (overlong >= 0) throw lineTooLong(lines[overlong].from)
  if (lines.every((line) => line.text.trim() === '')) throw badInput('The file holds only blank lines.')

  const guesses: Guess[] = [{ field: 'encoding', reason: guessed.reason }]
  const problems: ImportProblem[] = []
  if (head.bytes.includes(0) && !encoding.startsWith('utf-16'))
    problems.push({
      severity: 'warning',
      message: 'The file holds NUL bytes, which are left out; it may have been damaged when it was written.',
    })
  const shape = shapeOf(lines, changed, guesses)
  const decimal = changed.decimal ?? guessDecimal(shape.rows, shape.delimiter)
  guesses.push({
    field: 'decimal',
    reason: decimal === ',' ? 'Numbers such as 1,5 appear.' : 'No decimal commas appear.',
  })
  const { block } = shape
  guesses.push({
    field: 'header',
    reason: block.names
      ? 'The line above the first row holds names.'
      : 'The first line holds values like those below it.',
  })
  if (block.units) guesses.push({ field: 'units', reason: 'A line below the names holds units.' })
  const named = changed.transposed === undefined && block.names && cellsBeforeTimes(block.names) > 0 && head.whole
  const timesIn =
    changed.transposed === undefined && block.names === null && head.whole ? rowOfTimes(shape.rows, decimal) : null
  const turned = named
    ? 'The names of the columns are times, so each row is a channel.'
    : timesIn !== null
      ? `The row "${timesIn}" holds times, so each row is a channel.`
      : changed.transposed === undefined
        ? guessTransposed(shape.rows, decimal, block.names !== null, head.whole)
        : null
  if (turned) guesses.push({ field: 'transposed', reason: turned })
  const transposed = changed.transposed ?? turned !== null
  const dialect = dialectOf(lines, shape, decimal, transposed)
  if (timesIn !== null) dialect.header = true
  if (changed.endLine !== undefined) dialect.endLine = changed.endLine
  else if (changed.skipLines === undefined && !transposed) {
    const others = otherTables(lines, shape, head.whole)
    if (others.endLine !== undefined) dialect.endLine = others.endLine
    if (others.problem) problems.push(others.problem)
    const beyond = others.problem ? null : await tableBeyond(path, head, encoding, shape)
    if (beyond) problems.push(tableBeyondProblem(beyond, dialect))
    if (beyond && beyond !== 'somewhere') dialect.endLine = beyond.endLine
  }
  if (transposed) return turnedLayout(path, head, encoding, dialect, guesses, problems, text)

  const above = lines.slice(0, block.firstRow)
  const textAbove = lines.slice(0, block.first).map((line) => line.text)
  const { width } = shape
  if (block.names && block.names.length > width && block.names.slice(width).some((name) => name !== ''))
    problems.push({
      severity: 'warning',
      message: `The header has ${block.names.length} cells but the rows have ${width}; the last names are not used.`,
    })
  const stack = stackIn(lines, block, shape.delimiter)
  const sample = withoutHeaders(
    sampled(
      dialect.endLine === undefined ? head : { ...head, tail: new Uint8Array() },
      encoding,
      lines.slice(block.firstRow).filter((line) => line.to <= (dialect.endLine ?? Infinity)),
      shape.delimiter,
      width,
      dialect,
    ),
    stack && block.again,
  ).filter((row) => row.slice(0, block.nested).every((cell) => cell.trim() === ''))
  if (block.nested > 0)
    problems.push({
      severity: 'warning',
      message:
        'Several tables are nested in this file, each with a header of its own; the innermost one is read, and the rows of the others are left out.',
    })
  if (sample.length === 0 && head.whole)
    throw badInput(block.names ? 'The file has a header but no rows.' : 'The file has no rows.')
  const wrapped = head.whole && block.names === null ? wrappedSeries(textAbove, sample.length, width) : null
  if (wrapped) problems.push(wrapped)
  const endless = sample.length > 0 && sample.every((row) => row[width - 1].trim() === '')
  const stepped = stepInHeader(lines.slice(block.first, block.firstRow), shape.delimiter)
  const given = block.names && block.names.map((name, i) => (stepped?.places.includes(i) ? '' : name))
  const names = given && holdsMilliseconds(given, sample, width) ? [given[0], 'ms', ...given.slice(1)] : given
  const spelled = names && spelledNames({ names, units: block.units }, sample)
  const units = spelled?.units ?? block.units
  const columns: ColumnSample[] = columnNames(spelled?.names ?? null, width, endless).map((name, i) => ({
    name,
    cells: sample.map((row) => row[i]),
    unit: units?.[i],
  }))
  if (stack) columns.push(stackColumn(stack, columns))
  return {
    head,
    encoding,
    dialect,
    width,
    linesAbove: above.at(-1)?.to ?? 0,
    again: block.again,
    stack,
    columns,
    stated: {
      ...statedIn(textAbove),
      years: yearsOf(textAbove, basename(path), head.modified),
      ...(stepped ? { stepMs: stepped.stepMs } : {}),
      ...(block.names === null && block.first === 2
        ? startAndRate(lines.slice(0, 3).map((line) => splitLine(line.text, shape.delimiter)))
        : null),
    },
    guesses,
    problems,
    rowEstimate: estimate(head, lines, block.firstRow, dialect.endLine),
    text,
  }
}

/** "2024-03-01 10:00:00,123,20.5" below "time,temp": the comma before the milliseconds was cut too. */
const holdsMilliseconds = (names: string[], rows: string[][], width: number): boolean =>
  names.length === width - 1 &&
  rows.length > 1 &&
  rows.every(([time, ms]) => /:\d{2}$/.test(time.trim()) && /^\d{3}$/.test(ms))

/** Where the rows stand. */
export function textShape(layout: Layout): TextShape {
  return {
    delimiter: layout.dialect.transposed ? ',' : layout.dialect.delimiter,
    width: layout.width,
    linesAbove: layout.linesAbove,
    ...(layout.dialect.endLine === undefined ? {} : { endLine: layout.dialect.endLine }),
    ...(layout.dialect.ragged ? { ragged: true } : {}),
    again: layout.again,
    stack: layout.stack,
    names: layout.columns.map((column) => column.name),
  }
}

/** The same from the first bytes alone, for telling one kind of table from another; null where they hold none. */
export function layoutOfHead(
  bytes: Uint8Array,
): { dialect: Dialect; width: number; columns: ColumnSample[]; above: string[] } | null {
  const { encoding } = guessEncoding(bytes)
  const head: FileHead = {
    bytes,
    tail: new Uint8Array(),
    whole: false,
    fileBytes: bytes.length,
    modified: 0,
  }
  const lines = headLines(headText(head, encoding))
  if (lines.length < 3) return null
  const shape = shapeOf(lines, {}, [])
  const dialect = dialectOf(lines, shape, guessDecimal(shape.rows, shape.delimiter), false)
  const { block, width, delimiter } = shape
  const stack = stackIn(lines, block, delimiter)
  const rows = withoutHeaders(
    sampled(head, encoding, lines.slice(block.firstRow), delimiter, width, dialect),
    stack && block.again,
  )
  if (rows.length < 2) return null
  const columns: ColumnSample[] = columnNames(block.names, width).map((name, i) => ({
    name,
    cells: rows.map((row) => row[i]),
  }))
  if (stack) columns.push(stackColumn(stack, columns))
  return { dialect, width, columns, above: lines.slice(0, block.first).map((line) => line.text) }
}

/** Complete lines of the head; without the last, unfinished one. */
function headText(head: FileHead, encoding: Encoding): string {
  const text = decoderFor(encoding).decode(head.bytes, { stream: !head.whole }).replaceAll('\0', '')
  if (head.whole) return text
  return text.slice(0, Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1)
}

function dialectOf(
  lines: HeadLine[],
  { delimiter, block, ragged }: Shape,
  decimal: '.' | ',',
  transposed: boolean,
): Dialect {
  const skipLines = (lines[block.first]?.from ?? 1) - 1
  const headerLines = (lines[block.firstRow - 1]?.to ?? 0) - skipLines
  const header = block.names !== null
  const unitLine = block.units !== null
  const below = lines.slice(block.first).map((line) => commentMark(line.text))
  const first = commentMark(lines[block.firstRow]?.text ?? '')
  const comment = below.find((mark) => mark === '#' || mark === '~' || mark === '//') ?? null
  const plain = !header || headerLines === (unitLine ? 2 : 1)
  return {
    delimiter,
    decimal,
    header,
    unitLine,
    skipLines,
    ...(plain ? {} : { headerLines }),
    ...(comment !== null && comment !== first ? { comment } : {}),
    ...(ragged === undefined ? {} : { ragged }),
    transposed,
  }
}

/** Rows that show what the columns hold: the first ones, and others spread over the head and the end of the file. */
function sampled(
  head: FileHead,
  encoding: Encoding,
  body: HeadLine[],
  delimiter: string,
  width: number,
  { comment, ragged }: Dialect,
): string[][] {
  const rowOf = (text: string) => {
    if (text.trim() === '' || (comment !== undefined && commentMark(text) === comment)) return []
    const cells = splitLine(text, delimiter)
    while (cells.length > width && cells.at(-1)!.trim() === '') cells.pop()
    if (ragged && cells.length > 1) while (cells.length < width) cells.push('')
    return cells.length === width ? [cells] : []
  }
  const most = Math.max(50, Math.min(sampleRows, Math.floor(400_000 / width)))
  const few = Math.min(firstRows, most)
  const stride = Math.max(1, Math.ceil((body.length - few) / Math.max(1, most - few)))
  const rows = body.filter((_, i) => i < few || (i - few) % stride === 0).flatMap((line) => rowOf(line.text))
  if (head.tail.length === 0) return rows
  const tail = decoderFor(encoding)
    .decode(head.tail)
    .replaceAll('\0', '')
    .split(/\r\n|\n|\r/)
  return [...rows, ...tail.slice(1, -1).slice(-tailRows).flatMap(rowOf)]
}

/** Rows of a stack without the headers between its blocks. */
const withoutHeaders = (rows: string[][], header: string[] | null) =>
  header === null
    ? rows
    : rows.filter(
        (row) =>
          headerLike(
            header,
            row.map((cell) => cell.trim()),
          ) === null,
      )

const stackColumn = ({ value, first }: Stack, columns: ColumnSample[]): ColumnSample => ({
  name: blockColumn,
  cells: columns[0].cells.map(() => first),
  stack: { values: columns[value]?.name ?? null },
})

function estimate(head: FileHead, lines: HeadLine[], firstRow: number, endLine = Infinity): number {
  const rows = lines.slice(firstRow).filter((line) => line.text.trim() !== '' && line.to <= endLine)
  const last = lines.at(-1)?.to ?? 0
  if (head.whole || endLine < Infinity) return rows.length + (endLine < Infinity ? Math.max(0, endLine - last) : 0)
  const characters = rows.reduce((sum, line) => sum + line.text.length + 1, 0)
  const all = lines.reduce((sum, line) => sum + line.text.length + 1, 0)
  const bytesPerCharacter = Math.min(2.2, head.bytes.length / Math.max(1, all))
  return Math.round(head.fileBytes / Math.max(1, (characters / Math.max(1, rows.length)) * bytesPerCharacter))
}

/** One row per channel: the matrix is turned, then it is as any other. */
async function turnedLayout(
  path: string,
  head: FileHead,
  encoding: Encoding,
  dialect: Dialect,
  guesses: Guess[],
  problems: ImportProblem[],
  text: string,
): Promise<Layout> {
  if (!head.whole) head = await readHead(path, 256 << 20)
  if (!head.whole) throw badInput('A transposed file may be at most 256 MB, since it has to be turned in memory.')
  const matrix = matrixRows(decoderFor(encoding).decode(head.bytes), dialect)
  const length = Math.max(...matrix.map((row) => row.length))
  const names = dialect.header ? matrix.map((row) => row[0] ?? '') : null
  const from = names ? 1 : 0
  const rows = Array.from({ length: Math.min(length - from, sampleRows) }, (_, i) =>
    matrix.map((row) => row[i + from] ?? ''),
  )
  return {
    head,
    encoding,
    dialect,
    width: matrix.length,
    linesAbove: from,
    again: null,
    stack: null,
    columns: columnNames(names, matrix.length).map((name, i) => ({ name, cells: rows.map((row) => row[i]) })),
    stated: { zone: null, date: null, stepMs: null, start: null },
    guesses,
    problems,
    rowEstimate: Math.max(0, length - from),
    text,
  }
}
