import { parseParams, type ParamSpecs } from '../../shared/models/params.ts'
import type { RowRange, Series } from '../../shared/data/series.ts'
import { detectorById } from '../detectors/index.ts'
import type { SegmentScores } from '../detectors/detector.ts'
import { reachOf } from '../detectors/reach.ts'
import type { Job } from '../job.ts'
import { cutRows } from '../preprocessing/gaps.ts'
import { rowsIn } from '../splits/split.ts'
import { pickChannels, segmentScorer, tooShortToScore, type TrainedModel } from '../train-and-score.ts'

/** Rows that need not all be in memory. times — [n], epoch ms, ascending; read — the model's channels, [channel][first … last], NaN = missing. */
export interface RowSource {
  times: Float64Array
  read(rows: RowRange): Float64Array[]
}

/** A series that is in memory, as such a source. Throws bad-input for a channel that it has not. */
export function rowsOf(series: Series, channels: string[]): RowSource {
  const { times, values } = pickChannels(series, channels)
  return { times, read: ({ first, last }) => values.map((channel) => channel.subarray(first, last + 1)) }
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
  const missing = await missingRows(source, pieceRows, job)
  const all = cutRows(times, (row) => missing[row] === 1)
  const long = all.filter((stretch) => rowsIn([stretch]) >= scorer.least)
  if (long.length === 0)
    throw tooShortToScore(
      model,
      scorer.least,
      all.reduce((most, stretch) => Math.max(most, rowsIn([stretch])), 0),
    )
  const read = readAhead(source, pieceRows)
  for (const stretch of long)
    for (let first = stretch.first; first <= stretch.last; first += pieceRows) {
      await job.checkpoint({ phase: 'Scoring', done: first, total: times.length, unit: 'rows' })
      const last = Math.min(stretch.last, first + pieceRows - 1)
      // A row that the last row can reach may be one that another looks at.
      const to = Math.min(stretch.last, last + scorer.after + 1)
      const from = Math.max(stretch.first, Math.min(first - scorer.before - 1, to - scorer.least + 1))
      const piece = { start: from, times: times.subarray(from, to + 1), values: read({ first: from, last: to }) }
      const { scores, contributions, expected } = await scorer.score(piece, job)
      const own = <T extends Float64Array | Float32Array>(part: T) => part.subarray(first - from, last - from + 1) as T
      take(first, { scores: own(scores), contributions: contributions?.map(own), expected: expected?.map(own) })
    }
}

/** [n], 1 where a channel has no value. */
async function missingRows({ times, read }: RowSource, pieceRows: number, job: Job): Promise<Uint8Array> {
  const missing = new Uint8Array(times.length)
  for (let first = 0; first < times.length; first += pieceRows) {
    await job.checkpoint({ phase: 'Reading', done: first, total: times.length, unit: 'rows' })
    const last = Math.min(times.length, first + pieceRows) - 1
    for (const channel of read({ first, last }))
      for (let i = 0; i < channel.length; i++) if (!Number.isFinite(channel[i])) missing[first + i] = 1
  }
  return missing
}

/** Reads so many rows at once that many short stretches are not read one by one. */
function readAhead({ times, read }: RowSource, pieceRows: number): RowSource['read'] {
  let held = { first: 0, last: -1, values: [] as Float64Array[] }
  return ({ first, last }) => {
    if (first < held.first || last > held.last) {
      const rows = { first, last: Math.max(last, Math.min(times.length, first + pieceRows) - 1) }
      held = { ...rows, values: read(rows) }
    }
    return held.values.map((channel) => channel.subarray(first - held.first, last - held.first + 1))
  }
}
