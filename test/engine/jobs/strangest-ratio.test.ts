import { afterEach, expect, test } from 'vitest'
import { createRun } from '../../../src-main/db/runs.ts'
import { engineCalls } from '../../../src-main/engine/jobs/index.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { addDataset } from '../../db/project.ts'
import { projectWithAnomaly } from './trained.ts'

let made: ReturnType<typeof projectWithAnomaly> | null = null
afterEach(() => made?.remove())

test.each(['kmeans', 'averaging-ensemble', 'pca'])(
  'a stretch is as far out in a run of the new rows alone as in the run that trained the model: %s',
  async (detector) => {
    const { db, path, series, dataset, train } = (made = projectWithAnomaly())
    const trained = await train(detector)
    const from = 450
    const newer = addDataset(
      db,
      series.times.slice(from),
      series.values.map((values) => values.slice(from)),
    )
    const { model, threshold } = trained
    const run = createRun(db, { dataset: newer.id, model: model.id, name: 'New rows', threshold })
    await engineCalls.score({ project: path, run }, quietJob())
    const first = async (id: number) => (await engineCalls.strangest({ project: path, run: id }, quietJob()))[0]
    const [there, here] = [await first(trained.id), await first(run)]
    expect(trained.dataset).toBe(dataset.id)
    expect(here.start).toBe(there.start)
    expect(here.ratio / there.ratio).toBeCloseTo(1, 9)
  },
)
