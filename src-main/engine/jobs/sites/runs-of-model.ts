import { createModel } from '../../../db/models.ts'
import type { Project } from '../../../db/project.ts'
import { createRun, getRun, removeRun } from '../../../db/runs.ts'
import { detectorById } from '../../../analysis/detectors/index.ts'
import type { Job } from '../../../analysis/job.ts'
import { packModel } from '../../../analysis/model-file.ts'
import { rowsIn } from '../../../analysis/splits/split.ts'
import { scoreSeries, type TrainedModel } from '../../../analysis/train-and-score.ts'
import type { RowRange } from '../../../shared/data/series.ts'
import type { Id } from '../../../shared/project.ts'
import { asFound } from '../../../shared/runs/detected-ranges.ts'
import { labelFlags } from '../data/stored-series.ts'
import { judgeRun } from '../runs/judge.ts'
import { storeScores } from '../runs/store-scores.ts'
import { engineKind, ownFacts } from '../runs/train.ts'
import type { StoredPart } from './load-site.ts'

/**
 * A run of a model on every dataset of a site, with the threshold of its detector's rule, judged by the labels there are. learnt — rows
 * of the site, from its first one on, that had a part in the model.
 */
export async function runsOfModel(
  db: Project,
  parts: readonly StoredPart[],
  model: TrainedModel,
  { name, seed, learnt }: { name: string; seed: number; learnt: number },
  job: Job,
): Promise<Id[]> {
  const detector = detectorById(model.detector)
  const threshold = { ...detector.threshold, ...asFound }
  const made: Id[] = []
  let left = learnt
  for (const { dataset, labelSet, cleaning, data } of parts) {
    const rows = Math.max(0, Math.min(left, data.series.times.length))
    left -= data.series.times.length + 1
    const trainedRows: RowRange[] = rows > 0 ? data.rangesOnRaw([{ first: 0, last: rows - 1 }]) : []
    const heldFrom = (trainedRows.at(-1)?.last ?? -1) + 1
    const stored = createModel(db, {
      name,
      kind: 'detector',
      detector: detector.id,
      detectorVersion: model.version,
      params: model.params,
      channels: model.channels,
      seed,
      ranges: [],
      history: model.history,
      engine: detector.family === 'deep' ? await engineKind() : 'none',
      data: packModel(cleaning.length > 0 ? { ...model, cleaning } : model),
      trainingScores: model.trainingScores,
      trainedRows,
      training: {
        dataset,
        holdOut: { kind: 'nothing' },
        chosenOn: null,
        heldOut: heldFrom < data.times.length ? { first: heldFrom, last: data.times.length - 1 } : null,
        window: 1,
        purge: 0,
        labelled: null,
        rows: Math.max(rowsIn(trainedRows), model.rowsUsed),
        ...(cleaning.length > 0 && { cleaning }),
        ...ownFacts(model),
      },
    })
    const run = createRun(db, { dataset, model: stored, name, threshold })
    try {
      const began = performance.now()
      const scored = data.onRaw(await scoreSeries(model, data.series, {}, job))
      const seconds = { train: model.seconds, score: (performance.now() - began) / 1000 }
      const finished = await storeScores(db, getRun(db, run), scored, data.times, seconds, job)
      await judgeRun(
        db,
        finished,
        {
          times: data.times,
          scores: scored.scores,
          labels: labelFlags(db, labelSet, data.times),
          values: data.valuesOnRaw(data.series.values[0]),
          trainingScores: model.trainingScores,
          trainedRows,
        },
        { threshold, labelSet },
        job,
      )
    } catch (error) {
      // Those that are whole stay; one that was being filled would look as if it were worked on for ever.
      await removeRun(db, run)
      throw error
    }
    made.push(run)
  }
  return made
}
