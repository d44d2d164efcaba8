import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { previewObject } from '../../../src-main/cli/import/preview.ts'
import { createDataset, getDataset } from '../../../src-main/db/datasets.ts'
import { timeAxis } from '../../../src-main/db/series/series.ts'
import { readTimes, readValues } from '../../../src-main/db/series/series.ts'
import { importFile } from '../../../src-main/engine/jobs/data/import.ts'
import { withSeriesOnDisk } from '../../../src-main/formats/importers/sinks/disk-sink.ts'
import { previewFile } from '../../../src-main/formats/importers/index.ts'
import { readSeries } from '../../../src-main/formats/importers/sinks/memory-sink.ts'
import { testProject } from '../../db/project.ts'

// More rows than a block, so that rows have gone on before the late one is found.
const rows = 150_000
const start = Date.parse('2024-05-01T00:00:00Z')
const line = (i: number) => `${new Date(start + i * 1000).toISOString()},${i},${i % 1000 < 3 ? 1 : 0}`

let folder: string
let path: string
let project: ReturnType<typeof testProject>

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'anomaly-late-row-'))
  path = join(folder, 'late.csv')
  const lines = Array.from({ length: rows }, (_, i) => line(i))
  // The row of second 5 comes last.
  lines.push(...lines.splice(5, 1))
  writeFileSync(path, `time,speed,label\n${lines.join('\n')}\n`)
  project = testProject()
})
afterEach(() => {
  project.remove()
  rmSync(folder, { recursive: true, force: true })
})

test('a row that is late by a whole file is put where it belongs, and nothing of the first try is left in the project', async () => {
  const { db } = project
  const { recipe } = await previewFile(path, null, quietJob())
  const dataset = createDataset(db, { name: 'late', sourceFile: path, zone: 'UTC', recipe })
  const { report, labels } = await importFile({ project: project.path, dataset, path, recipe }, quietJob())
  const found = getDataset(db, dataset)
  expect(report).toMatchObject({ rows, outOfOrder: 1, gaps: 0, duplicateTimes: 0 })
  expect(found).toMatchObject({ rows, start, status: 'ready' })
  expect(found.channels.map(({ name, min, max }) => [name, min, max])).toEqual([['speed', 0, rows - 1]])
  expect(readTimes(db, dataset).every((time, i) => time === start + i * 1000)).toBe(true)
  expect(readValues(db, found.channels[0].series).every((value, i) => value === i)).toBe(true)
  expect(labels).toHaveLength(rows / 1000)
  const series = [timeAxis(db, dataset).times, found.channels[0].series]
  expect(db.prepare('SELECT id FROM series ORDER BY id').pluck().all()).toEqual(series)
  expect(db.prepare('SELECT DISTINCT series FROM chunk ORDER BY series').pluck().all()).toEqual(series)
})

test('it is read in order in memory, on the disk and by a preview too', async () => {
  const { series, report } = await readSeries(path, null, quietJob())
  expect(report.outOfOrder).toBe(1)
  expect(series.values[0].length).toBe(rows)
  expect(series.values[0].every((value, i) => value === i)).toBe(true)
  await withSeriesOnDisk(path, quietJob(), (onDisk) => {
    expect(onDisk.times.length).toBe(rows)
    const values = new Float64Array(rows)
    onDisk.read(0, values)
    expect(values.every((value, i) => value === i)).toBe(true)
    expect(onDisk.fileRows?.[5]).toBe(rows - 1)
    return Promise.resolve()
  })
  const shown = await previewObject(path, [5])
  expect(shown).toMatchObject({ rows, first: '2024-05-01T00:00:00.000Z', label: { rows: (3 * rows) / 1000 } })
  expect(shown.at?.[5]?.values).toEqual({ speed: 5 })
})
