import { badInput } from '../../shared/errors.ts'
import type { Guess, ImportProblem, ImportRecipe } from '../../shared/recipe.ts'
import { columnNames } from './column-names.ts'
import type { ColumnSample } from './columns.ts'
import { guessDialect, linesOfHeader, quotedTogether, splitLine, usualWidth, type Dialect } from './dialect.ts'
import {
  binaryReason,
  decoderFor,
  guessEncoding,
  longestLine,
  readHead,
  type Encoding,
  type FileHead,
} from './file-head.ts'
import { lineTooLong, matrixRows } from './prepare.ts'

const sampleRows = 1000
const tailRows = 200

/** What the beginning of a file shows of its shape. */
export interface Layout {
  head: FileHead
  encoding: Encoding
  dialect: Dialect
  columns: ColumnSample[]
  guesses: Guess[]
  problems: ImportProblem[]
  rowEstimate: number
}

export async function layoutOf(path: string, changed: Partial<ImportRecipe>): Promise<Layout> {
  let head = await readHead(path)
  const guessed = guessEncoding(head.bytes)
  const encoding = changed.encoding ?? guessed.encoding
  const binary = binaryReason(head.bytes, encoding)
  if (binary) throw badInput(binary)
  let lines = headLines(head, encoding)
  if (lines.length === 0) {
    // The first line is longer than the usual head.
    head = await readHead(path, longestLine * 2)
    lines = headLines(head, encoding)
    if (lines.length === 0 || lines[0].length > longestLine) throw lineTooLong(1)
  }
  const overlong = lines.findIndex((line) => line.length > longestLine)
  if (overlong >= 0) throw lineTooLong(overlong + 1)
  if (lines.every((line) => line.trim() === '')) throw badInput('The file holds only blank lines.')

  const { dialect, guesses } = guessDialect(lines, head.whole, changed)
  const problems: ImportProblem[] = []
  if (head.bytes.includes(0) && !encoding.startsWith('utf-16'))
    problems.push({
      severity: 'warning',
      message: 'The file holds NUL bytes, which are left out; it may have been damaged when it was written.',
    })
  const body = await bodyCells(path, head, encoding, dialect, lines)
  const { rows, width } = body
  // "# time temp" in a table cut at blanks has one cell more than the rows.
  const header = !dialect.header ? null : rows[0]?.[0] === '#' && rows[0].length > width ? rows[0].slice(1) : rows[0]
  const units = dialect.header && dialect.unitLine ? rows[1] : undefined
  const data = rows.slice(linesOfHeader(dialect)).filter((row) => row.length === width)
  if (data.length === 0 && head.whole)
    throw badInput(header ? 'The file has a header but no rows.' : 'The file has no rows.')
  if (header && header.length > width)
    problems.push({
      severity: 'warning',
      message: `The header has ${header.length} cells but the rows have ${width}; the last names are not used.`,
    })
  const tail = dialect.transposed
    ? []
    : tailCells(head, encoding, dialect.delimiter).filter((row) => row.length === width)
  const sample = [...data.slice(0, sampleRows), ...tail]
  const endless = sample.length > 0 && sample.every((row) => row[width - 1].trim() === '')
  const columns = columnNames(header, width, endless).map((name, i) => ({
    name,
    cells: sample.map((row) => row[i]),
    unit: units?.[i],
  }))
  return {
    head,
    encoding,
    dialect,
    columns,
    problems,
    guesses: [{ field: 'encoding', reason: guessed.reason }, ...guesses],
    rowEstimate: body.rowEstimate,
  }
}

/** Complete lines of the head; without the last, unfinished one. A line goes on after a line end within quotes. */
export function headLines(head: Pick<FileHead, 'bytes' | 'whole'>, encoding: Encoding): string[] {
  const text = decoderFor(encoding).decode(head.bytes, { stream: !head.whole }).replaceAll('\0', '')
  const lines = text.split(/\r\n|\n|\r/)
  const last = lines.pop()
  if (head.whole && last !== undefined && last !== '') lines.push(last)
  return text.includes('"') ? quotedTogether(lines) : lines
}

/** The last rows of a plain file: dates there tell day from month where the first lines do not. */
function tailCells(head: FileHead, encoding: Encoding, delimiter: string): string[][] {
  if (head.tail.length === 0) return []
  const lines = decoderFor(encoding)
    .decode(head.tail)
    .replaceAll('\0', '')
    .split(/\r\n|\n|\r/)
  return lines
    .slice(1, -1)
    .slice(-tailRows)
    .map((line) => splitLine(line, delimiter))
}

/** Header and rows as cells, turned where the file is transposed. */
async function bodyCells(
  path: string,
  head: FileHead,
  encoding: Encoding,
  dialect: Dialect,
  lines: string[],
): Promise<{ rows: string[][]; width: number; rowEstimate: number }> {
  const body = lines.slice(dialect.skipLines).filter((line) => line.trim() !== '')
  if (dialect.transposed) {
    if (!head.whole) head = await readHead(path, 256 << 20)
    if (!head.whole) throw badInput('A transposed file may be at most 256 MB, since it has to be turned in memory.')
    const matrix = matrixRows(decoderFor(encoding).decode(head.bytes), dialect)
    const length = Math.max(...matrix.map((row) => row.length))
    const rows = Array.from({ length: Math.min(length, sampleRows) }, (_, i) => matrix.map((row) => row[i] ?? ''))
    return { rows, width: matrix.length, rowEstimate: Math.max(0, length - linesOfHeader(dialect)) }
  }
  const headerLines = linesOfHeader(dialect)
  const characters = body.reduce((sum, line) => sum + line.length + 1, 0)
  const bytesPerCharacter =
    head.bytes.length /
    Math.max(
      1,
      lines.reduce((sum, line) => sum + line.length + 1, 0),
    )
  const estimate = head.whole
    ? body.length - headerLines
    : Math.round(head.contentBytes / ((characters / body.length) * Math.min(2.2, bytesPerCharacter)))
  const rows = body.slice(0, sampleRows + 1).map((line) => splitLine(line, dialect.delimiter))
  return { rows, width: usualWidth(body.slice(headerLines, sampleRows), dialect.delimiter), rowEstimate: estimate }
}
