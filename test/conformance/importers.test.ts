import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { quietJob } from '../../src-main/analysis/job.ts'
import { containers } from '../../src-main/formats/importers/containers/index.ts'
import type { Importer } from '../../src-main/formats/importers/importer.ts'
import { importers, previewFile } from '../../src-main/formats/importers/index.ts'
import { readSeries } from '../../src-main/formats/importers/sinks/memory-sink.ts'
import { StudioError } from '../../src-main/shared/errors.ts'

const start = Date.parse('2024-03-01T00:00:00Z')
const rows = 200
const flow = (row: number) => Math.round(1000 * Math.sin(row / 9)) / 1000
const level = (row: number) => row / 4
const every = <T>(make: (row: number) => T) => Array.from({ length: rows }, (_, row) => make(row))

/** What each importer writes as its example. */
const table = {
  channels: ['flow', 'level'],
  times: Float64Array.from({ length: rows }, (_, row) => start + 1000 * row),
  values: [Float64Array.from(every(flow)), Float64Array.from(every(level))],
}

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'anomaly-test-importers-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))
let files = 0

async function sample(importer: Importer): Promise<string> {
  const path = join(folder, `sample-${files++}${importer.extensions[0]}`)
  await importer.writeExample({ path }, table, quietJob())
  return path
}

test('the endings that people are shown are those of importers and containers (run with -u to write them down)', async () => {
  const own = [...importers, ...containers].flatMap((one) => one.extensions)
  const list = JSON.stringify([...new Set(own)], null, 2)
  await expect(`${list}\n`).toMatchFileSnapshot('../../src-main/shared/importing/import-endings.json')
})

describe.each(importers.map((importer) => [importer.id, importer] as const))('%s', (id, importer) => {
  test('says what it is and which endings its files have', () => {
    expect(importers.filter((other) => other.id === id)).toHaveLength(1)
    expect(importer.name).toMatch(/^\S.{2,}/)
    expect(importer.extensions.length).toBeGreaterThan(0)
    for (const ending of importer.extensions) expect(ending).toMatch(/^\.[a-z0-9]+$/)
  })

  test('is the surest of its own file', async () => {
    const path = await sample(importer)
    const head = new Uint8Array(readFileSync(path)).subarray(0, 65_536)
    const own = importer.recognises(path, head)
    expect(own).toBeGreaterThan(0)
    expect(own).toBeLessThanOrEqual(1)
    for (const other of importers) if (other.id !== id) expect(other.recognises(path, head)).toBeLessThan(own)
  })

  test('shows the first rows and what it takes the columns for, without changing the file', async () => {
    const path = await sample(importer)
    const before = readFileSync(path)
    const { recipe, columns, problems } = await previewFile(path, null, quietJob())
    expect(recipe.importer).toBe(id)
    expect(columns.length).toBeGreaterThan(0)
    expect(problems).toEqual([])
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  test('reads every row and value, in the order of time, and again by the recipe that it showed', async () => {
    const path = await sample(importer)
    const { recipe } = await previewFile(path, null, quietJob())
    for (const wish of [null, recipe]) {
      const { series, report, rowsInFile } = await readSeries(path, wish, quietJob())
      expect(series.channels.map(({ name }) => name)).toEqual(['flow', 'level'])
      expect([...series.times]).toEqual(every((row) => start + 1000 * row))
      expect([...series.values[0]]).toEqual(every(flow))
      expect([...series.values[1]]).toEqual(every(level))
      expect(report.problems).toEqual([])
      expect(rowsInFile).toBeGreaterThanOrEqual(rows)
    }
  })

  test('says in a sentence why a file cannot be read that is cut in its middle or is none of its kind', async () => {
    const whole = readFileSync(await sample(importer))
    for (const content of [whole.subarray(0, whole.length / 2), Buffer.from([0, 1, 2, 3, 250, 251]), Buffer.alloc(0)]) {
      const path = join(folder, `broken-${files++}${importer.extensions[0]}`)
      await writeFile(path, content)
      const outcome = await readSeries(path, { importer: id }, quietJob()).catch((error: unknown) => error)
      if (!(outcome instanceof Error)) continue
      expect(outcome).toBeInstanceOf(StudioError)
      expect(outcome).toMatchObject({ code: 'bad-input', message: expect.stringMatching(/^[A-Z"].{10,}\.$/s) })
    }
  })

  test('stops when it is told to', async () => {
    const path = await sample(importer)
    const stopped = {
      ...quietJob(),
      checkpoint: () => Promise.reject(new StudioError('cancelled', 'Cancelled.')),
    }
    await expect(readSeries(path, null, stopped)).rejects.toMatchObject({ code: 'cancelled' })
  })
})
