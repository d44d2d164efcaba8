import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { quietJob } from '../../src-main/analysis/job.ts'
import { createDataset, finishDataset, getDataset } from '../../src-main/db/datasets.ts'
import { closeProject, openProject } from '../../src-main/db/file/open.ts'
import { createDatasetWriter } from '../../src-main/db/series/series.ts'
import { explore } from '../../src-main/engine/jobs/explore/index.ts'
import type { AnswerTo, ExploreQuestion } from '../../src-main/shared/data/explore.ts'

const folder = mkdtempSync(join(tmpdir(), 'explore-little-'))
const project = join(folder, 'p.anomaly')
type Dataset = ReturnType<typeof getDataset>
let little: Dataset
let long: Dataset

beforeAll(() => {
  const db = openProject(project, { role: 'app', create: true })
  const make = (name: string, rows: number, columns: Record<string, (row: number) => number>) => {
    const id = createDataset(db, { name, sourceFile: `${name}.csv`, zone: 'UTC', recipe: null })
    const writer = createDatasetWriter(db, id, Object.keys(columns).map((column) => ({ name: column, unit: null }))) // prettier-ignore
    const each = Array.from({ length: rows }, (_, i) => i)
    writer.write(Float64Array.from(each, (i) => i * 1000), Object.values(columns).map((of) => Float64Array.from(each, of))) // prettier-ignore
    writer.finish()
    finishDataset(db, id, null)
    return getDataset(db, id)
  }
  little = make('little', 1000, {
    same: () => 5,
    none: () => NaN,
    three: (i) => (i % 400 === 10 ? i : NaN),
    wave: (i) => Math.sin(i / 10),
  })
  // Twenty seconds are less than a step of what a decomposition of so many rows is made of.
  long = make('long', 100_000, { a: (i) => 2 * Math.sin((2 * Math.PI * i) / 20) + Math.sin((2 * Math.PI * i) / 8000) })
  closeProject(db)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ask = async <Q extends ExploreQuestion>(question: Q, dataset = little, end = dataset.end) =>
  (await explore(
    { project, dataset: dataset.id, question, channels: dataset.channels.map(({ id }) => id), start: dataset.start, end, labelSet: null, exact: true }, // prettier-ignore
    quietJob(),
  )) as AnswerTo<Q['kind']>
const idOf = (name: string) => little.channels.find((one) => one.name === name)!.id
const rhythmOf = (name: string) => ({ kind: 'rhythm', channel: idOf(name), period: null, method: 'classical' }) as const
const overlayOf = (name: string, by: number) =>
  ({ kind: 'overlay', channel: idOf(name), by, offset: 0, anchor: 'start', stretched: false, run: null, cut: null, before: 0, after: 0 }) as const // prettier-ignore

describe('of little there is', () => {
  test('a channel of one value has no rhythm, and says so', async () => {
    expect(await ask(rhythmOf('same'))).toMatchObject({ periods: [], decomposition: null, note: 'same does not change here.' }) // prettier-ignore
  })

  test('channels without a correlation are named', async () => {
    const { note, r, channels } = await ask({ kind: 'together', method: 'pearson' })
    expect(note).toBe('same, none have one value or none here: there is no correlation with them.')
    const wave = channels.indexOf(idOf('wave'))
    expect([r[wave][wave], r[channels.indexOf(idOf('same'))][wave]]).toEqual([1, NaN])
  })

  test('no curve of a channel without a value, and nothing over which one period could be laid', async () => {
    await expect(ask(overlayOf('none', 60_000))).rejects.toThrow('none has no value here: there is no curve.')
    expect((await ask(overlayOf('wave', 60_000))).note).toBeNull()
    const day = await ask(overlayOf('wave', 86_400_000))
    expect([day.curves.length, day.note]).toEqual([1, expect.stringMatching(/^Only one of these periods is shown/)])
  })

  test.each(['none', 'three'])('a channel with too few values is refused a rhythm: %s', async (name) => {
    await expect(ask(rhythmOf(name))).rejects.toThrow(`${name} has fewer than four values here: show more of the chart.`) // prettier-ignore
  })
})

test('a channel is taken apart by the strongest period that is long enough for it', async () => {
  const { periods, decomposition } = await ask({ kind: 'rhythm', channel: long.channels[0].id, period: null, method: 'classical' }, long) // prettier-ignore
  expect(periods[0].ms).toBe(20_000)
  expect(decomposition!.periodMs / 8_000_000).toBeCloseTo(1, 1)
})

test('a dataset of one channel is not asked to show another', async () => {
  const asked = ask({ kind: 'together', method: 'pearson' }, long)
  await expect(asked).rejects.toThrow('This dataset has one channel: there is no other to compare it with.')
})
