import { badInput } from '../../shared/errors.ts'

/** The name of a file without its folders, whatever the slashes. */
export const fileName = (path: string) => path.split(/[\\/]/).at(-1) ?? path

/** Do two paths name the same file, as far as both say? "a/b.csv" and "/data/a/b.csv" do, "b.csv" and "a/b.csv" do, "c/b.csv" and "a/b.csv" do not. */
export function samePath(a: string, b: string): boolean {
  const one = a.split(/[\\/]/).filter((part) => part !== '').reverse()
  const other = b.split(/[\\/]/).filter((part) => part !== '').reverse()
  const depth = Math.min(one.length, other.length)
  return depth > 0 && one.slice(0, depth).every((part, i) => part === other[i])
}

/** Throws bad-input where the text breaks off or is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    throw badInput('The label file is not whole: its JSON breaks off or is damaged.', String(error))
  }
}

/** Records of delimited text with quotes; a quoted cell may hold line ends. Blank lines are left out. line — 1-based, of the record's start. */
export function parseRecords(text: string, delimiter: string): { cells: string[]; line: number }[] {
  const records: { cells: string[]; line: number }[] = []
  let cells: string[] = []
  let cell = ''
  let quoted = false
  let line = 1
  let start = 1
  const end = () => {
    cells.push(cell)
    if (cells.some((c) => c.trim() !== '')) records.push({ cells, line: start })
    cells = []
    cell = ''
  }
  const source = text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n')
  for (let i = 0; i < source.length; i++) {
    const c = source[i]
    if (c === '\n') line++
    if (quoted) {
      if (c !== '"') cell += c
      else if (source[i + 1] === '"') cell += source[++i]
      else quoted = false
    } else if (c === '"' && cell === '') quoted = true
    else if (c === delimiter) {
      cells.push(cell)
      cell = ''
    } else if (c === '\n') {
      end()
      start = line
    } else cell += c
  }
  if (quoted) throw badInput(`The label file is not whole: a quote opened in line ${start} is never closed.`)
  if (cell !== '' || cells.length) end()
  return records
}

/** The delimiter of a table whose first line is its header: the one that cuts it most often, "," if none does. */
export function delimiterOf(text: string): string {
  const header = text.slice(0, text.search(/\r?\n|$/))
  return [',', ';', '\t'].map((delimiter) => ({ delimiter, cuts: header.split(delimiter).length })).reduce((a, b) => (b.cuts > a.cuts ? b : a)).delimiter
}

/** One line of CSV. Cells with commas, quotes or line ends are quoted. */
export const csvLine = (cells: readonly (string | number)[]) =>
  cells.map((cell) => (/[",\n\r]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell))).join(',') + '\n'
