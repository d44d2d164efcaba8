import { createReadStream } from 'node:fs'
import { badInput } from '../../../shared/errors.ts'
import type { Job } from '../../../analysis/job.ts'
import { plainCsv, type Container } from './container.ts'
import { ArrayCutter, beginsArray } from './json-array.ts'
import { objectsHoldSeries } from './json-series.ts'
import { tableWriter } from './table-writer.ts'
import { regularFile } from '../files/regular-file.ts'

/** A line of a file that has no lines would fill the memory. */
const longestLine = 2_000_000
const mostColumns = 5000

/**
 * JSON lines (also called NDJSON): one object per line, or an array of objects, its fields the columns, fields of fields with a dot between.
 * Source: jsonlines.org.
 */
export const jsonLines: Container = {
  id: 'json-lines',
  name: 'JSON lines, or an array of objects',
  extensions: ['.jsonl', '.ndjson'],
  part: 'table',
  holds: 'tables',
  readsAs: plainCsv,
  recognises: (name, head) =>
    !objectsHoldSeries(head) &&
    (/\.(jsonl|ndjson)$/i.test(name) ||
      firstLineIsObject(head) ||
      beginsArray(new TextDecoder().decode(head.subarray(0, 4096)))),
  parts: async () => [{ name: 'lines', bytes: 1 }],

  async unpack(path, _, { to, limit }, job) {
    const { size } = await regularFile(path)
    const columns = new Map<string, number>()
    let broken = 0
    let firstBroken = 0
    let read = 0
    // Fields may first appear late, so that the names are known only at the end.
    for await (const { line, fields } of objects(path, limit, job, size)) {
      read++
      if (!fields) {
        broken++
        firstBroken ||= line
        continue
      }
      for (const [name] of fields) if (!columns.has(name)) columns.set(name, columns.size)
      if (columns.size > mostColumns)
        throw badInput(
          `The JSON lines have more than ${mostColumns.toLocaleString('en')} different fields. Export a table instead.`,
        )
    }
    if (columns.size === 0)
      throw badInput('No line of this file is a JSON object with fields: export it as CSV or Parquet.')
    const table = await tableWriter(to)
    let done = 0
    let row = 1
    try {
      await table.row(row++, [...columns.keys()])
      for await (const { fields, at } of objects(path, limit, job, size)) {
        done = at
        if (!fields) continue
        const cells = new Array<string>(columns.size).fill('')
        for (const [name, text] of fields) cells[columns.get(name)!] = text
        await table.row(row++, cells)
      }
    } finally {
      await table.end()
    }
    const whole = limit === Infinity || done < limit
    return {
      whole,
      share: whole ? 1 : done / size,
      problems:
        broken === 0
          ? []
          : [
              {
                severity: 'warning',
                message: `${broken.toLocaleString('en')} of ${read.toLocaleString('en')} lines ${broken === 1 ? 'is' : 'are'} no complete JSON object and ${broken === 1 ? 'is' : 'are'} left out, the first is line ${firstBroken.toLocaleString('en')}.`,
              },
            ],
    }
  },
}

async function* objects(path: string, limit: number, job: Job, size: number) {
  const source = createReadStream(path, { highWaterMark: 1 << 18 })
  const decoder = new TextDecoder()
  let line = 0
  let at = 0
  let rest = ''
  let array: ArrayCutter | null = null
  try {
    for await (const block of source as AsyncIterable<Uint8Array>) {
      at += block.length
      const text = decoder.decode(block, { stream: true })
      if (at === block.length && beginsArray(text)) array = new ArrayCutter()
      if (array) {
        const whole = array.push(text)
        if (!whole)
          throw badInput(
            `Object ${(line + 1).toLocaleString('en')} of this JSON is longer than 2 MB: it is no row of a table.`,
          )
        for (const one of whole) yield { line: ++line, at, fields: fieldsOf(one) }
        await job.checkpoint({ phase: 'Unpacking', done: at, total: size, unit: 'bytes' })
        if (at >= limit) return
        continue
      }
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      if (rest.length > longestLine)
        throw badInput(
          `Line ${(line + lines.length + 1).toLocaleString('en')} is longer than 2 MB, so this is not JSON with one object per line.`,
        )
      for (const text of lines) {
        line++
        if (text.trim() !== '') yield { line, at, fields: fieldsOf(text) }
      }
      await job.checkpoint({ phase: 'Unpacking', done: at, total: size, unit: 'bytes' })
      if (at >= limit) return
    }
    if (rest.trim() !== '') yield { line: line + 1, at, fields: fieldsOf(rest) }
  } finally {
    source.destroy()
  }
}

/** Names and texts of an object's fields; null where the line is none. */
export function fieldsOf(line: string): [string, string][] | null {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const fields: [string, string][] = []
  const add = (prefix: string, object: object, depth: number) => {
    for (const [key, field] of Object.entries(object) as [string, unknown][]) {
      const name = prefix + key
      const parts = Array.isArray(field) ? field.length < 64 && field.every((one) => typeof one === 'number') : true
      if (typeof field === 'object' && field !== null && parts && depth < 8) add(`${name}.`, field, depth + 1)
      else
        fields.push([
          name,
          field === null || field === undefined
            ? ''
            : typeof field === 'object'
              ? JSON.stringify(field)
              : typeof field === 'string'
                ? withoutDate(field)
                : String(field),
        ])
    }
  }
  add('', value, 0)
  return fields
}

/** "/Date(1709251200000)/", as services of Microsoft write a time, is milliseconds since 1970; an offset behind them adds nothing. */
const withoutDate = (text: string) =>
  text.startsWith('/Date(') ? text.replace(/^\/Date\((-?\d{1,15})([+-]\d{4})?\)\/$/, '$1') : text

function firstLineIsObject(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head).replace(/^\uFEFF/, '')
  const [first, ...rest] = text.split('\n').filter((line) => line.trim() !== '')
  return first !== undefined && rest.length > 0 && /^\s*\{\s*"/.test(first) && (fieldsOf(first)?.length ?? 0) > 0
}
