import { badInput, StudioError } from '../../shared/errors.ts'
import type { ParamValues } from '../../shared/params.ts'
import type { RowRange, Series } from '../../shared/series.ts'
import { scoreSeries, trainDetector, type SeriesScores } from '../train-and-score.ts'
import type { AnyDetector } from '../detectors/detector.ts'
import type { EpochEntry, Job } from '../job.ts'
import type { PlannedFold } from './hold-out.ts'
import { scoreScales, standardise } from './standardise.ts'
import { joined } from '../math/joined.ts'

/**
 * scores, contributions, expected — as in SeriesScores, every row by a model that has not seen it. trainingScores — those of all
 * folds together, on the same scale as `scores`. params — where the folds differ, their values in a row: "24, 25, 24".
 * history — the epochs of all folds, numbered on. rowsUsed — of all trainings. seconds — of all folds.
 */
export interface CrossValidated extends SeriesScores {
  params: ParamValues
  trainingScores: Float64Array
  history: EpochEntry[]
  rowsUsed: number
  seconds: { train: number; score: number }
}

/**
 * Trains one model per fold and has it score the rows that were held out from it. For context it is given the window before
 * and after them, which the purge gap keeps out of its training. Scores of detectors that learn what is normal are brought
 * to one scale (see `scoreScales`); what detectors that learn from labels give is a probability already and stays as it is.
 * labels — [n], for those. Throws bad-input with the number of the block that cannot be trained.
 */
export async function crossValidate(
  detector: AnyDetector,
  series: Series,
  folds: readonly PlannedFold[],
  labels: Uint8Array | null,
  job: Job,
): Promise<CrossValidated> {
  const n = series.times.length
  const scores = new Float64Array(n).fill(NaN)
  const training: Float64Array[] = []
  const history: EpochEntry[] = []
  const params: ParamValues[] = []
  let contributions: Float32Array[] | undefined
  let expected: Float32Array[] | undefined
  let rowsUsed = 0
  const seconds = { train: 0, score: 0 }
  for (const [f, { heldOut, train, context, params: given }] of folds.entries()) {
    const block = `Block ${f + 1} of ${folds.length}`
    const own = within(job, block, folds.length, history)
    const model = await named(block, () =>
      trainDetector(detector, series, { params: given, ranges: train, labels }, own),
    )
    seconds.train += model.seconds
    rowsUsed += model.rowsUsed
    params.push(model.params)
    training.push(model.trainingScores)
    if (!context) continue
    const began = performance.now()
    const scored = await named(block, () => scoreSeries(model, series, { rows: context }, own))
    seconds.score += (performance.now() - began) / 1000
    for (const { first, last } of heldOut) scores.set(scored.scores.subarray(first, last + 1), first)
    contributions = placed(contributions, scored.contributions, n, heldOut)
    expected = placed(expected, scored.expected, n, heldOut)
  }
  if (detector.learns !== 'labels') bringToScale(scores, training, folds)
  return {
    scores,
    contributions,
    expected,
    assessed: scores.reduce((sum, score) => (Number.isNaN(score) ? sum : sum + 1), 0),
    params: together(params),
    trainingScores: joined(training),
    history,
    rowsUsed,
    seconds,
  }
}

/** In place: what was held out by the scale of its fold, as the fold's own training scores. */
function bringToScale(scores: Float64Array, training: Float64Array[], folds: readonly PlannedFold[]): void {
  scoreScales(training).forEach((scale, f) => {
    standardise(training[f], scale)
    for (const { first, last } of folds[f].heldOut) standardise(scores.subarray(first, last + 1), scale)
  })
}

function placed(
  whole: Float32Array[] | undefined,
  part: Float32Array[] | undefined,
  n: number,
  ranges: readonly RowRange[],
) {
  if (!part) return whole
  const into = whole ?? part.map(() => new Float32Array(n).fill(NaN))
  part.forEach((channel, c) =>
    ranges.forEach(({ first, last }) => into[c].set(channel.subarray(first, last + 1), first)),
  )
  return into
}

function together(folds: readonly ParamValues[]): ParamValues {
  const keys = Object.keys(folds[0])
  return Object.fromEntries(
    keys.map((key) => {
      const values = folds.map((params) => params[key])
      return [key, values.every((value) => value === values[0]) ? values[0] : values.join(', ')]
    }),
  )
}

/** The job of one fold: its phases carry the number of the block, and its epochs go on from those before. */
function within(job: Job, block: string, blocks: number, history: EpochEntry[]): Job {
  const before = history.length
  return {
    seed: job.seed,
    memoryBytes: job.memoryBytes,
    checkpoint: (progress) =>
      job.checkpoint(
        progress && {
          ...progress,
          phase: `${block}: ${progress.phase.toLowerCase()}`,
          ...(progress.epoch !== undefined && { epoch: before + progress.epoch }),
          ...(progress.epochs !== undefined && { epochs: blocks * progress.epochs }),
        },
      ),
    epoch(entry) {
      const numbered = { ...entry, epoch: before + entry.epoch }
      history.push(numbered)
      job.epoch?.(numbered)
    },
  }
}

async function named<T>(block: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof StudioError && error.code === 'bad-input'
      ? badInput(`${block}: ${error.message}`, error.detail)
      : error
  }
}
