import { basename } from 'node:path'
import type { EngineInfo } from '../shared/detector-info.ts'
import { scoreSeries, trainDetector, type SeriesScores, type TrainedModel } from '../engine/detect.ts'
import type { AnyDetector } from '../engine/detectors/detector.ts'
import { importerFor } from '../engine/importers/index.ts'
import { readSeries, type ReadSeries } from '../engine/importers/memory-sink.ts'
import { quietJob, type Job } from '../engine/job.ts'
import { measure } from '../engine/metrics/measure.ts'
import { medianStep } from '../engine/preprocessing/gaps.ts'
import { vusWindow } from '../engine/preprocessing/period.ts'
import { detect, type Detected } from '../engine/thresholds/detections.ts'
import { thresholdById } from '../engine/thresholds/index.ts'
import { badInput, StudioError } from '../shared/errors.ts'
import type { Measures } from '../shared/measures.ts'
import { parseParams, type ParamSpecs, type ParamValues } from '../shared/params.ts'
import { labelsOf, labelSource, type LabelSource } from './detect-labels.ts'
import type { DetectPlan } from './detect-options.ts'
import { rowsOf, trainingRowCount, zoneOf } from './detect-split.ts'
import { watchProgress } from './progress.ts'
import { writeScores } from './scores-csv.ts'

export interface DetectResult {
  plan: DetectPlan
  model: TrainedModel
  engine: EngineInfo['kind'] | 'none'
  scored: ReadSeries
  /** Finite scores in the whole scored file. */
  assessed: number
  threshold: { rule: string; params: ParamValues; value: number; oracle: boolean }
  detected: Detected
  /** Where the detector gives window scores: of the judged rows. */
  windows: { count: number; anomalous: number } | null
  measures: Measures | null
  labelsFrom: string | null
  seconds: { load: number; train: number; score: number }
  /** For the person, in sentences. */
  notes: string[]
}

/** Everything that `detect` does, from files to scores.csv. Throws bad-input with a sentence. */
export async function runDetect(plan: DetectPlan): Promise<DetectResult> {
  const progress = watchProgress()
  const job = quietJob({ seed: plan.seed, onProgress: progress.report })
  try {
    const clock = stopwatch()
    const source = await labelSource(plan.labels, plan.score ?? plan.train, job)
    const train = await read(plan.train, source, job)
    const scored = plan.score === null ? train : await read(plan.score, source, job)
    const engine = await startEngine(plan.detector, plan.engine)
    const load = clock()
    const model = await trainOn(plan, train, source, job)
    const trainSeconds = clock()
    const split = plan.score === null ? (trainingRowCount(train.series.times, plan, zoneOf(train.recipe)) ?? 0) : 0
    const scores = await scoreParts(model, scored, split, job)
    const score = clock()
    const judged = await judge(plan, model, scored, scores, source)
    const found = [[plan.train, train] as const, ...(plan.score === null ? [] : [[plan.score, scored] as const])]
    const notes = [...found.flatMap(([path, file]) => problemsOf(path, file)), ...judged.notes]
    const result = { plan, model, engine, scored, ...judged, notes, seconds: { load, train: trainSeconds, score } }
    if (plan.out) await writeScores(plan.out, { ...scored, rows: scored.rowsInFile, times: scored.series.times, scores: scores.all, flags: result.detected.flags })
    return result
  } finally {
    progress.end()
  }
}

function stopwatch(): () => number {
  let began = performance.now()
  return () => {
    const seconds = (performance.now() - began) / 1000
    began = performance.now()
    return Math.round(seconds * 1000) / 1000
  }
}

/** A column that is named as the labels is never a channel, in whichever file it is. */
async function read(path: string, source: LabelSource, job: Job): Promise<ReadSeries> {
  try {
    const { columns, recipe } = await (await importerFor(path)).preview(path, null, job)
    const isThere = source.kind === 'column' && columns.some((column) => column.name === source.column)
    return await readSeries(path, isThere ? { labelColumns: [...new Set([...recipe.labelColumns, source.column])] } : null, job)
  } catch (error) {
    throw error instanceof StudioError && error.code === 'bad-input' ? badInput(`${basename(path)}: ${error.message}`, error.detail) : error
  }
}

