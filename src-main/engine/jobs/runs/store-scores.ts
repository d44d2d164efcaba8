import { getDataset } from '../../../db/datasets.ts'
import { write } from '../../../db/file/statement.ts'
import type { Project } from '../../../db/project.ts'
import { finishRun, getRun, type RunResult } from '../../../db/runs.ts'
import { createSeriesWriter, readTimes } from '../../../db/series/series.ts'
import { writeTail } from '../../../db/series/tail.ts'
import type { Id, Run } from '../../../shared/project.ts'
import type { Job } from '../../../analysis/job.ts'
import type { SeriesScores } from '../../../analysis/train-and-score.ts'
import { ontoAxis, sameAxis } from '../data/onto-axis.ts'

/**
 * Stores scores, contributions and expected values with the run, which is ready then. Returns it as it is now. times — of the rows that were
 * scored: a watch may have added some since, which are not assessed then.
 */
export async function storeScores(
  db: Project,
  { id, dataset }: Run,
  result: SeriesScores,
  times: Float64Array,
  seconds: { train: number; score: number },
  job: Job,
): Promise<Run> {
  const parts = [result.scores, ...(result.contributions ?? []), ...(result.expected ?? [])]
  const stored: StoredPart[] = []
  let axis = times
  for (const part of parts) {
    await job.checkpoint({ phase: 'Saving scores', done: stored.length, total: parts.length, unit: 'series' })
    if (getDataset(db, dataset).rows !== axis.length) axis = readTimes(db, dataset)
    const values = axis === times ? part : ontoAxis(part, times, axis)
    stored.push({ axis, id: await storeSeries(db, dataset, values, job), values: () => part })
  }
  const maxScore = highest(result.scores)
  const channels = result.contributions?.length ?? 0
  return finishStored(db, id, stored, { times, channels, maxScore, assessed: result.assessed, seconds })
}

/** axis — times of the rows that it was stored for; values — [n], by the times that were scored. */
export interface StoredPart {
  id: Id
  axis: Float64Array
  values(): Float64Array | Float32Array
}

/** Makes a run ready. parts — scores, contributions of as many channels, expected values; times — [n], of the rows that were scored. */
export function finishStored(
  db: Project,
  run: Id,
  parts: readonly StoredPart[],
  facts: Pick<RunResult, 'maxScore' | 'assessed' | 'seconds'> & { times: Float64Array; channels: number },
): Run {
  const { times, channels, ...rest } = facts
  const ids = parts.map((one) => one.id)
  return write(db, () => {
    const { dataset } = getRun(db, run)
    // From here on a watch extends the run's series with the dataset; what it added before is missing in them.
    const now = readTimes(db, dataset)
    // The series nearly always share one axis, which is looked through once.
    const moved = new Set([...new Set(parts.map((one) => one.axis))].filter((axis) => !sameAxis(axis, now)))
    for (const { id, axis, values } of parts)
      if (moved.has(axis)) writeTail(db, id, 0, now, ontoAxis(values(), times, now))
    return finishRun(db, run, {
      scores: ids[0],
      contributions: ids.slice(1, 1 + channels),
      expected: ids.slice(1 + channels),
      ...rest,
    })
  })
}

export const highest = (scores: Float64Array): number | null =>
  scores.reduce((max: number | null, s) => (Number.isNaN(s) || (max !== null && s <= max) ? max : s), null)

/** Writes a column of numbers, one per row of the dataset. Returns its series id. */
async function storeSeries(db: Project, dataset: Id, values: Float64Array | Float32Array, job: Job): Promise<Id> {
  const writer = createSeriesWriter(db, dataset)
  const step = 65_536
  for (let from = 0; from < values.length; from += step) {
    writer.write(values.subarray(from, from + step))
    await job.checkpoint()
  }
  writer.finish()
  return writer.id
}
