import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import type { Label } from '../../src-main/shared/project.ts'
import { RealApp } from './real-app.ts'

/** A wave with noise and twelve dips of 16 rows, 1 Hz; the last four lie in the part that is held out. */
const start = Date.UTC(2024, 0, 1)
const dips = Array.from({ length: 12 }, (_, i) => ({
  start: start + (130 + i * 160) * 1000,
  end: start + (145 + i * 160) * 1000,
}))
function waveCsv(): string {
  const random = seededRandom(3)
  return [
    'time,pressure',
    ...Array.from({ length: 2000 }, (_, t) => {
      const time = start + t * 1000
      const isDip = dips.some((dip) => time >= dip.start && time <= dip.end)
      return `${new Date(time).toISOString()},${(Math.sin((2 * Math.PI * t) / 40) + 0.4 * (random.next() - 0.5) - (isDip ? 2 : 0)).toFixed(4)}`
    }),
  ].join('\n')
}

describe('from labels to a model to better candidates', () => {
  const studio = new RealApp()
  let dataset: number
  let set: number
  const list = () => studio.call('labels.list', { set })
  const rounds = () => studio.call('review.rounds', { dataset, labelSet: set })
  const train = async (holdOut: { kind: 'last'; share: number } | { kind: 'nothing' }, params = {}) => {
    const { job, run } = await studio.call('train.start', {
      dataset,
      detector: 'fcn-classifier',
      params: { window: 24, calendar: false, ...params },
      channels: [],
      ranges: [],
      labelSet: set,
      excludeLabels: false,
      seed: 1,
      threshold: null,
      holdOut,
    })
    expect((await studio.ended(job)).message).toBeNull()
    return run
  }
  const dipOf = (label: Label) => dips.find((dip) => label.start <= dip.end && label.end >= dip.start)
  const create = (ranges: typeof dips) =>
    studio.call('labels.create', { labels: ranges.map((range) => ({ set, class: 1, ...range })) })

  beforeAll(async () => {
    writeFileSync(join(studio.folder, 'wave.csv'), waveCsv())
    await studio.call('project.create', { file: null, name: 'Loop' })
    await studio.imported(join(studio.folder, 'wave.csv'))
    dataset = (await studio.call('datasets.list', {}))[0].id
    set = (await studio.call('labels.sets', { dataset }))[0].id
    await create([dips[1], dips[4], dips[7]])
  })
  afterAll(() => studio.app.close())

  test('a model that learnt from three labels proposes the other dips, though it is sure of none', async () => {
    expect(await rounds()).toEqual({ rounds: [], judged: null, trained: 0 })
    const run = await train({ kind: 'last', share: 0.3 })
    await studio.call('review.propose', { set, class: 1, source: { kind: 'doubt', run }, limit: 200 })
    const proposals = (await list()).filter((label) => label.status === 'proposed')
    const right = proposals.filter(dipOf)
    expect(right.length).toBeGreaterThan(proposals.length / 2)
    expect(new Set(right.map(dipOf)).size).toBeGreaterThan(3)
    // As a person does: the edges are put right, what is no dip is rejected, what is missing is marked by hand.
    await studio.call('labels.change', {
      changes: proposals.map((label) => ({
        id: label.id,
        status: dipOf(label) ? ('accepted' as const) : ('rejected' as const),
        ...dipOf(label),
      })),
    })
    const known = new Set((await list()).filter(({ status }) => status === 'accepted').map(dipOf))
    const missing = dips.filter((dip) => !known.has(dip))
    if (missing.length > 0) await create(missing)
  })

  test('trained on the answers it ranks dips better and finds more of them, on rows that it has not seen', async () => {
    await train({ kind: 'last', share: 0.3 })
    const {
      rounds: [before, now],
      judged,
      trained,
    } = await rounds()
    expect({ ...judged, trained }).toMatchObject({ rows: 600, events: 4, trained: 2 })
    expect([before.learnt, now.learnt]).toEqual([3, 8])
    expect(now.aucPr!).toBeGreaterThan(before.aucPr!)
    expect(now.found).toBeGreaterThan(before.found)
    console.info(
      `After the answers AUC-PR ${before.aucPr!.toFixed(3)} → ${now.aucPr!.toFixed(3)}, found ${before.found} → ${now.found} of ${judged!.events}.`,
    )
  })

  test('says so where nothing was held out, and compares only rounds that have not seen the same rows', async () => {
    await train({ kind: 'nothing' }, { epochs: 1 })
    expect(await rounds()).toEqual({ rounds: [], judged: null, trained: 3 })
    await train({ kind: 'last', share: 0.5 }, { epochs: 1 })
    const { rounds: list, judged } = await rounds()
    // The first two learnt from a part of what this one has not seen.
    expect([list.length, judged!.rows, judged!.events]).toEqual([1, 1000, 6])
  })
})