/** What the import found, so that nothing is left out in silence. */
function problemsOf(path: string, { report }: ReadSeries): string[] {
  return report.problems.map((problem) => `${basename(path)}: ${problem.message}`)
}

async function startEngine(detector: AnyDetector, want: DetectPlan['engine']): Promise<DetectResult['engine']> {
  if (detector.family !== 'deep' && detector.family !== 'supervised') return 'none'
  const { startTensorFlow } = await import('../engine/tensorflow.ts')
  return (await startTensorFlow(want)).kind
}

async function trainOn(plan: DetectPlan, file: ReadSeries, source: LabelSource, job: Job): Promise<TrainedModel> {
  const rows = trainingRowCount(file.series.times, plan, zoneOf(file.recipe)) ?? file.series.times.length
  const labels = plan.detector.learns === 'labels' ? (await labelsOf(source, file, plan.train)).flags : null
  return trainDetector(plan.detector, rowsOf(file.series, 0, rows), { params: plan.params, labels: labels?.subarray(0, rows) ?? null }, job)
}

/** all — [n] scores of the file; from — the first judged row; windows — window scores of the judged rows. */
interface ScoredParts {
  all: Float64Array
  from: number
  windows: Float64Array | null
}

/** The rows after the training rows are a stretch of their own: no window reaches back into what was trained on. */
async function scoreParts(model: TrainedModel, { series }: ReadSeries, split: number, job: Job): Promise<ScoredParts> {
  const n = series.times.length
  if (split === 0 || split >= n) {
    const { scores, windowScores } = await scoreSeries(model, series, {}, job)
    return { all: scores, from: 0, windows: windowScores ?? null }
  }
  const parts: SeriesScores[] = []
  for (const [from, to] of [[0, split], [split, n]]) parts.push(await scoreSeries(model, rowsOf(series, from, to), {}, job))
  const all = new Float64Array(n)
  all.set(parts[0].scores)
  all.set(parts[1].scores, split)
  return { all, from: split, windows: parts[1].windowScores ?? null }
}

async function judge(plan: DetectPlan, model: TrainedModel, scored: ReadSeries, scores: ScoredParts, source: LabelSource) {
  const { times, values } = scored.series
  const { flags: labels, from: labelsFrom, problems } = await labelsOf(source, scored, plan.score ?? plan.train)
  const judged = { scores: scores.all.subarray(scores.from), labels: labels?.subarray(scores.from) ?? null, times: times.subarray(scores.from) }
  const rule = thresholdById(plan.threshold.rule)
  const specs: ParamSpecs = rule.params
  const params = parseParams(specs, plan.threshold.params)
  const value = rule.compute({ training: model.trainingScores, scored: judged.scores, labels: judged.labels, stepMs: medianStep(times) }, params)
  const detected = detect(scores.all, times, value, { minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 })
  const measures = judged.labels && measure({
    scores: judged.scores,
    labels: judged.labels,
    flags: detected.flags.subarray(scores.from),
    times: judged.times,
    threshold: value,
    oracle: rule.oracle,
    vusWindow: vusWindow(values[0].filter(Number.isFinite)),
  })
  const notes = [...problems]
  if (labels && source.kind === 'own') notes.push(`Measured against ${labelsFrom} of ${basename(plan.score ?? plan.train)}; --labels chooses other labels.`)
  if (scores.from > 0) notes.push(`Trained on the first ${scores.from.toLocaleString('en')} rows; the rows after them were scored apart, and measures are of those alone.`)
  return {
    assessed: countFinite(scores.all),
    threshold: { rule: rule.id, params, value, oracle: rule.oracle },
    detected,
    windows: scores.windows && { count: scores.windows.length, anomalous: scores.windows.filter((score) => score > value).length },
    measures,
    labelsFrom: labels ? labelsFrom : null,
    notes,
  }
}

const countFinite = (scores: Float64Array) => scores.reduce((count, score) => (Number.isFinite(score) ? count + 1 : count), 0)
