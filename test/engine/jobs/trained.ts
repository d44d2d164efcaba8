import { createModel } from '../../../src-main/db/models.ts'
import { createLabels } from '../../../src-main/db/labels/labels.ts'
import { createSet } from '../../../src-main/db/labels/label-sets.ts'
import { createRun, getRun } from '../../../src-main/db/runs.ts'
import { detectorById } from '../../../src-main/analysis/detectors/index.ts'
import { engineCalls } from '../../../src-main/engine/jobs/index.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { intervalsFrom } from '../../formats/labels/intervals-from.ts'
import type { TrainArgs } from '../../../src-main/engine/protocol.ts'
import type { ParamValues } from '../../../src-main/shared/models/params.ts'
import type { Run } from '../../../src-main/shared/project.ts'
import { planted } from '../../conformance/planted.ts'
import { addDataset, testProject } from '../../db/project.ts'

/** A project with 800 points in three channels, an anomaly at rows 600…639, labelled, and a way to train on it. */
export function projectWithAnomaly() {
  const project = testProject()
  const { series, labels } = planted(800, 3, [[600, 40]])
  const dataset = addDataset(project.db, series.times, series.values)
  const set = createSet(project.db, { dataset: dataset.id, name: 'truth', author: 'ada', purpose: '', copyOf: null })
  const [window] = intervalsFrom(labels, series.times)
  createLabels(
    project.db,
    [{ ...window, set: set.id, class: 1, channels: [], certainty: 1, status: 'accepted', note: '', origin: 'hand' }],
    'ada',
  )

  /** As the app does it: the run first, then the engine's job. */
  async function train(id: string, params: ParamValues = {}, more: Partial<TrainArgs> = {}): Promise<Run> {
    const detector = detectorById(id)
    const ranges = [{ start: series.times[0], end: series.times[499] }]
    const model = createModel(project.db, {
      name: detector.name,
      kind: 'detector',
      detector: id,
      detectorVersion: 0,
      params,
      channels: dataset.channels.map((c) => c.name),
      seed: 1,
      ranges,
      history: [],
      engine: 'none',
      data: null,
      trainingScores: null,
    })
    const threshold = { ...detector.threshold, minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 }
    const run = createRun(project.db, { dataset: dataset.id, model, name: detector.name, threshold })
    await engineCalls.train(
      {
        project: project.path,
        run,
        channels: [],
        ranges,
        labelSet: set.id,
        excludeLabels: true,
        params,
        detector: id,
        seed: 1,
        threshold,
        ...more,
      },
      quietJob(),
    )
    return getRun(project.db, run)
  }
  return { ...project, series, labels, window, dataset, set, train }
}
