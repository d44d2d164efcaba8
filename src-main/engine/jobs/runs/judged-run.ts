import { listDetections } from '../../../db/runs.ts'
import type { Project } from '../../../db/project.ts'
import { readValues } from '../../../db/series/series.ts'
import { asFound } from '../../../shared/runs/detected-ranges.ts'
import type { Dataset, Run } from '../../../shared/project.ts'
import type { RowRange } from '../../../shared/data/series.ts'
import { detectorById } from '../../../analysis/detectors/index.ts'
import type { Job } from '../../../analysis/job.ts'
import type { MeasureInput } from '../../../analysis/metrics/metric.ts'
import { vusWindow } from '../../../analysis/preprocessing/period.ts'
import { detect } from '../../../analysis/thresholds/detections.ts'
import { thresholdById } from '../../../analysis/thresholds/index.ts'

/** The rule for VUS' window looks at this many rows. */
const periodRows = 20_000

/** The detectors that learn nothing and are in every table, whether anyone trained them or not. */
export const trivialDetectors = ['random', 'constant'] as const

/** A dataset's own part of what is measured. labels — all 0 where there are none. */
export interface Truth {
  dataset: Dataset
  times: Float64Array
  labels: Uint8Array
}

/** A stored run as it is judged: its own scores and detections, and of the rows those that its measures are of. */
export function storedRun(db: Project, run: Run, { dataset, times, labels }: Truth): MeasureInput {
  const scores = readValues(db, run.scores!)
  if (run.judgedOn === 'held-out' && run.heldOut) {
    scores.fill(NaN, 0, run.heldOut.first)
    scores.fill(NaN, run.heldOut.last + 1)
  }
  const detections: RowRange[] = listDetections(db, run.id, Number.MAX_SAFE_INTEGER)
  const flags = new Uint8Array(times.length)
  for (const { first, last } of detections)
    for (let row = first; row <= last; row++) if (!Number.isNaN(scores[row])) flags[row] = 1
  return {
    scores,
    labels,
    flags,
    times,
    threshold: run.thresholdValue ?? NaN,
    oracle: run.oracle,
    detections,
    vusWindow: bufferOf(db, dataset, run.model.channels[0]),
    intervals: false,
  }
}

/** A detector that learns nothing, over the rows that some run has assessed, with its own threshold rule. */
export async function trivialRun(
  db: Project,
  id: string,
  { dataset, times, labels }: Truth,
  assessed: Uint8Array,
  job: Job,
): Promise<MeasureInput> {
  const detector = detectorById(id)
  const model: unknown = await detector.fit([], {}, job)
  const found = await detector.score(model, { start: 0, times, values: [] }, {}, job)
  const scores = found.scores.map((score, row) => (assessed[row] === 1 ? score : NaN))
  const rule = thresholdById(detector.threshold.rule)
  const threshold = rule.compute(
    { training: new Float64Array(0), scored: scores, labels: null, times, stepMs: dataset.stepMs },
    detector.threshold.params,
  )
  const { flags, detections } = detect(scores, times, threshold, asFound)
  return { scores, labels, flags, times, threshold, detections, vusWindow: bufferOf(db, dataset), intervals: false }
}

/** The L of VUS for a dataset by one of its channels; the first where that is not given, or gone. */
function bufferOf(db: Project, { channels }: Dataset, name?: string): number | undefined {
  const channel = channels.find((c) => c.name === name) ?? channels[0]
  return channel && vusWindow(readValues(db, channel.series, 0, periodRows - 1))
}
