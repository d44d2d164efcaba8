import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getRanking, getDrift, saveRanking, saveDrift } from '../../../src-main/db/reports.ts'
import { createModel } from '../../../src-main/db/models.ts'
import { createRun, getRun, listDetections, removeRun } from '../../../src-main/db/runs.ts'
import { readValues } from '../../../src-main/db/series/series.ts'
import { engineCalls } from '../../../src-main/engine/jobs/index.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { adaptiveSettings } from '../../../src-main/shared/watch/drift.ts'
import { projectWithAnomaly } from './trained.ts'

describe('with a project', () => {
  let made: ReturnType<typeof projectWithAnomaly>
  beforeAll(() => {
    made = projectWithAnomaly()
  })
  afterAll(() => made.remove())

  test('detectors are compared by its labels, and the last comparison is kept', async () => {
    const compare = (detectors: string[], labelSet: number | null) =>
      engineCalls.rankDetectors(
        { project: made.path, dataset: made.dataset.id, detectors, channels: null, labelSet },
        quietJob(),
      )
    const found = await compare(['z-score', 'pca'], made.set.id)
    expect(found.by).toBe('labels')
    expect(found.rows.map((row) => row.detector).toSorted()).toEqual(['constant', 'pca', 'random', 'z-score'])
    expect(getRanking(made.db, made.dataset.id)).toBeNull()
    saveRanking(made.db, made.dataset.id, found)
    const second = await compare(['z-score'], null)
    expect(second.by).toBe('planted anomalies')
    saveRanking(made.db, made.dataset.id, second)
    expect(getRanking(made.db, made.dataset.id)).toEqual(JSON.parse(JSON.stringify(second)))
  })

  test('an adaptive run finds the anomaly, knows nothing of its first part, and keeps its drift', async () => {
    const model = createModel(made.db, {
      name: 'Adaptive',
      kind: 'adaptive',
      adapts: 'z-score',
      detectorVersion: 0,
      params: {},
      channels: made.dataset.channels.map((c) => c.name),
      seed: 1,
      ranges: [],
      history: [],
      engine: 'none',
      data: null,
      trainingScores: null,
    })
    const threshold = { rule: 'fixed', params: { value: 1 }, minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 }
    const run = createRun(made.db, { dataset: made.dataset.id, model, name: 'Adaptive', threshold })
    const { assessed, drift } = await engineCalls.adaptive(
      {
        project: made.path,
        run,
        detector: 'mahalanobis',
        params: {},
        from: null,
        threshold: null,
        ranges: [],
        labelSet: made.set.id,
        excludeLabels: true,
        settings: adaptiveSettings.parse({ batch: 40, updateEvery: 100 }),
      },
      quietJob(),
    )
    expect(assessed).toBe(640)
    expect(getRun(made.db, run)).toMatchObject({ status: 'ready', thresholdValue: 1, assessed: 640 })
    expect(
      readValues(made.db, getRun(made.db, run).contributions[0]).filter((share) => share >= 0 && share <= 1).length,
    ).toBe(640)
    const found = listDetections(made.db, run)
    expect(found.every((d) => d.start >= made.series.times[160])).toBe(true)
    expect(found.some((d) => d.start <= made.window.end && d.end >= made.window.start)).toBe(true)
    expect(drift.settings).toEqual({ batch: 40, updateEvery: 100, keep: 160, acceptAfter: 0 })
    saveDrift(made.db, made.dataset.id, run, { ...drift, points: [{ time: 1, psi: [NaN, 0.2, 0], ks: [0, 0, 0.5] }] })
    expect(getDrift(made.db, run)!.points).toEqual([{ time: 1, psi: [NaN, 0.2, 0], ks: [0, 0, 0.5] }])
    await removeRun(made.db, run)
    expect(getDrift(made.db, run)).toBeNull()
  })
})
