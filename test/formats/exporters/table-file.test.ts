import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { detectionsTable, labelsTable, scoresTable } from '../../../src-main/formats/exporters/run-tables.ts'
import { writeTable } from '../../../src-main/formats/exporters/table-file.ts'
import { withDatabase } from '../../../src-main/formats/importers/database/duckdb.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import type { Label } from '../../../src-main/shared/project.ts'

const folder = mkdtempSync(join(tmpdir(), 'export-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const job = quietJob()
const start = Date.UTC(2026, 0, 1)

/** What another program reads from a Parquet file: names with types, and rows as text. */
async function readBack(path: string) {
  return withDatabase([path], job, async (db) => ({
    columns: await db.rows(`select column_name, column_type from (describe select * from read_parquet('${path}'))`),
    rows: await db.rows(`select columns(*)::varchar from read_parquet('${path}')`),
  }))
}

/** 5,000 rows, more than one chunk of DuckDB's; every 7th was not assessed. */
const scores = scoresTable(
  Float64Array.from({ length: 5000 }, (_, i) => start + i * 250),
  Float64Array.from({ length: 5000 }, (_, i) => (i % 7 === 0 ? NaN : i / 3)),
  Uint8Array.from({ length: 5000 }, (_, i) => (i > 4990 ? 1 : 0)),
)

test('scores come back from Parquet as they were, times to the millisecond and in UTC', async () => {
  const path = join(folder, 'scores.parquet')
  await writeTable({ path }, 'parquet', scores, job)
  const { columns, rows } = await readBack(path)
  expect(columns).toEqual([
    ['time', 'TIMESTAMP WITH TIME ZONE'],
    ['score', 'DOUBLE'],
    ['anomaly', 'BIGINT'],
  ])
  expect(rows).toHaveLength(5000)
  expect(rows[0]).toEqual(['2026-01-01 00:00:00+00', null, '0'])
  expect(rows[4999]).toEqual(['2026-01-01 00:20:49.75+00', '1666.3333333333333', '1'])
  expect(rows.map((row) => (row[1] === null ? NaN : Number(row[1])))).toEqual(
    Array.from({ length: 5000 }, (_, i) => (i % 7 === 0 ? NaN : i / 3)),
  )
})

test('as CSV an empty score was not assessed, and nothing half-written stays behind', async () => {
  const path = join(folder, 'scores.csv')
  await writeTable({ path }, 'csv', scores, job)
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  expect(lines).toHaveLength(5001)
  expect(lines.slice(0, 3)).toEqual([
    'time,score,anomaly',
    '2026-01-01T00:00:00.000Z,,0',
    '2026-01-01T00:00:00.250Z,0.3333333333333333,0',
  ])
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
})

test('labels keep their notes whatever is in them', async () => {
  const label: Label = {
    id: 1,
    set: 1,
    class: 2,
    start,
    end: start + 1000,
    channels: [3, 4],
    certainty: 0.5,
    status: 'proposed',
    note: 'says "open",\nthen ;shut',
    author: 'Ada',
    origin: 'hand',
  }
  const table = labelsTable(
    [label, { ...label, channels: [], note: '' }],
    () => 'leak',
    (id) => `channel ${id}`,
  )
  await writeTable({ path: join(folder, 'labels.parquet') }, 'parquet', table, job)
  expect((await readBack(join(folder, 'labels.parquet'))).rows).toEqual([
    [
      '2026-01-01 00:00:00+00',
      '2026-01-01 00:00:01+00',
      'leak',
      'channel 3; channel 4',
      'proposed',
      '0.5',
      'says "open",\nthen ;shut',
      'Ada',
      'hand',
    ],
    ['2026-01-01 00:00:00+00', '2026-01-01 00:00:01+00', 'leak', null, 'proposed', '0.5', null, 'Ada', 'hand'],
  ])
  await writeTable({ path: join(folder, 'labels.csv') }, 'csv', table, job)
  expect(readFileSync(join(folder, 'labels.csv'), 'utf8')).toContain('"says ""open"",\nthen ;shut"')
})

test('no detections make a table with its columns and no rows', async () => {
  const path = join(folder, 'detections.parquet')
  await writeTable({ path }, 'parquet', detectionsTable([], null), job)
  const { columns, rows } = await readBack(path)
  expect(columns.map(([name]) => name)).toEqual([
    'start',
    'end',
    'duration_s',
    'first_row',
    'last_row',
    'peak_score',
    'peak_time',
    'threshold',
  ])
  expect(rows).toEqual([])
})

test('a place that cannot be written is an error, not an empty file', async () => {
  await expect(
    writeTable({ path: join(folder, 'nowhere', 'x.csv') }, 'csv', detectionsTable([], null), job),
  ).rejects.toThrow(/^There is no folder ".*nowhere" to write "x.csv" into\.$/)
})
