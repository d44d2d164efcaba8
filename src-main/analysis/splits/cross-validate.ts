import { badInput, StudioError } from '../../shared/errors.ts'
import type { ParamValues } from '../../shared/models/params.ts'
import type { RowRange, Series } from '../../shared/data/series.ts'
import { scoreSeries, trainDetector, type SeriesScores } from '../train-and-score.ts'
import type { AnyDetector } from '../detectors/detector.ts'
import type { EpochEntry, Job } from '../job.ts'
import type { PlannedFold } from './hold-out.ts'
import { scoreScales, standardise } from './standardise.ts'
import { joined } from '../math/joined.ts'
import { quantileSorted } from '../preprocessing/scaling.ts'

/**
 * scores, contributions, expected — as in SeriesScores, every row by models that have not seen it. trainingScores — those of all
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
 * to one scale (see `scoreScales`), and where several folds hold out a row, their median counts; what detectors that learn from labels give is a probability already and stays as it is.
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
  const perFold: Float64Array[] = []
  const training: Float64Array[] = []
  const history: EpochEntry[] = []
  const params: ParamValues[] = []
  const contributions = averageOf(n)
  const expected = averageOf(n)
  let rowsUsed = 0
  const seconds = { train: 0, score: 0 }
  for (const [f, { heldOut, train, context, params: given }] of folds.entries()) {
    const block = `Block ${f + 1} of ${folds.length}`
    const part = within(job, block, folds.length, history)
    const model = await named(block, () =>
      trainDetector(detector, series, { params: given, ranges: train, labels }, part),
    )
    seconds.train += model.seconds
    rowsUsed += model.rowsUsed
    params.push(model.params)
    training.push(model.trainingScores)
    const own = new Float64Array(n).fill(NaN)
    perFold.push(own)
    if (!context) continue
    const began = performance.now()
    const scored = await named(block, () => scoreSeries(model, series, { rows: context }, part))
    seconds.score += (performance.now() - began) / 1000
    for (const { first, last } of heldOut) own.set(scored.scores.subarray(first, last + 1), first)
    contributions.add(scored.contributions, heldOut)
    expected.add(scored.expected, heldOut)
  }
  if (detector.learns !== 'labels') bringToScale(perFold, training)
  const scores = medianOf(perFold)
  return {
    scores,
    contributions: contributions.value(),
    expected: expected.value(),
    assessed: scores.reduce((sum, score) => (Number.isNaN(score) ? sum : sum + 1), 0),
    params: together(params),
    trainingScores: joined(training),
    history,
    rowsUsed,
    seconds,
  }
}

/** In place: what each fold says of the rows it held out, by its scale, as its own training scores. */
function bringToScale(perFold: readonly Float64Array[], training: readonly Float64Array[]): void {
  scoreScales(training).forEach((scale, f) => {
    standardise(training[f], scale)
    standardise(perFold[f], scale)
  })
}

/** perFold — [fold][n], NaN where a fold says nothing of a row; the median of those that do, NaN where none does. */
function medianOf(perFold: readonly Float64Array[]): Float64Array {
  const said = new Float64Array(perFold.length)
  return perFold[0].map((_, row) => {
    let count = 0
    for (const scores of perFold) if (!Number.isNaN(scores[row])) said[count++] = scores[row]
    if (count < 2) return count === 0 ? NaN : said[0]
    return quantileSorted(said.subarray(0, count).sort(), 0.5)
  })
}

/** The mean over the folds of what each says of its held-out rows: [channel][n], NaN where none says anything. */
function averageOf(n: number) {
  let sums: Float32Array[] | undefined
  const counts = new Uint8Array(n)
  return {
    add(part: Float32Array[] | undefined, ranges: readonly RowRange[]) {
      if (!part) return
      sums ??= part.map(() => new Float32Array(n))
      for (const { first, last } of ranges)
        for (let row = first; row <= last; row++) {
          if (Number.isNaN(part[0][row])) continue
          counts[row]++
          for (let c = 0; c < part.length; c++) sums[c][row] += part[c][row]
        }
    },
    value: () => sums?.map((channel) => channel.map((sum, row) => (counts[row] > 0 ? sum / counts[row] : NaN))),
  }
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
