import { parseParams, type ParamSpecs } from '../../shared/models/params.ts'
import type { RowRange } from '../../shared/data/series.ts'
import { gapSteps } from '../../shared/data/usual-step.ts'
import { detectorById } from '../detectors/index.ts'
import type { SegmentScores } from '../detectors/detector.ts'
import { reachOf } from '../detectors/reach.ts'
import type { Job } from '../job.ts'
import { usualStep } from '../preprocessing/gaps.ts'
import { segmentScorer, tooShortToScore, type TrainedModel } from '../train-and-score.ts'

/** Rows that need not all be in memory. times — [n], epoch ms, ascending; read — the model's channels, [channel][first … last], NaN = missing. */
export interface RowSource {
  times: Float64Array
  read(rows: RowRange): Float64Array[]
}

type Scorable = Pick<TrainedModel, 'detector' | 'version' | 'params' | 'channels' | 'data'>

/** Whether rows have their scores from rows near them alone, so that a series need not be in memory as a whole. */
export function scoresInPieces(model: Pick<TrainedModel, 'detector' | 'params' | 'channels'>): boolean {
  const detector = detectorById(model.detector)
  const params = parseParams<ParamSpecs>(detector.params, model.params)
  const { before, after } = reachOf(detector, params, model.channels.length)
  return !detector.wholeSeries?.(params) && !detector.remark && before + after < Infinity
}

/**
 * Scores a series as `scoreSeries` does, at most pieceRows rows at a time with as many around them as have a say in their scores.
 * take — is given stretches of scored rows, from the first to the last; rows between them are not assessed.
 * Throws bad-input as `scoreSeries` does, and where the model does not score in pieces.
 */
export async function scoreInPieces(
  model: Scorable,
  source: RowSource,
  pieceRows: number,
  take: (first: number, part: SegmentScores) => void,
  job: Job,
): Promise<void> {
  const scorer = segmentScorer(model)
  const { times } = source
  const all = await stretches(source, pieceRows, job)
  const long = all.filter(({ first, last }) => last - first + 1 >= scorer.least)
  if (long.length === 0)
    throw tooShortToScore(model, scorer.least, Math.max(0, ...all.map(({ first, last }) => last - first + 1)))
  for (const stretch of long)
    for (let first = stretch.first; first <= stretch.last; first += pieceRows) {
      await job.checkpoint({ phase: 'Scoring', done: first, total: times.length, unit: 'rows' })
      const last = Math.min(stretch.last, first + pieceRows - 1)
      // A row that the last row can reach may be one that another looks at.
      const to = Math.min(stretch.last, last + scorer.after + 1)
      const from = Math.max(stretch.first, Math.min(first - scorer.before - 1, to - scorer.least + 1))
      const piece = { start: from, times: times.subarray(from, to + 1), values: source.read({ first: from, last: to }) }
      const { scores, contributions, expected } = await scorer.score(piece, job)
      const own = <T extends Float64Array | Float32Array>(part: T) => part.subarray(first - from, last - from + 1) as T
      take(first, { scores: own(scores), contributions: contributions?.map(own), expected: expected?.map(own) })
    }
}

/** Stretches without a gap or a missing value, as `cutSegments` cuts them. */
async function stretches({ times, read }: RowSource, pieceRows: number, job: Job): Promise<RowRange[]> {
  const longest = gapSteps * usualStep(times)
  const found: RowRange[] = []
  let start = 0
  const close = (end: number) => {
    if (end > start) found.push({ first: start, last: end - 1 })
  }
  for (let first = 0; first < times.length; first += pieceRows) {
    await job.checkpoint({ phase: 'Reading', done: first, total: times.length, unit: 'rows' })
    const last = Math.min(times.length, first + pieceRows) - 1
    const values = read({ first, last })
    for (let row = first; row <= last; row++)
      if (values.some((channel) => !Number.isFinite(channel[row - first]))) {
        close(row)
        start = row + 1
      } else if (row > start && times[row] - times[row - 1] > longest) {
        close(row)
        start = row
      }
  }
  close(times.length)
  return found
}
