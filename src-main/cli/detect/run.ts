import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { EngineInfo, Suggestion } from '../../shared/models/detector-info.ts'
import type { DriftReport } from '../../shared/watch/drift.ts'
import type { TrainedModel } from '../../analysis/train-and-score.ts'
import type { ReadSeries } from '../../formats/importers/sinks/memory-sink.ts'
import { quietJob, type Job } from '../../analysis/job.ts'
import { judge } from '../../analysis/judgement/judge.ts'
import { strangestIn } from './strangest.ts'
import { usualStep } from '../../analysis/preprocessing/gaps.ts'
import { vusWindow } from '../../analysis/preprocessing/period.ts'
import type { Detected } from '../../analysis/thresholds/detections.ts'
import { detectorById } from '../../analysis/detectors/index.ts'
import { asFound } from '../../shared/runs/detected-ranges.ts'
import type { Measures } from '../../shared/runs/measures.ts'
import type { ParamValues } from '../../shared/models/params.ts'
import { fromFirstRow, saidOfChance, type StrangeStretch } from '../../shared/runs/strangest.ts'
import { adaptive } from './adaptive.ts'
import { ensemble } from './ensemble.ts'
import { explainDetections, type ExplainedDetection } from './explain.ts'
import { labelsOf, labelSource, type LabelSource } from './labels.ts'
import type { DetectPlan } from './plan.ts'
import { heldOut } from './held-out.ts'
import { readFile } from './read.ts'
import { single, stopwatch, type DetectFiles, type Outcome } from './single.ts'
import { startedFrom } from './start-from.ts'
import { suggested } from './suggested.ts'
import { watchProgress } from '../progress.ts'
import { cleanedFile, rowsForFile, withSteps, type CleanedFile } from '../cleaned-file.ts'
import { onRawRows } from '../../analysis/cleaning/raw-rows.ts'
import { writeScores, type ScoredFile } from '../scores-csv.ts'
import { exportTrained } from './export-trained.ts'

