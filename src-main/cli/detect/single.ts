import type { EngineInfo, Suggestion } from '../../shared/models/detector-info.ts'
import type { DriftReport } from '../../shared/watch/drift.ts'
import { scoreSeries, trainDetector, type SeriesScores, type TrainedModel } from '../../analysis/train-and-score.ts'
import type { AnyDetector, ThresholdChoice } from '../../analysis/detectors/detector.ts'
import type { RowRange } from '../../shared/data/series.ts'
import type { ParamValue } from '../../shared/models/params.ts'
import type { ReadSeries } from '../../formats/importers/sinks/memory-sink.ts'
import type { Job } from '../../analysis/job.ts'
import { ownThreshold, usualThreshold } from '../../analysis/thresholds/usual.ts'
import { startEngine } from './engine.ts'
import { labelsOf, type LabelSource } from './labels.ts'
import type { DetectPlan } from './plan.ts'
import { rowsOf, trainingRowCount, zoneOf } from './split.ts'

/** The files of a call. train and scored are one and the same where only one was given. */
export interface DetectFiles {
  train: ReadSeries
  scored: ReadSeries
  source: LabelSource
}

/** all — [n] scores of the scored file; from — the first judged row; windows — window scores of the judged rows; contributions — [channel][n]. */
export interface ScoredParts {
  all: Float64Array
  from: number
  windows: Float64Array | null
  contributions?: Float32Array[]
  /** What the scoring has to say of itself. */
  note?: string
}

/**
 * However scores came about. threshold — the rule that belongs to them unless another was asked for; members — what an ensemble is
 * made of; drift — what an adaptive run saw.
 */
export interface Outcome {
  model: TrainedModel
  engine: EngineInfo['kind'] | 'none'
  scores: ScoredParts
  threshold: ThresholdChoice
  seconds: { train: number; score: number }
  members?: TrainedModel[]
  /** What was trained on and held out, in rows of the scored file; undefined where nobody knows. */
  seen?: { trained: RowRange[]; heldOut: RowRange | null; window: number; purge: number }
  /** How it was divided, in a sentence, where that is not the usual way. */
  said?: string
  drift?: DriftReport
  /** What was suggested, where no detector was named. */
  suggestion?: Suggestion
}

/** One detector, trained once. before — a model of the same channels and parameters to go on from. */
export async function single(
  detector: AnyDetector,
  params: Record<string, ParamValue>,
  plan: DetectPlan,
  files: DetectFiles,
  job: Job,
  before?: TrainedModel,
): Promise<Outcome> {
  const engine = await startEngine(detector, plan.engine)
  const clock = stopwatch()
  const { train, scored, source } = files
  const rows = trainingRows(plan, files) ?? train.series.times.length
  const labels = detector.learns === 'labels' ? (await labelsOf(source, train, plan.train)).flags : null
  const model = await trainDetector(
    detector,
    rowsOf(train.series, 0, rows),
    { params, labels: labels?.subarray(0, rows) ?? null, maxGapSteps: plan.gapSteps ?? undefined, before },
    job,
  )
  const trainSeconds = clock()
  const split = plan.score === null ? (trainingRows(plan, files) ?? 0) : 0
  const scores = await scoreParts(model, scored, split, plan.gapSteps ?? undefined, job)
  const sawEverything = plan.score === null && plan.trainRows === null && plan.trainUntil === null
  const n = scored.series.times.length
  const learns = detector.learns !== 'nothing'
  // The parts are scored apart, so that no window holds rows of both.
  const seen = {
    trained: learns && plan.score === null ? [{ first: 0, last: rows - 1 }] : [],
    window: 1,
    purge: 0,
    heldOut:
      plan.score !== null ? { first: 0, last: n - 1 } : scores.from > 0 ? { first: scores.from, last: n - 1 } : null,
  }
  return {
    model,
    engine,
    scores,
    threshold: usualThreshold(ownThreshold(detector, model.params), sawEverything),
    seconds: { train: trainSeconds, score: clock() },
    seen,
  }
}

/** How many rows of the training file are for training; null = all of them. */
export function trainingRows(plan: DetectPlan, { train }: DetectFiles): number | null {
  return trainingRowCount(train.series.times, plan, zoneOf(train.recipe))
}

/** The rows after the training rows are a stretch of their own: no window reaches back into what was trained on. */
async function scoreParts(
  model: TrainedModel,
  { series }: ReadSeries,
  split: number,
  maxGapSteps: number | undefined,
  job: Job,
): Promise<ScoredParts> {
  const n = series.times.length
  if (split === 0 || split >= n) {
    const { scores, windowScores, contributions, note } = await scoreSeries(model, series, { maxGapSteps }, job)
    return { all: scores, from: 0, windows: windowScores ?? null, contributions, note }
  }
  const parts: SeriesScores[] = []
  for (const [from, to] of [
    [0, split],
    [split, n],
  ])
    parts.push(await scoreSeries(model, rowsOf(series, from, to), { maxGapSteps }, job))
  const all = new Float64Array(n)
  all.set(parts[0].scores)
  all.set(parts[1].scores, split)
  return { all, from: split, windows: parts[1].windowScores ?? null, note: parts[1].note ?? parts[0].note }
}

/** Seconds since the last time it was asked, to the millisecond. */
export function stopwatch(): () => number {
  let began = performance.now()
  return () => {
    const seconds = (performance.now() - began) / 1000
    began = performance.now()
    return Math.round(seconds * 1000) / 1000
  }
}
