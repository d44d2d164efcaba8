import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { quietJob } from '../../src-main/analysis/job.ts'
import { createDataset, finishDataset, getDataset } from '../../src-main/db/datasets.ts'
import { closeProject, openProject } from '../../src-main/db/file/open.ts'
import { createDatasetWriter } from '../../src-main/db/series/series.ts'
import { explore } from '../../src-main/engine/jobs/explore/index.ts'
import type { Comparison } from '../../src-main/shared/data/explore.ts'

const folder = mkdtempSync(join(tmpdir(), 'explore-compare-'))
const project = join(folder, 'p.anomaly')
const golden = JSON.parse(
  readFileSync(new URL('../analysis/explore/compare-golden.json', import.meta.url), 'utf8'),
) as Record<'a' | 'b', (number | null)[]> &
  Record<'ks' | 'difference' | 'inSpreads' | 'spreadRatio', number> & { beside: Comparison['channels'][0]['beside'] }
/** Two machines with a channel of the same name; the second begins an hour later. */
const later = 3_600_000
let mine: ReturnType<typeof getDataset>
let sister: ReturnType<typeof getDataset>

beforeAll(() => {
  const db = openProject(project, { role: 'app', create: true })
  const add = (name: string, columns: string[], times: Float64Array, values: Float64Array[]) => {
    const dataset = createDataset(db, { name, sourceFile: `${name}.csv`, zone: 'UTC', recipe: null })
    const writer = createDatasetWriter(
      db,
      dataset,
      columns.map((column) => ({ name: column, unit: null })),
    )
    writer.write(times, values)
    writer.finish()
    finishDataset(db, dataset, null)
    return getDataset(db, dataset)
  }
  const [a, b] = [golden.a, golden.b].map((values) => Float64Array.from(values, (v) => v ?? NaN))
  mine = add('one', ['flow', 'only here'], Float64Array.from(a, (_, i) => i * 1000), [a, a.map((v) => -v)]) // prettier-ignore
  sister = add('two', ['Flow ', 'other'], Float64Array.from(b, (_, i) => later + 250 + i * 1500), [b, b]) // prettier-ignore
  closeProject(db)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ask = (
  withStretch: Comparison['there'] | { dataset: number; start: number; end: number },
  shift: number | null,
) =>
  explore(
    {
      project,
      dataset: mine.id,
      channels: mine.channels.map(({ id }) => id),
      start: mine.start,
      end: mine.end,
      labelSet: null,
      exact: true,
      question: { kind: 'compare', with: withStretch as { dataset: number; start: number; end: number }, shift },
    },
    quietJob(),
  ) as Promise<Comparison>

test('a sister machine is compared by the names of its channels, aligned by an event; numbers equal pandas and SciPy', async () => {
  const found = await ask({ dataset: sister.id, start: later, end: later + mine.end + 1500 }, later)
  expect(found.channels.map(({ channel }) => channel)).toEqual([mine.channels[0].id])
  expect(found.notes).toEqual(['"two" has no only here: they are left out.'])
  const [flow] = found.channels
  // Of the 240 rows of the other 201 lie in the stretch.
  expect(flow.there.count + flow.there.missing).toBe(201)
  expect(flow.beside!.rows).toBe(golden.beside!.rows)
  expect(flow.beside!.r).toBeCloseTo(golden.beside!.r!, 9)
  expect(flow.beside!.rms).toBeCloseTo(golden.beside!.rms, 9)
  const whole = (await ask({ dataset: sister.id, start: sister.start, end: sister.end }, null)).channels[0]
  expect(whole.beside).toBeNull()
  expect(whole.difference).toBeCloseTo(golden.difference, 9)
  expect(whole.inSpreads).toBeCloseTo(golden.inSpreads, 9)
  expect(whole.spreadRatio).toBeCloseTo(golden.spreadRatio, 9)
  expect(whole.distance).toBeCloseTo(golden.ks, 9)
  expect([whole.countsHere, whole.countsThere].map((counts) => counts.reduce((sum, n) => sum + n))).toEqual([298, 237])
})

test('two stretches of one dataset, with their correlations', async () => {
  const half = { dataset: mine.id, start: mine.start, end: 149_000 }
  const found = await ask(half, null)
  expect(found.channels).toHaveLength(2)
  expect(found.correlation!.here[0][1]).toBeCloseTo(-1, 9)
  expect(found.there).toMatchObject({ name: 'one', from: { rows: 150, of: 150 } })
  expect(found.channels[0].curveThere.filter((v) => !Number.isNaN(v)).length).toBeLessThan(
    found.channels[0].curveHere.filter((v) => !Number.isNaN(v)).length,
  )
})

test('no time in common, and no channel in common, are told in a sentence', async () => {
  await expect(ask({ dataset: sister.id, start: mine.start, end: mine.end }, 0)).rejects.toThrow(
    '"one" and "two" have no time in common here: align them at an event or at their starts, or compare them as wholes.',
  )
  await expect(
    explore(
      {
        project,
        dataset: mine.id,
        channels: [mine.channels[1].id],
        start: mine.start,
        end: mine.end,
        labelSet: null,
        exact: true,
        question: { kind: 'compare', with: { dataset: sister.id, start: 0, end: 9e12 }, shift: null },
      },
      quietJob(),
    ),
  ).rejects.toThrow('have no channel of the same name among those that are shown')
})
