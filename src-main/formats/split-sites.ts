import { createReadStream } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { csvCell } from '../shared/csv-cell.ts'
import { badInput } from '../shared/errors.ts'
import { isCoordinate } from '../shared/sites/site-places.ts'
import { splitLine } from './importers/shape/split.ts'

/** More sites than this are a column that names something else. */
const mostSites = 10_000
const linesAtOnce = 2000
/** Rows that are looked at to find columns that could name sites, and the most different ones that such a column has there. */
const rowsLookedAt = 20_000
const mostNamed = 500
/** A date or a time of day somewhere in it. */
const timeLike = /\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}:\d{2}/

/** Name and cells of the rows of a delimited text file whose first line is its header. */
async function* rowsOf(file: string): AsyncGenerator<{ head: string[]; delimiter: string; cells: string[] | null }> {
  let head: string[] | null = null
  let delimiter = ','
  for await (const line of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
    if (line.trim() === '') continue
    if (line.includes('\0'))
      throw badInput(`${basename(file)} is no text: rows are told apart by site in CSV and other delimited text.`)
    if (head) {
      yield { head, delimiter, cells: line.includes('"') ? splitLine(line, delimiter) : line.split(delimiter) }
      continue
    }
    delimiter = [',', ';', '\t'].reduce((best, one) => (line.split(one).length > line.split(best).length ? one : best))
    head = splitLine(line.replace(/^\uFEFF/, ''), delimiter).map((name) => name.trim())
    yield { head, delimiter, cells: null }
  }
}

/** Columns that could name the site of a row: text, or few whole numbers, each on more than one row. first — some of the names. */
export async function siteColumns(file: string): Promise<{ name: string; values: number; first: string[] }[]> {
  const found: Map<string, number>[] = []
  let names: string[] = []
  let rows = 0
  for await (const { head, cells } of rowsOf(file)) {
    if (!cells) {
      names = head
      found.push(...head.map(() => new Map<string, number>()))
      continue
    }
    if (++rows > rowsLookedAt) break
    cells.slice(0, names.length).forEach((cell, c) => {
      if (found[c].size <= mostNamed) found[c].set(cell.trim(), (found[c].get(cell.trim()) ?? 0) + 1)
    })
  }
  return names.flatMap((name, c) => {
    const values = [...found[c].keys()].filter((value) => value !== '')
    const named = values.some((value) => Number.isNaN(Number(value)))
    const whole = values.every((value) => /^\d{1,9}$/.test(value)) && !(values.length === 2 && isFlag(values))
    const repeated = values.length > 1 && values.length <= mostNamed && rows >= 2 * values.length
    if (isCoordinate(name) || values.every((value) => timeLike.test(value))) return []
    return repeated && (named || whole) ? [{ name, values: values.length, first: values.slice(0, 3) }] : []
  })
}

/** 0 and 1 mark rows and name nothing. */
const isFlag = (values: readonly string[]) => values.includes('0') && values.includes('1')

/**
 * Writes the rows of each site into a CSV of its own, without the column that names it. parts — name → file, added to; each call may bring
 * further rows. Throws bad-input for a column that is not there, or that names no sites.
 */
export async function splitSites(
  file: string,
  column: string,
  folder: string,
  parts: Map<string, string>,
): Promise<void> {
  let at = -1
  const waiting = new Map<string, string[]>()
  let count = 0
  const without = (row: readonly string[], delimiter: string) =>
    row
      .filter((_, i) => i !== at)
      .map((cell) => csvCell(cell, delimiter))
      .join(delimiter)
  const flush = async () => {
    for (const [name, lines] of waiting) await appendFile(parts.get(name)!, `${lines.join('\n')}\n`)
    waiting.clear()
    count = 0
  }
  for await (const { head, delimiter, cells } of rowsOf(file)) {
    if (!cells) {
      at = head.indexOf(column)
      if (at < 0) throw badInput(`${basename(file)} has no column "${column}". It has: ${head.join(', ')}.`)
      continue
    }
    const line = without(cells, delimiter)
    const name = cells[at]?.trim()
    if (name === undefined || name === '') continue
    if (!parts.has(name)) {
      if (parts.size >= mostSites)
        throw badInput(
          `Column "${column}" has more than ${mostSites.toLocaleString('en')} values, so it names no sites.`,
        )
      const own = join(folder, `${parts.size}.csv`)
      parts.set(name, own)
      await appendFile(own, `${without(head, delimiter)}\n`)
    }
    const lines = waiting.get(name)
    if (lines) lines.push(line)
    else waiting.set(name, [line])
    if (++count >= linesAtOnce) await flush()
  }
  await flush()
}
