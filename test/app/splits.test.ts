import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { HoldOut } from '../../src-main/shared/models/hold-out.ts'
import type { Run } from '../../src-main/shared/project.ts'
import { RealApp } from './real-app.ts'

/** 1,500 seconds of a pump with three labelled jumps; the last of them in the last third. */
function pumpCsv(): string {
  const lines = ['time,Flow [l/min],Pressure (bar),anomaly']
  for (let i = 0; i < 1500; i++) {
    const odd = [300, 700, 1300].some((at) => i >= at && i < at + 30)
    lines.push(
      `${new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString()},${(10 + Math.sin(i / 8) + (odd ? 6 : 0)).toFixed(4)},${(3 + Math.cos(i / 8) * 0.2).toFixed(4)},${odd ? 1 : 0}`,
    )
  }
  return lines.join('\n')
}

const last: HoldOut = { kind: 'last', share: 0.3, purge: null }
const plain = { minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 }

describe('honest splits in the app with a real engine', () => {
  const studio = new RealApp()
  let dataset: number
  let set: number

  async function trained(
    detector: string,
    more: {
      params?: Record<string, number>
      holdOut?: HoldOut
      excludeLabels?: boolean
      chosenOn?: { labelSet: number }
    } = {},
  ): Promise<Run> {
    const run = await studio.trained({ dataset, detector, labelSet: set, ...more })
    return (await studio.call('runs.list', { dataset })).find(({ id }) => id === run)!
  }
  async function combined(runs: number[]): Promise<Run> {
    const { job, run } = await studio.call('runs.combine', { runs, labelSet: set })
    expect((await studio.ended(job)).message).toBeNull()
    return (await studio.call('runs.list', { dataset })).find(({ id }) => id === run)!
  }
  const codes = (run: Run) => run.measures!.warnings!.map(({ code }) => code)
  const value = (run: Run, id: string) => run.measures!.values.find((measure) => measure.id === id)!

  beforeAll(async () => {
    writeFileSync(join(studio.folder, 'pump.csv'), pumpCsv())
    await studio.call('project.create', { file: null, name: 'Pump' })
    await studio.imported(join(studio.folder, 'pump.csv'))
    dataset = (await studio.call('datasets.list', {}))[0].id
    set = (await studio.call('labels.sets', { dataset }))[0].id
  })
  afterAll(() => studio.app.close())

  test('a run that holds nothing out says that it is judged on what it was trained on', async () => {
    const run = await trained('kmeans', { params: { window: 10 }, excludeLabels: false })
    expect(run.heldOut).toBeNull()
    expect(codes(run)).toEqual(['judged-on-trained', 'trained-on-labelled'])
    expect(run.measures!.warnings![1].message).toContain('3 labelled anomalies (90 rows)')
  })

  test('the last 30 % are held out, scored with the rest, and judged alone', async () => {
    const run = await trained('kmeans', { params: { window: 10 }, holdOut: last })
    expect(run.model.training).toMatchObject({
      dataset,
      holdOut: last,
      heldOut: { first: 1050, last: 1499 },
      purge: 10,
      window: 10,
      labelled: { windows: 0, rows: 0 },
    })
    expect(run).toMatchObject({ heldOut: { first: 1050, last: 1499 }, judgedOn: 'held-out', assessed: 1500 })
    expect(run.measures).toMatchObject({
      assessed: 450,
      notAssessed: 0,
      windows: 1,
      judged: {
        first: 1050,
        last: 1499,
        start: Date.UTC(2026, 0, 1) + 1_050_000,
        end: Date.UTC(2026, 0, 1) + 1_499_000,
      },
    })
    expect(codes(run)).toEqual([])
    expect(value(run, 'events there').value).toBe(1)
  })

  test('a switch judges all rows, moves no threshold, and is kept', async () => {
    const run = await trained('z-score', { holdOut: last })
    const all = await studio.call('runs.judge', {
      run: run.id,
      threshold: run.threshold,
      labelSet: set,
      judgedOn: 'all',
    })
    expect(all).toMatchObject({
      judgedOn: 'all',
      thresholdValue: run.thresholdValue,
      measures: { assessed: 1500, windows: 3 },
    })
    expect(all.measures!.judged).toBeUndefined()
    expect(codes(all)).toEqual(['judged-on-trained'])
    const again = await studio.call('runs.judge', { run: run.id, threshold: run.threshold, labelSet: set })
    expect(again.judgedOn).toBe('all')
    const back = await studio.call('runs.judge', {
      run: run.id,
      threshold: run.threshold,
      labelSet: set,
      judgedOn: 'held-out',
    })
    expect(back.measures).toEqual(run.measures)
  })

  test('a budget of alarms is spent on rows that are not judged; a threshold by the labels is an oracle', async () => {
    const run = await trained('z-score', { holdOut: last })
    const budget = await studio.call('runs.judge', {
      run: run.id,
      threshold: { rule: 'alarms-per-week', params: { budget: 5 }, ...plain },
      labelSet: set,
    })
    expect(codes(budget)).toEqual([])
    const oracle = await studio.call('runs.judge', {
      run: run.id,
      threshold: { rule: 'best-f1', params: {}, ...plain },
      labelSet: set,
    })
    expect(oracle.measures!.warnings).toMatchObject([{ code: 'threshold-oracle', badge: 'oracle' }])
    expect(value(oracle, 'F1').oracle).toBe(true)
  })

  test('PA-F1 never stands without its badge and the random detector beside it', async () => {
    const { measures } = await trained('z-score', { holdOut: last })
    const at = measures!.values.findIndex(({ id }) => id === 'PA-F1')
    expect(measures!.values.slice(at, at + 2).map(({ id, badge }) => [id, badge])).toEqual([
      ['PA-F1', 'inflated'],
      ['PA-F1 of random', 'inflated'],
    ])
    expect(measures!.values[at + 1].value).toEqual(expect.any(Number))
  })

  test('where blocks agree, every row is judged by models that have not seen it, and the run says so', async () => {
    const agreeing: HoldOut = { kind: 'blocks', blocks: 5, purge: null, agree: true }
    const run = await trained('kmeans', { params: { window: 10 }, holdOut: agreeing, excludeLabels: false })
    expect(run.name).toBe('k-means, 5 blocks in agreement')
    expect(run).toMatchObject({ heldOut: { first: 0, last: 1499 }, assessed: 1500 })
    expect(run.model.training).toMatchObject({ holdOut: agreeing })
    expect(value(run, 'AUC-PR').value).toBeGreaterThan(0.8)
  })

  test('cross-validation makes one run whose every score is out of fold, and cannot be applied elsewhere', async () => {
    const run = await trained('kmeans', { params: { window: 10 }, holdOut: { kind: 'blocks', blocks: 5, purge: null } })
    expect(run).toMatchObject({ heldOut: { first: 0, last: 1499 }, assessed: 1500 })
    expect(run.measures!.judged).toBeUndefined()
    expect(run.measures).toMatchObject({ assessed: 1500, windows: 3 })
    expect(value(run, 'AUC-PR').value).toBeGreaterThan(0.8)
    expect(codes(run)).toEqual([])
    await studio.imported(join(studio.folder, 'pump.csv'), 'Again')
    const again = (await studio.call('datasets.list', {})).find(({ name }) => name === 'Again')!
    // Whatever a mode's threshold is chosen by are judged scores here.
    const modes = { kind: 'channel', channel: 'Flow', bins: 3 } as const
    const maximum = { rule: 'maximum', params: {}, ...plain }
    const judge = async (run: number, labelSet: number, more: object) =>
      codes(await studio.call('runs.judge', { run, threshold: { ...maximum, ...more }, labelSet }))
    expect(await judge(run.id, set, {})).toEqual([])
    expect(await judge(run.id, set, { modes })).toEqual(['threshold-saw-scores'])
    await expect(studio.call('runs.score', { run: run.id, dataset: again.id })).rejects.toThrow(
      /^A cross-validated run has one model for each block/,
    )
    await expect(
      studio.call('explain.window', { run: run.id, start: Date.UTC(2026, 0, 1), end: Date.UTC(2026, 0, 1) + 60_000 }),
    ).rejects.toThrow('was cross-validated')
    const one = await trained('z-score')
    const { job, run: elsewhere } = await studio.call('runs.score', { run: one.id, dataset: again.id })
    await studio.ended(job)
    const found = (await studio.call('runs.list', { dataset: again.id })).find(({ id }) => id === elsewhere)!
    expect(found.heldOut).toEqual({ first: 0, last: 1499 })
    expect(codes(found)).toEqual(['same-data'])
    const othersSet = (await studio.call('labels.sets', { dataset: again.id }))[0].id
    expect(await judge(elsewhere, othersSet, {})).toEqual(['same-data'])
    expect(await judge(elsewhere, othersSet, { modes })).toEqual(['same-data', 'threshold-saw-scores'])
  })

  test('a supervised detector that is judged on the labels it learnt says so', async () => {
    const run = await trained('fcn-classifier', { params: { window: 10, epochs: 1 } })
    expect(run.measures!.warnings![0]).toMatchObject({ code: 'labels-learnt', badge: 'in-sample' })
    const ensemble = await combined([run.id, (await trained('z-score')).id])
    expect(ensemble.measures!.warnings![0]).toMatchObject({ code: 'labels-learnt', badge: 'in-sample' })
    const of = await combined([ensemble.id, (await trained('kmeans', { params: { window: 10 } })).id])
    expect(of.measures!.warnings![0]).toMatchObject({ code: 'labels-learnt', badge: 'in-sample' })
  })

  test('a detector taken from a ranking by these labels is an oracle', async () => {
    const { job } = await studio.call('ranking.start', {
      dataset,
      detectors: ['z-score', 'mahalanobis'],
      labelSet: set,
    })
    expect((await studio.ended(job)).message).toBeNull()
    expect(await studio.call('ranking.result', { dataset })).toMatchObject({ by: 'labels', labelSet: set })
    const run = await trained('z-score', { holdOut: last, chosenOn: { labelSet: set } })
    expect(run.measures!.warnings).toMatchObject([{ code: 'model-oracle', badge: 'oracle' }])
  })

  test('an ensemble has held out what all its members have', async () => {
    const members = [
      await trained('z-score', { holdOut: last }),
      await trained('kmeans', { params: { window: 10 }, holdOut: { kind: 'blocks', blocks: 3, purge: null } }),
    ]
    const ensemble = await combined(members.map(({ id }) => id))
    expect(ensemble.heldOut).toEqual({ first: 1050, last: 1499 })
    expect(ensemble.measures).toMatchObject({ assessed: 450, windows: 1 })
    const leaky = await combined([members[0].id, (await trained('mahalanobis')).id])
    expect(leaky.heldOut).toBeNull()
    expect(codes(leaky)).toContain('judged-on-trained')
  })

  test('an adaptive run is judged on the rows it had not learnt from when it scored them', async () => {
    const { job, run } = await studio.call('adaptive.start', {
      dataset,
      detector: 'z-score',
      params: {},
      labelSet: set,
    })
    expect((await studio.ended(job)).message).toBeNull()
    const found = (await studio.call('runs.list', { dataset })).find(({ id }) => id === run)!
    expect(found.heldOut).toEqual({ first: 300, last: 1499 })
    expect(codes(found)).not.toContain('judged-on-trained')
    const judged = await studio.call('runs.judge', {
      run,
      threshold: { rule: 'percentile', params: { p: 99 }, ...plain },
      labelSet: set,
    })
    expect(judged.thresholdValue).toBeGreaterThan(0)
    expect(codes(judged)).toContain('threshold-saw-scores')
  })

  test('a purge gap shorter than the window is allowed, and said', async () => {
    expect(codes(await trained('kmeans', { params: { window: 10 }, holdOut: { ...last, purge: 2 } }))).toEqual([
      'window-straddles',
    ])
  })

  test('a preview says what would be held out, in rows and time, before anything is trained', async () => {
    const preview = (holdOut: HoldOut, params = { window: 10 }) =>
      studio.call('train.preview', { dataset, detector: 'kmeans', params, channels: 2, holdOut })
    expect(await preview(last)).toEqual({
      window: 10,
      purge: 10,
      purgeMs: 10_000,
      problem: null,
      parts: [
        {
          heldOut: { first: 1050, last: 1499 },
          heldOutRows: 450,
          trainRows: 1040,
          start: Date.UTC(2026, 0, 1) + 1_050_000,
          end: Date.UTC(2026, 0, 1) + 1_499_000,
        },
      ],
    })
    expect(
      (await preview({ kind: 'blocks', blocks: 5, purge: null })).parts.map(({ heldOutRows, trainRows }) => [
        heldOutRows,
        trainRows,
      ]),
    ).toEqual([
      [300, 1190],
      [300, 1180],
      [300, 1180],
      [300, 1180],
      [300, 1190],
    ])
    expect((await preview({ kind: 'blocks', blocks: 50, purge: null }, { window: 100 })).problem).toBe(
      'In 50 blocks there are 30 rows each, and "k-means" looks at 100 rows at a time: at most 15 blocks are possible here.',
    )
    expect((await preview({ kind: 'last', share: 0.99, purge: null }, { window: 100 })).problem).toBe(
      'Too little is left to train on: "k-means" needs 101 rows without a gap.',
    )
  })

  test('what cannot be held out ends the job with a sentence and leaves no run', async () => {
    const before = (await studio.call('runs.list', { dataset })).length
    const start = (holdOut: HoldOut, detector = 'kmeans') =>
      studio.call('train.start', {
        dataset,
        detector,
        params: detector === 'kmeans' ? { window: 100 } : {},
        channels: [],
        ranges: [],
        labelSet: set,
        excludeLabels: true,
        seed: 1,
        threshold: null,
        holdOut,
      })
    const many = await start({ kind: 'blocks', blocks: 50, purge: null })
    expect((await studio.ended(many.job)).message).toContain('at most')
    const little = await start({ kind: 'last', share: 0.99, purge: null })
    expect((await studio.ended(little.job)).message).toMatch(
      /^Holding out the last 99 % .*leaves too little to train on/,
    )
    const nothing = await start(last, 'random')
    expect((await studio.ended(nothing.job)).message).toBe(
      '"Random" learns nothing, so there is nothing to hold out from it: judge it on all rows.',
    )
    await expect(start({ kind: 'blocks', blocks: 1, purge: null })).rejects.toThrow('blocks')
    expect(await studio.call('runs.list', { dataset })).toHaveLength(before)
  })
})
