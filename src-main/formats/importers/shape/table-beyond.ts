import { createReadStream } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { decoderFor, type Encoding, type FileHead } from '../files/file-head.ts'
import { headLines } from '../header/head-lines.ts'
import { firstTable } from './several-tables.ts'
import { splitLine } from './split.ts'
import { isValue } from '../columns/value.ts'

/** Another table behind the first lines of a file. Lines are counted from 1. */
interface TableBeyond {
  /** The last line of the table before it. */
  endLine: number
  from: number
  firstRow: number
  names: string[]
}

const windowBytes = 1 << 16
/** Lines at the end of the file that show what it ends with. */
const lastLines = 30
/** Lines are counted from the beginning of the file to say where it is: in larger ones that takes too long for a preview. */
const largest = 256 << 20
const mostLines = 2_000_000

/**
 * The table that a file ends with, where that is another than the one it begins with: its rows have another width. 'somewhere' — there is
 * one, and where it begins was not looked for; null — there is none.
 */
export async function tableBeyond(
  path: string,
  { bytes, tail, whole, fileBytes }: FileHead,
  encoding: Encoding,
  { delimiter, width }: { delimiter: string; width: number },
): Promise<TableBeyond | 'somewhere' | null> {
  if (whole || tail.length === 0 || delimiter === ' ' || encoding.startsWith('utf-16')) return null
  const widthOf = (part: Uint8Array) => usualWidth(decoderFor(encoding).decode(part), delimiter, width)
  const other = usualWidth(decoderFor(encoding).decode(tail), delimiter, width, lastLines)
  if (other === null || other === width || other < 2) return null
  if (fileBytes > largest) return 'somewhere'
  const file = await open(path, 'r')
  try {
    let low = bytes.length - windowBytes
    let high = fileBytes
    while (high - low > windowBytes) {
      const middle = Math.floor((low + high) / 2)
      if (widthOf(await bytesAt(file, middle, windowBytes)) === width) low = middle
      else high = middle
    }
    const lines = headLines(decoderFor(encoding).decode(await bytesAt(file, low, 4 * windowBytes))).slice(1)
    const isRow = (text: string) => {
      const cells = splitLine(text, delimiter)
      return cells.length === width && cells.some(isValue)
    }
    const end = lines.findLastIndex(({ text }) => isRow(text))
    const part = firstTable(lines, end + 1, delimiter)
    if (end < 0 || !part) return 'somewhere'
    const before = await linesBefore(path, low)
    if (before > mostLines) return 'somewhere'
    return {
      endLine: before + lines[end].to,
      from: before + lines[part.from].from,
      firstRow: before + lines[part.firstRow].from,
      names: part.names,
    }
  } finally {
    await file.close()
  }
}

/** The number of cells that most of the last lines of a text have; null where they differ. The first and the last line may be cut. */
function usualWidth(text: string, delimiter: string, width: number, last?: number): number | null {
  const filled = text
    .split(/\r\n|\n|\r/)
    .slice(1, -1)
    .filter((line) => line.trim() !== '')
  const widths = (last === undefined ? filled : filled.slice(-last)).map((line) => {
    const cells = splitLine(line, delimiter)
    // Empty cells behind the last one are no other table.
    while (cells.length > width && cells.at(-1)!.trim() === '') cells.pop()
    return cells.length
  })
  const counts = new Map<number, number>()
  for (const one of widths) counts.set(one, (counts.get(one) ?? 0) + 1)
  const [most] = [...counts].sort((a, b) => b[1] - a[1])
  return most && most[1] > 0.9 * widths.length && widths.length > 5 ? most[0] : null
}

async function bytesAt(file: FileHandle, at: number, length: number): Promise<Uint8Array> {
  const block = new Uint8Array(length)
  const { bytesRead } = await file.read(block, 0, length, at)
  return block.subarray(0, bytesRead)
}

/** Line ends before a place in a file. */
async function linesBefore(path: string, end: number): Promise<number> {
  let lines = 0
  for await (const block of createReadStream(path, {
    end: end - 1,
    highWaterMark: 1 << 20,
  }) as AsyncIterable<Buffer>)
    for (let at = block.indexOf(10); at >= 0; at = block.indexOf(10, at + 1)) lines++
  return lines
}

/** The text from a line on, up to a megabyte of it, with empty lines for those before it; null where the file has fewer lines. */
export async function textFrom(path: string, skip: number, encoding: Encoding): Promise<string | null> {
  let lines = 0
  let place = 0
  for await (const block of createReadStream(path, {
    highWaterMark: 1 << 20,
  }) as AsyncIterable<Buffer>) {
    let at = -1
    while (lines < skip && (at = block.indexOf(10, at + 1)) >= 0) lines++
    if (lines === skip) {
      place += at + 1
      break
    }
    place += block.length
  }
  if (lines < skip) return null
  const file = await open(path, 'r')
  try {
    const block = await bytesAt(file, place, 1 << 20)
    const text = decoderFor(encoding).decode(block, { stream: true }).replaceAll('\0', '')
    return '\n'.repeat(skip) + (block.length < 1 << 20 ? text : text.slice(0, text.lastIndexOf('\n') + 1))
  } finally {
    await file.close()
  }
}
