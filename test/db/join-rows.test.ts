import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { getDataset, listDatasets, removeDataset } from '../../src-main/db/datasets.ts'
import { beginJoin, joinRows, planJoin } from '../../src-main/db/series/join-rows.ts'
import { listSets } from '../../src-main/db/labels/label-sets.ts'
import { createLabels, listLabels } from '../../src-main/db/labels/labels.ts'
import { createModel } from '../../src-main/db/models.ts'
import { createRun, finishRun, getRun, listDetections, setJudgement } from '../../src-main/db/runs.ts'
import { createSeriesWriter, readTimes, readValues } from '../../src-main/db/series/series.ts'
import { planSentences } from '../../src-main/shared/importing/joining.ts'
import { addDataset, seconds, testProject } from './project.ts'

const still = () => Promise.resolve()
const threshold = { rule: 'fixed', params: { value: 3 }, minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 }
const ramp = (n: number, from = 0) => Float64Array.from({ length: n }, (_, i) => from + i)

describe('joining rows', () => {
  let project: ReturnType<typeof testProject>
  beforeEach(() => (project = testProject()))
  afterEach(() => project.remove())

  /** A dataset of 20,000 rows with a scored run, and a later one that overlaps it by 100 rows and lacks its second channel. */
  function two(shift = 19_900, step = 0) {
    const { db } = project
    const one = addDataset(db, seconds(20_000), [ramp(20_000), ramp(20_000, 5)])
    const later = seconds(shift + 1000)
      .subarray(shift)
      .map((time) => time + step)
    const other = addDataset(db, later, [ramp(1000, 1e6)], { name: 'later' })
    return { db, one, other }
  }

  function scored(db: typeof project.db, dataset: number, n: number) {
    const model = createModel(db, {
      name: 'Z',
      kind: 'detector',
      detector: 'z-score',
      detectorVersion: 1,
      params: {},
      channels: ['channel 0'],
      seed: 1,
      ranges: [],
      history: [],
      engine: 'none',
      data: null,
      trainingScores: null,
    })
    const run = createRun(db, { dataset, model, name: 'r', threshold })
    const writer = createSeriesWriter(db, dataset)
    writer.write(ramp(n))
    writer.finish()
    finishRun(db, run, {
      scores: writer.id,
      contributions: [],
      expected: [],
      maxScore: n - 1,
      assessed: n,
      seconds: { train: 0, score: 0 },
    })
    setJudgement(db, run, {
      threshold,
      thresholdValue: 1,
      oracle: false,
      measures: null,
      detections: [{ first: 10, last: 20, start: 1, end: 2, peak: 3, peakTime: 1 }],
    })
    return run
  }

  test('the plan counts overlap, gap and changed channels, and changes nothing', () => {
    const { db, one, other } = two()
    const plan = planJoin(db, one.id, other.id, 'append')
    expect(plan).toMatchObject({
      added: 900,
      sameTimes: 100,
      between: 0,
      gapMs: null,
      newChannels: [],
      missingChannels: ['channel 1'],
      runs: 0,
    })
    expect(planSentences(plan, (ms) => `${ms / 1000} s`)).toEqual([
      { warning: true, text: '100 rows overlap: the times are there already, and what is there stays.' },
      { warning: true, text: '"channel 1" will be empty in the new rows.' },
    ])
    expect(listDatasets(db)).toHaveLength(2)
    const far = addDataset(db, seconds(30_010).subarray(30_000), [ramp(10)], { name: 'far' })
    expect(planJoin(db, one.id, far.id, 'append').gapMs).toBe(10_001 * 1000)
  })

  test('newer rows are appended; runs keep their scores and say until when', async () => {
    const { db, one, other } = two()
    const run = scored(db, one.id, 20_000)
    await joinRows(db, one.id, other.id, 'append', beginJoin(db, one.id, other.id), still)
    const joined = getDataset(db, one.id)
    expect(joined).toMatchObject({ rows: 20_900, status: 'ready', name: one.name })
    expect(joined.channels.map((c) => [c.id, c.name, c.missing])).toEqual([
      [one.channels[0].id, 'channel 0', 0],
      [one.channels[1].id, 'channel 1', 900],
    ])
    expect([...readTimes(db, one.id)]).toEqual([...seconds(20_900)])
    const values = readValues(db, joined.channels[0].series)
    expect([values[19_999], values[20_000], values[20_899]]).toEqual([19_999, 1e6 + 100, 1e6 + 999])
    const after = getRun(db, run)
    const scores = readValues(db, after.scores!)
    expect([scores[19_999], scores[20_000]]).toEqual([19_999, NaN])
    expect(after.scoredUntil).toBe(one.end)
    expect(listDatasets(db).map((d) => d.id)).toEqual([one.id, other.id])
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  })

  test('rows between the others move detections with the rows they were found in', async () => {
    const { db, one, other } = two(5, 500)
    const run = scored(db, one.id, 20_000)
    const plan = await joinRows(db, one.id, other.id, 'append', beginJoin(db, one.id, other.id), still)
    expect(plan).toMatchObject({ added: 1000, between: 1000 })
    const [detection] = listDetections(db, run)
    const times = readTimes(db, one.id)
    expect([times[detection.first], times[detection.last]]).toEqual([seconds(21)[10], seconds(21)[20]])
    const scores = readValues(db, getRun(db, run).scores!)
    expect([scores[detection.first], scores[detection.first + 1]]).toEqual([10, NaN])
  })

  test('read again, rows are those of the other, and scores stay where times still fit', async () => {
    const { db, one, other } = two(19_990)
    const run = scored(db, one.id, 20_000)
    await joinRows(db, one.id, other.id, 'replace', beginJoin(db, one.id, other.id), still)
    expect(getDataset(db, one.id)).toMatchObject({ rows: 1000, start: other.start, end: other.end })
    const scores = readValues(db, getRun(db, run).scores!)
    expect([scores[0], scores[9], scores[10]]).toEqual([19_990, 19_999, NaN])
    expect(listDetections(db, run)).toEqual([])
  })

  test('read again, labels stay, those without rows are said, and the dataset is read so from now on', async () => {
    const { db, one, other } = two(19_990)
    const [{ id: set }] = listSets(db, one.id)
    const label = (from: number, to: number) => ({
      set, class: 1, start: one.start + from * 1000, end: one.start + to * 1000, channels: [], certainty: 1,
      status: 'accepted' as const, note: '', origin: 'hand' as const,
    }) // prettier-ignore
    createLabels(db, [label(10, 20), label(19_980, 19_995), label(19_992, 19_999)], 'ada')
    db.prepare(`UPDATE channel SET unit = 'bar' WHERE dataset = ?`).run(other.id)
    await joinRows(db, one.id, other.id, 'replace', beginJoin(db, one.id, other.id), still)
    const { report, channels, sourceFile } = getDataset(db, one.id)
    expect(listLabels(db, { set })).toHaveLength(3)
    expect(report?.problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^1 label lies where the dataset has no rows any more, the first from 2024-01-01 00:00:10 UTC to [^:]+:[^:]+:\d\d UTC: it is kept/,
      ),
    ])
    expect(channels[0].unit).toBe('bar')
    expect(sourceFile).toBe(other.sourceFile)
  })

  test('stopped half way, the dataset is what it was', async () => {
    const { db, one, other } = two()
    const target = beginJoin(db, one.id, other.id)
    const stopped = () => Promise.reject(new Error('stopped'))
    await expect(joinRows(db, one.id, other.id, 'append', target, stopped)).rejects.toThrow('stopped')
    await removeDataset(db, target)
    expect(listDatasets(db).map((d) => [d.id, d.rows])).toEqual([
      [one.id, 20_000],
      [other.id, 1000],
    ])
  })
})
