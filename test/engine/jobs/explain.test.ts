import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { engineCalls } from '../../../src-main/engine/jobs/index.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import type { Run } from '../../../src-main/shared/project.ts'
import { projectWithAnomaly } from './trained.ts'

describe('a run of a project', () => {
  let made: ReturnType<typeof projectWithAnomaly>
  let run: Run
  beforeAll(async () => {
    made = projectWithAnomaly()
    run = await made.train('mahalanobis')
  })
  afterAll(() => made.remove())

  test('tells how much each channel adds to the score of a detection', async () => {
    const found = await engineCalls.explainWindow(
      { project: made.path, run: run.id, ...made.window, baseline: 'background' },
      quietJob(),
    )
    expect(found.channels.map((c) => c.channel)).toEqual(['channel 0', 'channel 1', 'channel 2'])
    expect(found.times).toEqual(made.series.times.slice(600, 640))
    expect(found.score).toBeGreaterThan(5 * found.baselineScore)
    expect(found.channels.reduce((sum, c) => sum + c.shapley, 0)).toBeCloseTo(found.score - found.baselineScore, 6)
  })

  test('tells how much it leans on each channel, by labels and by order', async () => {
    const byLabels = await engineCalls.explainImportance(
      { project: made.path, run: run.id, labelSet: made.set.id },
      quietJob(),
    )
    expect(byLabels).toMatchObject({ measure: 'AUC-PR', base: 1 })
    const byOrder = await engineCalls.explainImportance({ project: made.path, run: run.id, labelSet: null }, quietJob())
    expect(byOrder.measure).toBe('order')
    expect(byOrder.channels.every((c) => c.importance > 0)).toBe(true)
  })
})
