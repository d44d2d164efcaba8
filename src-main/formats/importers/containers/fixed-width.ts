import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Container } from './container.ts'
import { isPlainNumber, isValue } from '../columns/value.ts'
import { regularFile } from '../files/regular-file.ts'
import { pour } from './pour.ts'

const looked = 2000
const leastGaps = 3
const batch = 2000

/**
 * Text in columns of fixed width, in which a value that is missing is blank: cut at blanks, the cells behind it would be one place off. Its
 * columns are parted with tabs where every row keeps to them. A row that does not is left as it is, and is said by whoever reads it.
 */
export const fixedWidth: Container = {
  id: 'fixed-width',
  name: 'table of fixed columns',
  extensions: [],
  part: 'file',
  holds: 'files',
  recognises: (_, head) => columnEnds(firstLines(head)) !== null,
  parts: async (_, name) => [{ name, bytes: 1 }],

  async unpack(path, _, { to, limit }, job) {
    const { size } = await regularFile(path)
    const source = createReadStream(path, { highWaterMark: 1 << 18 })
    try {
      const { whole } = await pour(parted(source), to, limit, job, () => ({
        phase: 'Unpacking',
        done: source.bytesRead,
        total: size,
        unit: 'bytes',
      }))
      return { whole, share: whole ? 1 : Math.min(1, source.bytesRead / size), problems: [] }
    } finally {
      source.destroy()
    }
  },
}

const firstLines = (head: Uint8Array) =>
  Buffer.from(head).toString('latin1').split(/\r?\n/).slice(0, -1).slice(0, looked)
const spansOf = (line: string) =>
  [...line.matchAll(/\S+/g)].map((match) => [match.index, match.index + match[0].length])
const isRow = (line: string) => {
  const words = line.trim().split(/ +/)
  return words.length > 2 && isValue(words[0]) && words.some(isPlainNumber)
}

/** Where each column ends, in characters; null where the text is another one, or no row lacks a value. */
function columnEnds(lines: string[]): number[] | null {
  const rows = lines.filter(isRow)
  if (rows.length < 10 || rows.length < lines.length / 2 || rows.some((row) => /[\t,;|]/.test(row))) return null
  const spans = rows.map(spansOf)
  const width = Math.max(...spans.map((one) => one.length))
  const full = spans.filter((one) => one.length === width)
  const short = spans.filter((one) => one.length < width)
  if (full.length < rows.length / 5 || short.length < leastGaps) return null
  const columns = full[0].map((_, i) => [
    Math.min(...full.map((one) => one[i][0])),
    Math.max(...full.map((one) => one[i][1])),
  ])
  if (columns.some(([start], i) => i > 0 && start < columns[i - 1][1])) return null
  const within = ([start, end]: number[]) =>
    columns.filter(([from, to], i) => start > (columns[i - 1]?.[1] ?? -1) && end > from && end <= to).length === 1
  return short.every((one) => one.every(within)) ? columns.map(([, end]) => end) : null
}

async function* parted(source: NodeJS.ReadableStream): AsyncGenerator<Buffer> {
  const lines = createInterface({ input: source.setEncoding('latin1'), crlfDelay: Infinity })
  const first: string[] = []
  let ends: number[] | null = null
  let out: string[] = []
  const take = () => {
    const text = Buffer.from(`${out.join('\n')}\n`, 'latin1')
    out = []
    return text
  }
  for await (const line of lines) {
    if (ends) out.push(cut(line, ends))
    else if (first.push(line) === looked) {
      ends = columnEnds(first) ?? []
      out.push(...first.map((one) => cut(one, ends!)))
    }
    if (out.length >= batch) yield take()
  }
  if (!ends) out.push(...first.map((line) => cut(line, columnEnds(first) ?? [])))
  if (out.length > 0) yield take()
}

/** A row by its columns; the words of a header that has one for each; any other line as it is. */
function cut(line: string, ends: number[]): string {
  if (isRow(line)) {
    const torn = ends.some((end, i) => i < ends.length - 1 && /^\S\S/.test(line.slice(end - 1, end + 1)))
    const cells = ends.map((end, i) => line.slice(ends[i - 1] ?? 0, i === ends.length - 1 ? undefined : end).trim())
    return torn ? line : cells.join('\t')
  }
  const words = line.trim().split(/ +/)
  return words.length === ends.length ? words.join('\t') : line
}
