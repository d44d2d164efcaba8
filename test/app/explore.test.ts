import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { quietJob } from '../../src-main/analysis/job.ts'
import { createDataset, finishDataset, getDataset } from '../../src-main/db/datasets.ts'
import { closeProject, openProject } from '../../src-main/db/file/open.ts'
import { createDatasetWriter } from '../../src-main/db/series/series.ts'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import { explore } from '../../src-main/engine/jobs/explore/index.ts'
import { quality } from '../../src-main/engine/jobs/data/quality.ts'
import type { AnswerTo, ExploreQuestion } from '../../src-main/shared/data/explore.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = mkdtempSync(join(tmpdir(), 'explore-'))
const project = join(folder, 'p.anomaly')
// More than a first answer is drawn from, and more than four days.
const rows = 200_000
const day = 86_400_000
const stepMs = 2000
const start = Date.UTC(2024, 0, 1)
let dataset = 0
let channels: number[] = []
let end = 0

/** A day of 43,200 rows; the second follows the first 50 rows later; the third is noise. */
beforeAll(() => {
  const db = openProject(project, { role: 'app', create: true })
  dataset = createDataset(db, { name: 'd', sourceFile: 'd.csv', zone: 'UTC', recipe: null })
  const writer = createDatasetWriter(
    db,
    dataset,
    ['a', 'b', 'c'].map((name) => ({ name, unit: null })),
  )
  const random = seededRandom(4)
  const times = Float64Array.from({ length: rows }, (_, i) => start + i * stepMs)
  const wave = (i: number) => 10 + Math.sin((2 * Math.PI * i * stepMs) / day) + 0.5 * Math.sin(i / 60)
  writer.write(times, [
    times.map((_, i) => wave(i)),
    times.map((_, i) => 2 * wave(i - 50) + 0.01 * random.normal()),
    times.map((_, i) => (i % 1000 === 0 ? NaN : random.normal())),
  ])
  writer.finish()
  finishDataset(db, dataset, null)
  channels = getDataset(db, dataset).channels.map(({ id }) => id)
  end = times[rows - 1]
  closeProject(db)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ask = async <Q extends ExploreQuestion>(question: Q, exact = true, range = { start, end }) =>
  (await explore({ project, dataset, question, channels, labelSet: null, exact, ...range }, quietJob())) as AnswerTo<
    Q['kind']
  >

describe('a question about a stretch', () => {
  test('is answered from a stated sample first, then from all rows, and both agree', async () => {
    const [first, all] = [
      await ask({ kind: 'together', method: 'pearson' }, false),
      await ask({ kind: 'together', method: 'pearson' }),
    ]
    expect(first.from).toEqual({ rows: 131_072, of: rows })
    expect(all.from).toEqual({ rows, of: rows })
    const at = (answer: typeof all, x: number, y: number) =>
      answer.r[answer.channels.indexOf(channels[x])][answer.channels.indexOf(channels[y])]
    expect(at(all, 0, 1)).toBeGreaterThan(0.8)
    expect(Math.abs(at(first, 0, 1) - at(all, 0, 1))).toBeLessThan(0.05)
    expect(Math.abs(at(all, 0, 2))).toBeLessThan(0.01)
    // What is alike stands together: the noise at an end.
    expect(all.channels.indexOf(channels[2])).not.toBe(1)
  })

  test('counts every row in the grid of a scatter, and picks all that lie in a box', async () => {
    const [x, y] = channels
    const { grid, x: points } = await ask({ kind: 'scatter', x, y, colour: 'time' })
    expect(grid!.counts.reduce((sum, n) => sum + n)).toBe(rows)
    expect(points.length).toBeLessThan(10_000)
    const box = { x: grid!.x, y: [grid!.y[0], (grid!.y[0] + grid!.y[1]) / 2] as [number, number] }
    const { rows: picked, ranges, all } = await ask({ kind: 'within', x, y, box })
    expect(picked).toBeGreaterThan(0)
    expect(picked).toBeLessThan(rows)
    expect(ranges).toHaveLength(all)
  })

  test('draws each pair of the channels', async () => {
    const { cells, bars } = await ask({ kind: 'scatter-matrix' }, false)
    expect(cells[0][0]).toBeNull()
    const sum = (counts: Uint32Array) => counts.reduce((a, b) => a + b)
    expect(sum(cells[1][0]!.counts)).toBe(131_072)
    // The third has missing values.
    expect(sum(cells[2][0]!.counts)).toBeLessThan(131_072)
    const { columns } = cells[1][0]!
    expect(cells[0][1]!.counts[3 * columns + 7]).toBe(cells[1][0]!.counts[7 * columns + 3])
    expect(bars[0]!.counts.reduce((a, b) => a + b)).toBe(131_072)
  })

  test('cuts cycles by a channel or a formula, and refuses what is no cycle in a sentence', async () => {
    const cut = { channel: channels[0], edge: 'rises' as const, level: 10, formula: null, leastMs: 3_600_000 }
    const range = { start, end: start + 3 * day }
    const found = await ask({ kind: 'cycles', cut: { ...cut, edge: 'above' }, shape: channels[1], groups: 1 }, true, range) // prettier-ignore
    expect(found.starts.length).toBeGreaterThan(0)
    expect(found.groups.reduce((sum, { size }) => sum + size, 0)).toBe(found.starts.length)
    const byFormula = await ask({ kind: 'cycles', cut: { ...cut, formula: 'a > 10' }, shape: channels[1], groups: 1 }, true, range) // prettier-ignore
    expect(byFormula.starts).toEqual(found.starts)
    const wrong = (more: object) => ask({ kind: 'cycles', cut: { ...cut, ...more }, shape: channels[1], groups: null }, true, range) // prettier-ignore
    await expect(wrong({ level: 1000 })).rejects.toThrow('The condition holds nowhere in what is shown')
    await expect(wrong({ formula: 'nothing > 10' })).rejects.toThrow('nothing')
    await expect(wrong({ edge: 'above', channel: channels[2], level: 0, leastMs: 0 })).rejects.toThrow(/makes [\d,]+ cycles/) // prettier-ignore
    const events = await ask({ kind: 'overlay', channel: channels[1], by: 'condition', offset: 0, anchor: 'start', stretched: false, run: null, cut: { ...cut, edge: 'above' }, before: 7_200_000, after: 0 }, true, range) // prettier-ignore
    expect(events.starts).toEqual(found.starts)
    expect(events.at[0]).toBeLessThan(0)
  })

  test('tells the lag of one channel behind another', async () => {
    const { lag } = await ask({ kind: 'scatter', x: channels[0], y: channels[1], colour: 'time' }, true, { start, end: start + 30_000 * stepMs }) // prettier-ignore
    // The estimate is biased towards 0, by less than a step of a slow wave.
    expect(Math.abs(lag!.bestMs - 50 * stepMs)).toBeLessThanOrEqual(stepMs)
  })

  test('finds the day, and takes the channel apart by it', async () => {
    const { periods, decomposition } = await ask({
      kind: 'rhythm',
      channel: channels[0],
      period: null,
      method: 'classical',
    })
    expect(periods.some(({ ms }) => Math.abs(ms / day - 1) < 0.02)).toBe(true)
    const byDay = await ask({ kind: 'rhythm', channel: channels[0], period: day, method: 'stl' })
    expect(byDay.decomposition!.periodMs / day).toBeCloseTo(1, 1)
    const { trend, seasonal, remainder, values } = byDay.decomposition!
    values.forEach((v, i) => expect(trend[i] + seasonal[i] + remainder[i]).toBeCloseTo(v, 9))
    expect(decomposition === null || decomposition.values.length > 0).toBe(true)
  })

  test('lays days over each other', async () => {
    const { curves, starts, at } = await ask({
      kind: 'overlay',
      channel: channels[0],
      by: day,
      offset: 0,
      anchor: 'start',
      stretched: false,
      run: null,
      cut: null,
      before: 0,
      after: 0,
    })
    expect(starts.length).toBe(Math.ceil((rows * stepMs) / day))
    expect(at.at(-1)!).toBeLessThan(day)
    expect(Math.abs(curves[1][60] - curves[3][60])).toBeLessThan(0.6)
  })

  test('counts values of the view beside the whole, and leaves out what has no distribution', async () => {
    const { channels: found } = await ask(
      { kind: 'distributions', log: false, selected: { start, end: start + 9 * stepMs } },
      true,
      {
        start,
        end: start + 999 * stepMs,
      },
    )
    expect(found.map(({ channel }) => channel)).toEqual(channels)
    expect(found[2].counts.reduce((a, b) => a + b)).toBe(999)
    // Ten rows are selected; the first of the third channel is missing.
    expect(found.map(({ selected }) => selected!.reduce((a, b) => a + b))).toEqual([10, 10, 9])
    const { notes } = await ask({ kind: 'distributions', log: true, selected: null }, true, {
      start,
      end: start + 999 * stepMs,
    })
    expect(notes[0]).toMatch(/^c: \d+ rows without a value above 0 are left out\.$/)
  })

  test('adds up a stretch, both ends included', async () => {
    const { channels: found, from } = await ask({ kind: 'statistics', limit: 10 }, true, {
      start,
      end: start + 999 * stepMs,
    })
    expect(from).toEqual({ rows: 1000, of: 1000 })
    expect(found[2]).toMatchObject({ count: 999, missing: 1 })
    expect(found[0].aboveMs).toBeGreaterThan(0)
    const sampled = await ask({ kind: 'statistics', limit: 10 }, false)
    expect(sampled.channels[0]).toMatchObject({ area: null, aboveMs: null })
  })

  test('of two points, of none, and of one channel is refused in a sentence or answered', async () => {
    const two = { start, end: start + stepMs }
    expect((await ask({ kind: 'statistics', limit: null }, true, two)).from.rows).toBe(2)
    await expect(ask({ kind: 'rhythm', channel: channels[0], period: null, method: 'stl' }, true, two)).rejects.toThrow('a has fewer than four values here: show more of the chart.') // prettier-ignore
    await expect(ask({ kind: 'statistics', limit: null }, true, { start: start + 1, end: start + 2 })).rejects.toThrow('There is no row in this stretch') // prettier-ignore
    await expect(explore({ project, dataset, question: { kind: 'together', method: 'pearson' }, channels: [channels[0]], start, end, labelSet: null, exact: true }, quietJob())).rejects.toThrow('Show at least two channels') // prettier-ignore
    const long = await ask({ kind: 'rhythm', channel: channels[0], period: 30 * day, method: 'stl' })
    expect(long.note).toMatch(/^Two complete periods are needed/)
  })

  test('quality of the stored dataset, cancelled when asked to', async () => {
    const report = await quality({ project, dataset }, quietJob())
    expect(report).toMatchObject({ rows, first: start, last: end, stepMs })
    expect(report.channels[2]).toMatchObject({ missing: rows / 1000, grade: 'good' })
    await expect(quality({ project, dataset }, quietJob({ signal: AbortSignal.abort() }))).rejects.toThrow()
  })
})
