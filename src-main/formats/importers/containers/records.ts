import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { badInput } from '../../../shared/errors.ts'
import type { Job } from '../../../analysis/job.ts'
import { isNumeric } from '../columns/value.ts'
import { looksLikeTime } from '../times/cell-patterns.ts'
import { regularFile } from '../files/regular-file.ts'
import { plainCsv, type Container } from './container.ts'
import { tableWriter } from './table-writer.ts'

const field = /^\s{0,40}([\p{L}_][\p{L}\p{N} _.\-/°%()[\]]{0,60}?)\s{0,20}[:=|]\s{1,20}(\S.{0,1000}|)$/u
/** What parts the records: a blank line, a rule, or "*** 1. row ***". */
const mark = /^\s*([-=*#]{3,}.{0,40}|\[ RECORD \d+ \].*|-\[ RECORD \d+ \].*)?$/
const looked = 400
const mostNames = 500

type Row = Map<string, string>

/** One value per line, "Temp: 20.5", and a blank line or a rule between the rows, as databases print wide tables (\G, \x) and programs write reports. */
export const records: Container = {
  id: 'records',
  name: 'text with a value per line',
  extensions: [],
  part: 'file',
  holds: 'tables',
  readsAs: plainCsv,
  recognises: (_, head) => {
    const lines = new TextDecoder().decode(head).split(/\r?\n/).slice(0, looked)
    if (!lines.some((line) => field.test(line)) || lines.some((line) => line.length > 2000)) return false
    const rows: Row[] = []
    for (const line of lines) collect(line, rows)
    const whole = rows.slice(0, -1)
    const names = [...(rows[0]?.keys() ?? [])].join('\n')
    const alike = whole.filter((row) => [...row.keys()].join('\n') === names).length
    const values = [...(rows[0]?.values() ?? [])]
    const others = lines.filter((line) => !field.test(line) && !mark.test(line)).length
    return (
      whole.length > 2 &&
      rows[0].size > 1 &&
      alike >= whole.length * 0.8 &&
      others <= lines.length / 20 &&
      values.some(isNumeric) &&
      (values.some(looksLikeTime) || rows[0].size > 2)
    )
  },
  parts: async (_, name) => [{ name, bytes: 1 }],

  async unpack(path, _, { to, limit }, job) {
    const { size } = await regularFile(path)
    const names = new Set<string>()
    for await (const { row } of rowsOf(path, limit, job, size)) for (const name of row.keys()) names.add(name)
    if (names.size > mostNames)
      throw badInput(`The lines name more than ${mostNames} different values. Export a table instead.`)
    const table = await tableWriter(to)
    let [done, line] = [0, 1]
    try {
      await table.row(line++, [...names])
      for await (const { row, at } of rowsOf(path, limit, job, size)) {
        done = at
        await table.row(line++, [...names].map((name) => row.get(name) ?? '')) // prettier-ignore
      }
    } finally {
      await table.end()
    }
    const whole = limit === Infinity || done < limit
    return { whole, share: whole ? 1 : Math.min(1, done / size), problems: [] }
  },
}

/** Puts a line into the last of the rows; a mark between them begins another. */
function collect(line: string, rows: Row[]): void {
  const found = field.exec(line)
  const last = rows.at(-1)
  if (found && last) last.set(found[1].trim(), found[2].trim())
  else if (found) rows.push(new Map([[found[1].trim(), found[2].trim()]]))
  else if (mark.test(line) && last && last.size > 0) rows.push(new Map())
}

/** The rows, and how many bytes were read until each was whole. */
async function* rowsOf(path: string, limit: number, job: Job, size: number) {
  const source = createReadStream(path, { highWaterMark: 1 << 18 })
  try {
    let rows: Row[] = []
    let [line, at] = [0, 0]
    for await (const text of createInterface({ input: source, crlfDelay: Infinity })) {
      line++
      at += Buffer.byteLength(text) + 1
      collect(text, rows)
      if (rows.length > 1) {
        yield { row: rows[0], at }
        rows = []
        if (at >= limit) return
      }
      if (line % 10_000 === 0)
        await job.checkpoint({ phase: 'Unpacking', done: Math.min(at, size), total: size, unit: 'bytes' })
    }
    if (rows[0]?.size) yield { row: rows[0], at }
  } finally {
    source.destroy()
  }
}
