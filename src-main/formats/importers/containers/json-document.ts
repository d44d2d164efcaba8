import { readFile } from 'node:fs/promises'
import { badInput } from '../../../shared/errors.ts'
import { plainCsv, type Container } from './container.ts'
import { ArrayCutter } from './json-array.ts'
import { objectsHoldSeries } from './json-series.ts'
import { jsonTables } from './json-tables.ts'
import { regularFile } from '../files/regular-file.ts'
import { tableWriter } from './table-writer.ts'

const largest = 64 << 20
const wayOut = 'export it as CSV or Parquet, or as JSON lines with one object per line.'

/** JSON with tables in it: one object, an array of series or a series a line, as interfaces of historians, sensor platforms and time series databases answer. */
export const jsonDocument: Container = {
  id: 'json-document',
  name: 'JSON document',
  extensions: ['.json'],
  part: 'table',
  holds: 'tables',
  readsAs: plainCsv,
  recognises: (_, head) => {
    const text = new TextDecoder().decode(head).replace(/^\uFEFF/, '')
    return (
      (/^\s*\{\s*"/.test(text) &&
        (/\[\s*[[{"\d-]/.test(text) ||
          /"(\d{10,13}|\d{4}-\d\d-\d\d[^"]*)"\s*:/.test(text) ||
          /"\d{1,8}"\s*:\s*[-\d.]+\s*,\s*"\d{1,8}"\s*:/.test(text) ||
          isSequence(text))) ||
      /^\s*\[\s*\[\s*["\d]/.test(text) ||
      objectsHoldSeries(head)
    )
  },
  parts: async (path) => [...(await tablesOf(path))].map(([name, { rows }]) => ({ name, bytes: rows.length })),

  async unpack(path, part, { to }) {
    const { columns, rows } = (await tablesOf(path)).get(part)!
    const table = await tableWriter(to)
    try {
      await table.row(1, columns)
      for (const [i, row] of rows.entries())
        await table.row(
          i + 2,
          columns.map((name) => row.get(name) ?? ''),
        )
    } finally {
      await table.end()
    }
    return { whole: true, share: 1, problems: [] }
  },
}

/** Objects one after the other, each over several lines, with nothing between them. */
const isSequence = (text: string) => /^\s*\{/.test(text) && /\}\s*\n\s*\{/.test(text)

/** A document, an object in each line, or objects one after the other. */
function parsed(text: string): unknown {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.length > 1 && lines.slice(0, 2).every((line) => /^\s*\{.*\}\s*$/.test(line))
    ? lines.map((line) => JSON.parse(line) as unknown)
    : isSequence(text)
      ? new ArrayCutter().push(text)?.map((one) => JSON.parse(one) as unknown)
      : JSON.parse(text)
}

async function tablesOf(path: string): Promise<ReturnType<typeof jsonTables>> {
  const { size } = await regularFile(path)
  if (size > largest) throw badInput(`This is one JSON object of more than 64 MB: ${wayOut}`)
  let document: unknown
  try {
    document = parsed((await readFile(path, 'utf8')).replace(/^\uFEFF/, ''))
  } catch {
    throw badInput(`This is JSON that is damaged or cut off before its end: download it again, or ${wayOut}`)
  }
  const tables = jsonTables(document)
  if (tables.size === 0) throw badInput(`This is JSON that is no table: ${wayOut}`)
  return tables
}
