import { afterEach, expect, test } from 'vitest'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { getDataset } from '../../../src-main/db/datasets.ts'
import { createModel } from '../../../src-main/db/models.ts'
import { createRun, getRun } from '../../../src-main/db/runs.ts'
import { mergeTail, writeRows } from '../../../src-main/db/series/append-rows.ts'
import { listAlarms } from '../../../src-main/db/watch/alarms.ts'
import { engineCalls } from '../../../src-main/engine/jobs/index.ts'
import { lookAtTail, raiseAll, seriesOf, watcherOfRun } from '../../../src-main/engine/jobs/watch/monitored.ts'
import { asFound } from '../../../src-main/shared/runs/detected-ranges.ts'
import type { ModeSplit } from '../../../src-main/shared/models/modes.ts'
import { addDataset, testProject } from '../../db/project.ts'

const start = Date.UTC(2026, 2, 1)
const minute = 60_000
/** Slow and fast by turns of an hour: the vibration is quiet, then twenty times as much. */
const isFast = (i: number) => Math.floor(i / 60) % 2 === 1
const rows = (from: number, to: number, fault: (i: number) => number | null = () => null) => {
  const random = seededRandom(from + 1)
  const all = Array.from({ length: to - from }, (_, k) => from + k)
  return {
    times: Float64Array.from(all, (i) => start + i * minute),
    values: [
      Float64Array.from(all, (i) => Number(isFast(i))),
      Float64Array.from(all, (i) => fault(i) ?? (2 * random.next() - 1) * (isFast(i) ? 6 : 0.3)),
    ],
  }
}

let project: ReturnType<typeof testProject> | null = null
afterEach(() => project?.remove())

/** Alarms of two new hours, a slow and a fast one, that both stand at 1.5 for ten minutes. */
async function watched(modes: ModeSplit | null) {
  project = testProject()
  const { db, path } = project
  const trained = rows(0, 1200)
  const { id, channels } = addDataset(db, trained.times, trained.values)
  const threshold = { rule: 'mean-sigma', params: { k: 4 }, ...asFound, modes }
  const ranges = [{ start, end: start + 1199 * minute }]
  const model = createModel(db, {
    ...{ name: 'z-score', kind: 'detector', detector: 'z-score', detectorVersion: 0, params: {}, seed: 1, ranges },
    ...{ channels: [channels[1].name], history: [], engine: 'none', data: null, trainingScores: null },
  })
  const run = createRun(db, { dataset: id, model, name: 'z-score', threshold })
  await engineCalls.train(
    {
      ...{ project: path, run, channels: [channels[1].id], ranges, labelSet: null, excludeLabels: false },
      ...{ params: {}, detector: 'z-score', seed: 1, threshold },
    },
    quietJob(),
  )
  const settings = { onDelayMs: 0, offDelayMs: 10 * minute, deadband: 1 }
  const watcher = watcherOfRun(db, getRun(db, run), minute, { settings, since: ranges[0].end }, null)
  const off = (i: number) => (i % 60 >= 20 && i % 60 < 30 ? 1.5 : null)
  const tail = mergeTail(db, id, rows(1200, 1320, off), 100, null)
  const look = await lookAtTail(db, watcher, tail, [], quietJob())
  writeRows(db, tail, seriesOf([look]), 'watched: in')
  raiseAll(db, tail, [look])
  expect(getDataset(db, id).rows).toBe(1320)
  return { alarms: listAlarms(db, { dataset: id }), found: getRun(db, run).threshold.found }
}

test('new rows are held against the threshold of their operating mode', async () => {
  const { alarms, found } = await watched({ kind: 'channel', channel: 'channel 0', bins: 2 })
  const [slow, fast] = found!.modes
  expect(slow.threshold).toBeLessThan(fast.threshold / 5)
  expect(alarms).toHaveLength(1)
  expect(alarms[0].start).toBe(start + 1220 * minute)
  expect(alarms[0].end).toBe(start + 1229 * minute)
  expect(alarms[0].threshold).toBe(slow.threshold)
  // The chart draws their threshold as well.
  const steps = found!.steps!.filter((step) => step.start >= start + 1200 * minute)
  expect(steps.map(({ start: at, threshold }) => [(at - start) / minute, threshold])).toEqual([
    [1200, slow.threshold],
    [1260, fast.threshold],
  ])
})

test('under one threshold for all the same rows raise none', async () => {
  expect((await watched(null)).alarms).toEqual([])
})
