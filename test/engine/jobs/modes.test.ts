import { afterEach, describe, expect, test } from 'vitest'
import { createLabels } from '../../../src-main/db/labels/labels.ts'
import { createClass } from '../../../src-main/db/labels/label-classes.ts'
import { getRun } from '../../../src-main/db/runs.ts'
import { engineCalls } from '../../../src-main/engine/jobs/index.ts'
import { thresholdByRow } from '../../../src-main/engine/jobs/runs/modes.ts'
import { readValues } from '../../../src-main/db/series/series.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import type { ModeSplit } from '../../../src-main/shared/models/modes.ts'
import { projectWithAnomaly } from './trained.ts'

let project: ReturnType<typeof projectWithAnomaly> | null = null
afterEach(() => project?.remove())

async function judged(
  modes: ModeSplit | null,
  prepare: (project: ReturnType<typeof projectWithAnomaly>) => void = () => {},
) {
  project = projectWithAnomaly()
  prepare(project)
  const run = await project.train('z-score')
  await engineCalls.judge(
    {
      project: project.path,
      run: run.id,
      threshold: { ...run.threshold, rule: 'maximum', params: {}, modes },
      labelSet: project.set.id,
    },
    quietJob(),
  )
  return getRun(project.db, run.id)
}

describe('judging with operating modes', () => {
  test('gives each range of a channel the highest score of its own training rows, and detects by it', async () => {
    const { threshold, thresholdValue, measures } = await judged({ kind: 'channel', channel: 'channel 0', bins: 3 })
    const { modes, without, steps } = threshold.found!
    expect(modes.map((mode) => mode.by).reduce((a, b) => a + b)).toBe(500)
    expect([modes.length, without]).toEqual([3, 0])
    expect(Math.max(...modes.map((mode) => mode.threshold))).toBe(thresholdValue)
    expect(Math.min(...modes.map((mode) => mode.threshold))).toBeLessThan(thresholdValue!)
    expect(steps!.length).toBeGreaterThan(3)
    expect(measures!.values.find(({ id }) => id === 'events found')!.value).toBe(1)
  })

  test('parts the data by the labels of a class, and keeps one threshold for a mode with few training rows', async () => {
    const { threshold, oracle } = await judged({ kind: 'class', class: 2 }, ({ db, dataset, set, series }) => {
      const startUp = createClass(db, {
        name: 'start-up',
        colour: '#1c7ed6',
        key: null,
        anomalous: false,
        exclusive: false,
      })
      expect(startUp.id).toBe(2)
      createLabels(
        db,
        [
          {
            start: series.times[100],
            end: series.times[119],
            set: set.id,
            class: startUp.id,
            channels: [],
            certainty: 1,
            status: 'accepted',
            note: '',
            origin: 'hand',
          },
        ],
        'ada',
      )
      expect(dataset.rows).toBe(800)
    })
    expect(oracle).toBe(false)
    expect(threshold.found!.modes).toMatchObject([
      {
        name: 'in start-up',
        rows: 20,
        by: 20,
        note: '20 training rows are in it, fewer than 50: it keeps the threshold of the whole.',
      },
      { name: 'not in start-up', rows: 780, by: 480 },
    ])
  })

  test('weighs a false alarm by the threshold of its mode, also where the steps were too many to be kept', async () => {
    const run = await judged({ kind: 'channel', channel: 'channel 0', bins: 3 })
    const { db, series, set } = project!
    const times = series.times
    const byRow = thresholdByRow(db, run, times)!
    expect([...new Set(byRow)].sort()).toEqual(
      [...new Set(run.threshold.found!.modes.map((mode) => mode.threshold))].sort(),
    )
    const without = { ...run, threshold: { ...run.threshold, found: { ...run.threshold.found!, steps: null } } }
    expect(thresholdByRow(db, without, times)).toEqual(byRow)
    // Nothing is labelled any more, so every detection is a false alarm: each begins above the threshold of its mode.
    db.prepare('DELETE FROM label').run()
    const { errors } = await engineCalls.eventErrors(
      { project: project!.path, run: run.id, labelSet: set.id, lateShare: 0.25 },
      quietJob(),
    )
    expect(errors.length).toBeGreaterThan(0)
    const scores = readValues(db, run.scores!)
    for (const { first, last, area } of errors) {
      let above = 0
      for (let row = first; row <= last; row++)
        if (scores[row] > byRow[row]) above += ((scores[row] - byRow[row]) * (times[1] - times[0])) / 1000
      expect(area).toBeCloseTo(above, 6)
    }
    expect(errors.some(({ peak }) => peak <= run.thresholdValue!)).toBe(true)
  })

  test('is an oracle where labels of anomalies part the data', async () => {
    const { oracle, measures } = await judged({ kind: 'class', class: 1 })
    expect(oracle).toBe(true)
    expect(measures!.warnings!.map(({ code }) => code)).toContain('threshold-oracle')
    expect(measures!.values.find(({ id }) => id === 'F1')!.oracle).toBe(true)
  })

  test('forgets the modes when they are taken away', async () => {
    expect((await judged(null)).threshold.found).toBeUndefined()
  })

  test('refuses a channel or a class that is not there with a sentence', async () => {
    await expect(judged({ kind: 'channel', channel: 'nothing', bins: 4 })).rejects.toThrow(
      'has no channel "nothing" to tell operating modes by.',
    )
    project?.remove()
    await expect(
      judged(
        { kind: 'class', class: 1 },
        ({ db, set }) => void db.prepare('UPDATE label SET status = ? WHERE label_set = ?').run('proposed', set.id),
      ),
    ).rejects.toThrow('so it cannot part the data into modes.')
  })
})
