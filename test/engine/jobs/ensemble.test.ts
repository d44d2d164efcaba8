import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createModel, findModel } from '../../../src-main/db/models.ts'
import { createRun, getRun, listDetections } from '../../../src-main/db/runs.ts'
import { readValues } from '../../../src-main/db/series/series.ts'
import { engineCalls } from '../../../src-main/engine/jobs/index.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { ensembleOptions } from '../../../src-main/shared/models/ensemble.ts'
import type { Run } from '../../../src-main/shared/project.ts'
import { rankProbability } from '../../conformance/planted.ts'
import { projectWithAnomaly } from './trained.ts'

describe('runs of a dataset, combined', () => {
  let made: ReturnType<typeof projectWithAnomaly>
  let members: Run[]
  beforeAll(async () => {
    made = projectWithAnomaly()
    members = [await made.train('z-score'), await made.train('mahalanobis'), await made.train('random')]
  })
  afterAll(() => made.remove())

  async function combined(given: object): Promise<Run> {
    const options = ensembleOptions.parse(given)
    const threshold = { rule: 'mean-sigma', params: { k: 3 }, minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 }
    const model = createModel(made.db, {
      name: 'Ensemble',
      kind: 'ensemble',
      detectorVersion: 1,
      params: {},
      channels: members[0].model.channels,
      seed: 1,
      ranges: [],
      history: [],
      engine: 'none',
      data: new Uint8Array(),
      trainingScores: new Float64Array(),
    })
    const run = createRun(made.db, { dataset: made.dataset.id, model, name: 'Ensemble', threshold })
    await engineCalls.combine(
      { project: made.path, run, members: members.map((m) => m.id), options, labelSet: made.set.id },
      quietJob(),
    )
    return getRun(made.db, run)
  }

  test('become a run like any other: scores, contributions, detections, measures', async () => {
    const run = await combined({ combine: 'mean', standardise: 'unify' })
    expect(run).toMatchObject({ status: 'ready', assessed: 800 })
    expect(run.contributions.length).toBe(3)
    expect(rankProbability(readValues(made.db, run.scores!), made.labels)).toBeGreaterThan(0.95)
    expect(run.measures!.values.find((m) => m.id === 'AUC-PR')!.value).toBeGreaterThan(0.8)
    const shares = run.contributions.map((id) => readValues(made.db, id, 610, 610)[0])
    expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 5)
    expect(findModel(made.db, run.model.id)!.model.kind).toBe('ensemble')
  })

  test('can vote: two of three thresholds make a detection where both real detectors see one', async () => {
    const run = await combined({ combine: 'votes', k: 2 })
    expect(run.thresholdValue).toBeCloseTo(0.5, 12)
    const [found] = listDetections(made.db, run.id)
    expect(found.start).toBeLessThanOrEqual(made.window.end)
    expect(found.end).toBeGreaterThanOrEqual(made.window.start)
  })

  test('cannot be combined from runs of other datasets or without scores', async () => {
    const options = ensembleOptions.parse({})
    const waiting = createRun(made.db, {
      dataset: made.dataset.id,
      model: members[0].model.id,
      name: 'Waiting',
      threshold: members[0].threshold,
    })
    await expect(
      engineCalls.combine(
        { project: made.path, run: waiting, members: [members[0].id, waiting], options, labelSet: null },
        quietJob(),
      ),
    ).rejects.toThrow('"Waiting" has no scores yet.')
  })
})
