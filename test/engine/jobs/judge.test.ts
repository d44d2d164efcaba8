import { afterEach, describe, expect, test } from 'vitest'
import { engineCalls } from '../../../src-main/engine/jobs/index.ts'
import { getRun } from '../../../src-main/db/runs.ts'
import { readValues } from '../../../src-main/db/series/series.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import type { Run, ThresholdSetting } from '../../../src-main/shared/project.ts'
import { projectWithAnomaly } from './trained.ts'

let project: ReturnType<typeof projectWithAnomaly> | null = null
afterEach(() => project?.remove())

async function judged(made: ReturnType<typeof projectWithAnomaly>, run: Run, change: Partial<ThresholdSetting>) {
  const threshold = { ...run.threshold, ...change }
  await engineCalls.judge({ project: made.path, run: run.id, threshold, labelSet: made.set.id }, quietJob())
  return getRun(made.db, run.id)
}

describe('a range called normal after training', () => {
  test('moves the threshold to its own scores, is kept with the run, and goes again', async () => {
    project = projectWithAnomaly()
    const { series } = project
    const run = await project.train('z-score', {}, { threshold: undefined })
    const byTraining = await judged(project, run, { rule: 'maximum', params: {} })
    expect(byTraining.threshold.basis).toEqual({ of: 'training', scores: 500 })

    const normal = [{ start: series.times[200], end: series.times[299] }]
    const byRange = await judged(project, byTraining, { normal })
    const scores = readValues(project.db, run.scores!)
    expect(byRange.thresholdValue).toBe(Math.max(...scores.subarray(200, 300)))
    expect(byRange.thresholdValue).toBeLessThan(byTraining.thresholdValue!)
    expect(byRange.threshold).toMatchObject({ normal, basis: { of: 'normal', scores: 100 } })
    expect(byRange.model.training).toEqual(run.model.training)

    const back = await judged(project, byRange, { normal: undefined })
    expect(back.thresholdValue).toBe(byTraining.thresholdValue)
    expect(back.threshold.normal).toBeUndefined()
  })

  test('that holds no row is refused, and the threshold stays', async () => {
    project = projectWithAnomaly()
    const run = await project.train('z-score')
    await expect(
      judged(project, run, { rule: 'maximum', params: {}, normal: [{ start: -10, end: -5 }] }),
    ).rejects.toThrow('No row of that range has a score: choose a longer one, inside the data.')
    expect(getRun(project.db, run.id).thresholdValue).toBe(run.thresholdValue)
  })
})

describe('what training saw', () => {
  test('is kept as one number of rows, and that labels were left out', async () => {
    project = projectWithAnomaly()
    const { series } = project
    const whole = await project.train('z-score', {}, { ranges: [] })
    expect(whole.model.training).toMatchObject({ rows: series.times.length - 40, withoutLabels: true })
    const all = await project.train('z-score', {}, { ranges: [], excludeLabels: false })
    expect(all.model.training).toMatchObject({ rows: series.times.length })
    expect(all.model.training).not.toHaveProperty('withoutLabels')
    expect(all.measures!.warnings!.map(({ message }) => message).join()).toContain('all 800 rows')
  })
})
