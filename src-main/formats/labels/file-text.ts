import { csvCell } from '../../shared/csv-cell.ts'
import { badInput } from '../../shared/errors.ts'

/** The name of a file without its folders, whatever the slashes. */
export const fileName = (path: string) => path.split(/[\\/]/).at(-1) ?? path

/** Do two paths name the same file, as far as both say? "a/b.csv" and "/data/a/b.csv" do, "b.csv" and "a/b.csv" do, "c/b.csv" and "a/b.csv" do not. */
export function samePath(a: string, b: string): boolean {
  const one = a
    .split(/[\\/]/)
    .filter((part) => part !== '')
    .reverse()
  const other = b
    .split(/[\\/]/)
    .filter((part) => part !== '')
    .reverse()
  const depth = Math.min(one.length, other.length)
  return depth > 0 && one.slice(0, depth).every((part, i) => part === other[i])
}

/**
 * The text of a file, or of its beginning (`cut`). UTF-8, or UTF-16 with its mark; bytes that are neither are what Windows writes in
 * the west, as spreadsheets and maintenance systems do.
 */
export function decoded(bytes: Uint8Array, cut = false): string {
  const wide =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null
  if (wide) return new TextDecoder(wide).decode(bytes, { stream: cut })
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: cut })
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/** Throws bad-input where the text breaks off or is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    throw badInput('The label file is not whole: its JSON breaks off or is damaged.', String(error))
  }
}

/** A line of a table, or several where a quoted cell holds line ends. line — 1-based, of the record's start. */
export interface TextRecord {
  cells: string[]
  line: number
}

/** How many characters are gone through before `tell` is told again. */
const tellEvery = 2 ** 20

/** Records of delimited text with quotes, one by one. Blank lines are left out. tell — how much was gone through, 0…1. Throws bad-input where a quote is never closed. */
export function* records(text: string, delimiter: string, tell?: (share: number) => void): Generator<TextRecord> {
  let line = 1
  let told = 0
  let at = text.startsWith('\ufeff') ? 1 : 0
  while (at < text.length) {
    if (tell && at - told > tellEvery) {
      told = at
      tell(at / text.length)
    }
    const stop = text.indexOf('\n', at)
    const end = stop < 0 ? text.length : stop
    const whole = text.slice(at, text[end - 1] === '\r' && end > at ? end - 1 : end)
    if (!whole.includes('"')) {
      if (whole.trim() !== '') yield { cells: whole.split(delimiter), line }
      at = end + 1
      line++
      continue
    }
    const { cells, next, lines } = quotedRecord(text, at, delimiter, line)
    if (cells.some((cell) => cell.trim() !== '')) yield { cells, line }
    at = next
    line += lines
  }
}

/** A record with quotes in it, in slices: a cell may hold megabytes. next — where the next record begins. */
function quotedRecord(
  text: string,
  from: number,
  delimiter: string,
  line: number,
): { cells: string[]; next: number; lines: number } {
  const cells: string[] = []
  let lines = 1
  let at = from
  for (;;) {
    let cell = ''
    if (text[at] === '"') {
      for (at++; ; at++) {
        const quote = text.indexOf('"', at)
        if (quote < 0) throw badInput(`The label file is not whole: a quote opened in line ${line} is never closed.`)
        const piece = text.slice(at, quote)
        lines += piece.split('\n').length - 1
        cell += piece
        at = quote + 1
        if (text[at] !== '"') break
        cell += '"'
      }
    }
    let end = at
    while (end < text.length && text[end] !== delimiter && text[end] !== '\n') end++
    const last = end >= text.length || text[end] === '\n'
    cells.push(
      cell.replaceAll('\r\n', '\n') + text.slice(at, last && text[end - 1] === '\r' && end > at ? end - 1 : end),
    )
    at = end + 1
    if (last) return { cells, next: at, lines }
  }
}

/** The delimiter of a table whose first line is its header: the one that cuts it most often, "," if none does. */
export function delimiterOf(text: string): string {
  const header = text.slice(0, text.search(/\r?\n|$/))
  return [',', ';', '\t', '|']
    .map((delimiter) => ({ delimiter, cuts: header.split(delimiter).length }))
    .reduce((a, b) => (b.cuts > a.cuts ? b : a)).delimiter
}

/** One line of delimited text. Cells with delimiters, quotes or line ends are quoted. */
export const csvLine = (cells: readonly (string | number)[], delimiter = ',') =>
  cells.map((cell) => csvCell(String(cell), delimiter)).join(delimiter) + '\n'
