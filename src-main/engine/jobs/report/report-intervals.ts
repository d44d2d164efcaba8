import { readModelData } from '../../../db/models.ts'
import type { Project } from '../../../db/project.ts'
import type { Measures } from '../../../shared/runs/measures.ts'
import type { Dataset, Id, Run } from '../../../shared/project.ts'
import type { Job } from '../../../analysis/job.ts'
import { assessedPart } from '../../../analysis/metrics/assessed-part.ts'
import { confusion } from '../../../analysis/metrics/confusion.ts'
import { measureInSteps } from '../../../analysis/metrics/measure.ts'
import type { MeasureInput } from '../../../analysis/metrics/metric.ts'
import type { MetricInput } from '../../../analysis/metrics/metric.ts'
import { eventBlocks, inBlocks } from '../../../analysis/bootstrap/blocks.ts'
import {
  intervalOf,
  LEAST_WINDOWS,
  onceEach,
  prepared,
  valuesOf,
  weightsOfDraws,
} from '../../../analysis/bootstrap/draws.ts'
import { familyIds } from '../../../analysis/bootstrap/families.ts'
import { warningsOf } from '../../../analysis/splits/warnings.ts'
import { storedRun } from '../runs/judged-run.ts'
import { labelFlags } from '../data/stored-series.ts'
import { trainingSeen } from '../runs/training-seen.ts'

/** With more windows intervals are narrow, and drawing them takes minutes. */
const mostWindows = 1000

/** Fewer than the table of runs draws, where runs are told apart; an interval by itself needs no more. */
const draws = 200

/**
 * The measures of a run with intervals over events, as in the table of runs. Judging leaves them out where a person waits;
 * a report has the time. Where labels have changed since the run was judged, all is measured anew, and a note says so.
 */
export async function reportMeasures(
  db: Project,
  run: Run,
  dataset: Dataset,
  labelSet: Id | null,
  times: Float64Array,
  job: Job,
): Promise<Measures | null> {
  const labels = labelFlags(db, labelSet, times)
  if (!labels || run.measures === null || run.thresholdValue === null) return labels ? run.measures : null
  const input = storedRun(db, run, { dataset, times, labels })
  if (!input.scores.some((score) => !Number.isNaN(score))) return run.measures
  const part = assessedPart(input)
  const kept = isOutdated(run.measures, part) ? await measuredAnew(db, run, labelSet, input, job) : run.measures
  if (part.windows.length > mostWindows)
    return { ...kept, notes: [...kept.notes, `Intervals are left out beyond ${mostWindows} labelled windows.`] }
  if (part.windows.length < LEAST_WINDOWS) return kept
  const blocks = prepared(inBlocks(part, eventBlocks(labels, times)))
  const now = valuesOf([blocks], onceEach([blocks]))
  const drawn = familyIds.map(() => new Float64Array(draws))
  let draw = 0
  for (const weights of weightsOfDraws([blocks.blocks], draws)) {
    await job.checkpoint({ phase: 'Drawing events', done: draw, total: draws, unit: 'draws' })
    valuesOf([blocks], weights).forEach((value, m) => (drawn[m][draw] = value ?? NaN))
    draw++
  }
  const values = kept.values.map((one) => {
    const m = familyIds.indexOf(one.id)
    // What can be drawn may differ a little from the exact value: the draws are moved by that.
    const moved = m < 0 || one.value === null ? NaN : one.value - (now[m] ?? NaN)
    const interval = Number.isFinite(moved) ? intervalOf(drawn[m].map((value) => value + moved)) : null
    return interval ? { ...one, interval } : one
  })
  return {
    ...kept,
    values,
    notes: [
      ...kept.notes.filter((note) => !/interval/i.test(note)),
      `Intervals: 95 % of ${draws} draws of ${part.windows.length} labelled windows with what lies about them.`,
    ],
  }
}

/** Whether the run would be judged otherwise now: by counts, which are exact. */
function isOutdated({ confusion: then, windows }: Measures, part: MetricInput): boolean {
  const { tp, fp, tn, fn } = confusion(part.labels, part.flags)
  return tp !== then.tp || fp !== then.fp || tn !== then.tn || fn !== then.fn || part.windows.length !== windows
}

/** As judging does it, with the run's own threshold and detections. input — all rows, without scores outside the judged part. */
async function measuredAnew(
  db: Project,
  run: Run,
  labelSet: Id | null,
  input: MeasureInput,
  job: Job,
): Promise<Measures> {
  const { times, labels } = input
  const part = run.judgedOn === 'held-out' ? run.heldOut : null
  const judged = part ?? { first: 0, last: times.length - 1 }
  const within = labels.map((label, row) => (row < judged.first || row > judged.last ? 0 : label))
  const measures = await measureInSteps({ ...input, labels: within }, job)
  const isPart = judged.first > 0 || judged.last < times.length - 1
  return {
    ...measures,
    notAssessed: judged.last - judged.first + 1 - measures.assessed,
    warnings: warningsOf({
      ...trainingSeen(db, run, readModelData(db, run.model.id).trainedRows, labelSet),
      labels,
      judged,
      // The threshold is the stored one: it saw what it saw then.
      threshold: {
        sawLabels: run.oracle,
        sawScores: run.measures?.warnings?.some(({ code }) => code === 'threshold-saw-scores') ?? false,
      },
    }),
    ...(isPart && { judged: { ...judged, start: times[judged.first], end: times[judged.last] } }),
    notes: [
      ...measures.notes,
      'Measured anew for this report: labels or detections have changed since the run was judged.',
    ],
  }
}
