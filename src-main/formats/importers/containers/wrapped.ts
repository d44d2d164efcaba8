import { readFile, writeFile } from 'node:fs/promises'
import { isPlainNumber } from '../columns/value.ts'
import { decoderFor, guessEncoding } from '../files/encoding.ts'
import { samplesSaid } from '../header/wrapped.ts'
import { looksLikeTime } from '../times/cell-patterns.ts'
import { regularFile } from '../files/regular-file.ts'
import type { Container } from './container.ts'
import { tableWriter } from './table-writer.ts'

const largest = 64 << 20
const asSeries = 'one series'
const asItStands = 'a column for each place in a line'
const stepSaid = /\b(?:dt|delta ?t?|interval)\s*[=:]?\s*(\d*\.?\d+(?:e[+-]?\d+)?) ?s(?:ec(?:onds?)?)?\b/i
const rateSaid = /(?:^|[^\d.])(\d+(?:\.\d+)?) ?(?:sps|hz|samples per second|samples\/s)\b/i

/**
 * One series that goes on from line to line, as records of earthquakes are written: the lines above speak of as many samples as numbers
 * follow. Start and step are taken from those lines; the table as it stands is the other choice.
 */
export const wrapped: Container = {
  id: 'wrapped',
  name: 'series that goes on from line to line',
  extensions: [],
  part: 'reading',
  saysChoice: true,
  holds: 'tables',
  readsAs: { encoding: 'utf-8' },
  recognises: (_, head) => {
    const lines = decoderFor(guessEncoding(head).encoding).decode(head).split(/\r?\n/)
    const at = lines.findIndex((line) => numbersIn(line) !== null)
    return (
      at > 0 &&
      (numbersIn(lines[at])?.length ?? 0) > 1 &&
      saidIn(lines.slice(0, at)) !== null &&
      wrapsOn(lines.slice(at))
    )
  },
  parts: async (path) => {
    const { size } = await regularFile(path)
    const read = size > largest ? null : await seriesIn(path)
    return [...(read?.fits ? [{ name: asSeries, bytes: 2 }] : []), { name: asItStands, bytes: 1 }]
  },

  async unpack(path, part, { to }) {
    const { text, above, rows } = await seriesIn(path)
    if (part === asItStands) {
      await writeFile(to, text)
      return { whole: true, share: 1, problems: [] }
    }
    const { startMs, stepMs } = clockIn(above)
    const timeName = startMs === null ? 'time [s]' : 'time'
    const table = await tableWriter(to)
    let samples = 0
    try {
      await table.row(1, [...(stepMs === null ? [] : [timeName]), 'value'])
      for (const value of rows.flat()) {
        const ms = samples++ * (stepMs ?? 0)
        const time = startMs === null ? String(ms / 1000) : new Date(startMs + ms).toISOString().slice(0, 23)
        await table.row(samples + 1, [...(stepMs === null ? [] : [time]), value])
      }
    } finally {
      await table.end()
    }
    const message = `The numbers go on from line to line, as the lines above them say: they are read as one series of ${samples.toLocaleString('en')}. Choose "${asItStands}" to have them beside each other.`
    return { whole: true, share: 1, problems: [{ severity: 'note', message }] }
  },
}

/** The lines above the numbers, and these; fits — as many numbers as the lines speak of stand in lines of one width. */
async function seriesIn(path: string): Promise<{ text: string; above: string[]; rows: string[][]; fits: boolean }> {
  const bytes = await readFile(path)
  const text = decoderFor(guessEncoding(bytes.subarray(0, 1 << 16)).encoding).decode(bytes)
  const lines = text.split(/\r?\n/)
  const at = lines.findIndex((line) => numbersIn(line) !== null)
  const above = lines.slice(0, at)
  const rows = lines.slice(at).flatMap((line) => [numbersIn(line)].filter((row) => row !== null))
  const fits = rows.reduce((sum, row) => sum + row.length, 0) === saidIn(above)
  return { text, above, rows, fits }
}

/** The cells of a line of nothing but numbers between blanks; null for another line. */
function numbersIn(line: string): string[] | null {
  if (line.length > 2000) return null
  const cells = line.trim().split(/\s+/)
  return cells[0] !== '' && cells.every((cell) => isPlainNumber(cell)) ? cells : null
}

const saidIn = (above: string[]): number | null => {
  for (const line of above.slice(0, 100)) {
    const samples = samplesSaid(line)
    if (samples !== null) return samples
  }
  return null
}

/** Lines of as many numbers each, but for the last, and none that begins with a number that only counts or goes up. */
function wrapsOn(lines: string[]): boolean {
  const rows = lines.slice(0, -1).flatMap((line) => [numbersIn(line)].filter((row) => row !== null))
  const width = rows[0]?.length ?? 0
  const rising = rows.every((row, i) => i === 0 || Number(row[0]) > Number(rows[i - 1][0]))
  return rows.length > 4 && !rising && rows.slice(0, -1).every((row) => row.length === width)
}

function clockIn(above: string[]): { startMs: number | null; stepMs: number | null } {
  const text = above.join('\n').slice(0, 20_000)
  const step = Number(stepSaid.exec(text)?.[1])
  const rate = Number(rateSaid.exec(text)?.[1])
  const stepMs = step > 0 ? step * 1000 : rate > 0 ? 1000 / rate : null
  const start = /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,6})?/.exec(text)?.[0]
  return {
    startMs:
      start !== undefined && looksLikeTime(start) ? Date.parse(`${start.replace(' ', 'T').slice(0, 23)}Z`) : null,
    stepMs,
  }
}