export interface DetectResult {
  plan: DetectPlan
  model: TrainedModel
  engine: EngineInfo['kind'] | 'none'
  /** What an ensemble is made of. */
  members: TrainedModel[] | null
  /** What an adaptive run saw. */
  drift: DriftReport | null
  explanations: ExplainedDetection[] | null
  /** What was suggested, where no detector was named. */
  suggestion: Suggestion | null
  /** Of the judged rows, strangest first. */
  strangest: StrangeStretch[]
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
export async function runDetect(given: DetectPlan): Promise<DetectResult> {
  const plan = await withBrought(given)
  const progress = watchProgress()
  const job = quietJob({ seed: plan.seed, onProgress: progress.report })
  try {
    const clock = stopwatch()
    const source = await labelSource(plan.labels, plan.score ?? plan.train, job)
    const read = async (path: string) => cleanedFile(path, await readFile(path, source, job), plan.cleaning)
    const readTrain = await read(plan.train)
    const readScored = plan.score === null ? readTrain : await read(plan.score)
    const load = clock()
    const bare = await outcomeOf(plan, { train: readTrain, scored: readScored, source }, job)
    const steps = bare.suggestion?.steps ?? []
    const outcome = remembering(bare, [...plan.cleaning, ...steps])
    // From here on everything looks at what the detector looked at.
    const [train, scored] = [withSteps(readTrain, steps), withSteps(readScored, steps)]
    const { model, scores } = outcome
    const judged = await judgeOutcome(plan, outcome, scored, source, job)
    const explanations = plan.explain
      ? await explainDetections(model, scored.series, judged.detected.detections, scores.from, job)
      : null
    const found = [[plan.train, train] as const, ...(plan.score === null ? [] : [[plan.score, scored] as const])]
    const strangest = strangestIn(outcome, scored)
    const weak = saidOfChance(strangest)
    const beginning = fromFirstRow(strangest, judged.detected.detections)
    const notes = [
      ...found.flatMap(([path, file]) => problemsOf(path, file)),
      ...judged.notes,
      ...(weak ? [weak] : []),
      ...(beginning ? [`${beginning} (--normal FROM..TO)`] : []),
    ]
    const result = {
      plan,
      model,
      engine: outcome.engine,
      members: outcome.members ?? null,
      drift: outcome.drift ?? null,
      suggestion: outcome.suggestion ?? null,
      strangest,
      explanations,
      scored,
      ...judged,
      notes,
      seconds: { load, ...outcome.seconds },
    }
    if (plan.out) await writeScores(plan.out, forEveryRow(scored, scores.all, result.detected.flags))
    if (plan.exportTo !== null) await exportTrained(plan.exportTo, result, train)
    return result
  } finally {
    progress.end()
  }
}

/** A detector that comes as a file is looked at before any data are. */
async function withBrought(plan: DetectPlan): Promise<DetectPlan> {
  if (plan.onnx === null) return plan
  const { broughtOnnx } = await import('../../analysis/detectors/onnx.ts')
  return { ...plan, detector: await broughtOnnx(readFileSync(plan.onnx), basename(plan.onnx)) }
}

/** The model knows what its series had been through. */
const remembering = (outcome: Outcome, cleaning: DetectPlan['cleaning']): Outcome =>
  cleaning.length > 0 ? { ...outcome, model: { ...outcome.model, cleaning } } : outcome

/** Scores of cleaned rows for every row of the file. */
function forEveryRow(scored: CleanedFile, scores: Float64Array, flags: Uint8Array): ScoredFile {
  const rows = rowsForFile(scored, scores)
  const { raw } = scored
  return {
    rows: raw.rowsInFile,
    fileRows: raw.fileRows,
    times: raw.series.times,
    scores: rows ? onRawRows(scores, rows) : scores,
    flags: rows ? Uint8Array.from(rows, (row) => (row < 0 ? 0 : flags[row])) : flags,
  }
}

function outcomeOf(plan: DetectPlan, files: DetectFiles, job: Job): Promise<Outcome> {
  if (plan.holdOut) return heldOut(plan.holdOut, plan, files, job)
  if (plan.start) return startedFrom(plan.start, plan, files, job)
  if (plan.ensemble) return ensemble(plan.ensemble, plan, files, job)
  if (!plan.detector) return suggested(plan, files, job)
  return plan.adaptive
    ? adaptive(plan.adaptive, plan, files, job)
    : single(plan.detector, plan.params, plan, files, job)
}

/** What the import found, so that nothing is left out in silence. */
function problemsOf(path: string, { report }: ReadSeries): string[] {
  return report.problems.map((problem) => `${basename(path)}: ${problem.message}`)
}

async function judgeOutcome(
  plan: DetectPlan,
  { model, scores, threshold: own, drift, seen, said, suggestion }: Outcome,
  scored: ReadSeries,
  source: LabelSource,
  job: Job,
) {
  const { times, values } = scored.series
  const { flags: labels, from: labelsFrom, problems } = await labelsOf(source, scored, plan.score ?? plan.train)
  // An adaptive run's scores are in units of thresholds that its rule has already made.
  const threshold = drift ? own : (plan.threshold ?? own)
  const judgement = await judge(
    {
      scores: scores.all,
      times,
      labels,
      training: model.trainingScores,
      stepMs: usualStep(times),
      threshold: {
        ...threshold,
        ...asFound,
        mergeGapMs: plan.joinMs ?? suggestion?.mergeGapMs ?? 0,
        minDurationMs: plan.leastMs ?? suggestion?.minDurationMs ?? 0,
      },
      modes: null,
      judged: { first: scores.from, last: times.length - 1 },
      heldOut: seen?.heldOut ?? null,
      seen: seen
        ? {
            ...seen,
            learns: detectorById(model.detector).learns,
            elsewhere: null,
            chosenOnTheseLabels: false,
            looksTheSame: false,
          }
        : null,
      vusWindow: labels ? vusWindow(values[0].filter(Number.isFinite)) : undefined,
      intervals: true,
    },
    job,
  )
  const { value, params, oracle, measures } = judgement
  const notes = [...problems, ...(said ? [said] : []), ...(scores.note ? [scores.note] : [])]
  if (labels && source.kind === 'own')
    notes.push(
      `Measured against ${labelsFrom} of ${basename(plan.score ?? plan.train)}; --labels chooses other labels.`,
    )
  if (scores.from > 0 && !said)
    notes.push(
      `Trained on the first ${scores.from.toLocaleString('en')} rows; ${drift ? 'the rows after them were scored while learning on' : 'the rows after them were scored apart'}, and measures are of those alone.`,
    )
  return {
    assessed: countFinite(scores.all),
    threshold: { rule: threshold.rule, params, value, oracle },
    detected: judgement,
    windows: scores.windows && {
      count: scores.windows.length,
      anomalous: scores.windows.filter((score) => score > value).length,
    },
    measures,
    labelsFrom: labels ? labelsFrom : null,
    notes,
  }
}

const countFinite = (scores: Float64Array) =>
  scores.reduce((count, score) => (Number.isFinite(score) ? count + 1 : count), 0)
