import { getDataset } from '../../../db/datasets.ts'
import type { Project } from '../../../db/project.ts'
import { createSeriesWriter, readAll, readTimes, readValues } from '../../../db/series/series.ts'
import { badInput } from '../../../shared/errors.ts'
import type { Id, Run } from '../../../shared/project.ts'
import type { SegmentScores } from '../../../analysis/detectors/detector.ts'
import type { Job } from '../../../analysis/job.ts'
import { assessedIn } from '../../../analysis/math/present.ts'
import { scoreInPieces, scoresInPieces, type RowSource } from '../../../analysis/streaming/score-in-pieces.ts'
import type { TrainedModel } from '../../../analysis/train-and-score.ts'
import { wantedChannels } from '../data/stored-series.ts'
import { periodRows, type JudgedRows } from './judge.ts'
import { finishStored, highest } from './store-scores.ts'

/** A run that is ready, and what a judgement needs of the rows that were scored. note — for the person. */
export interface StoredRun extends Pick<JudgedRows, 'times' | 'scores' | 'values'> {
  run: Run
  assessed: number
  note?: string
}

/** Numbers of a dataset's rows, with what is said of each, that lie in memory at once: 400 MB. */
const mostNumbers = 5e7
/** Rows that are read, scored and stored at once; more make nothing quicker. */
const usualPieceRows = 1 << 18

/** Whether a dataset is scored piece by piece, because it and its scores would fill the memory. */
export function isLong(db: Project, run: Run, model: TrainedModel): boolean {
  const numbers = getDataset(db, run.dataset).rows * (1 + 3 * model.channels.length)
  return numbers > mostNumbers && !model.cleaning?.some((step) => step.on) && scoresInPieces(model)
}

/** The rows of a dataset as a model wants them, read when they are asked for. */
export function storedRowsOf(db: Project, dataset: Id, names: string[]): RowSource {
  const times = readTimes(db, dataset)
  const channels = wantedChannels(db, dataset, names)
  return {
    times,
    read({ first, last }) {
      if (readTimes(db, dataset, last, last)[0] !== times[last])
        throw badInput('Rows came between those of this dataset while it was scored: score it again.')
      return channels.map((channel) => readValues(db, channel.series, first, last))
    },
  }
}

/**
 * Scores the run's dataset piece by piece, and stores scores, contributions and expected values as they come. source — its rows; those that
 * a watch adds meanwhile are not assessed, as in `storeScores`. trainSeconds — what was spent before.
 */
export async function scoreStored(
  db: Project,
  run: Run,
  model: TrainedModel,
  source: RowSource,
  trainSeconds: number,
  job: Job,
  pieceRows = usualPieceRows,
): Promise<StoredRun> {
  const began = performance.now()
  const { times } = source
  const scores = new Float64Array(times.length).fill(NaN)
  const columns: Record<'scores' | 'contributions' | 'expected', Column[]> = {
    scores: [],
    contributions: [],
    expected: [],
  }
  const put = (kind: keyof typeof columns, first: number, parts: readonly (Float64Array | Float32Array)[] = []) =>
    parts.forEach((values, c) => (columns[kind][c] ??= columnOf(db, run.dataset)).write(first, values))
  const all = () => [...columns.scores, ...columns.contributions, ...columns.expected]
  const take = (first: number, part: SegmentScores) => {
    scores.set(part.scores, first)
    put('scores', first, [part.scores])
    put('contributions', first, part.contributions)
    put('expected', first, part.expected)
  }
  try {
    await scoreInPieces(model, source, pieceRows, take, job)
    for (const column of all()) column.finish()
  } catch (error) {
    for (const column of all()) column.abandon()
    throw error
  }
  const parts = all().map(({ id }) => ({
    id,
    axis: times,
    values: () => readAll(db, id, new Float64Array(times.length)),
  }))
  const assessed = assessedIn(scores)
  const seconds = { train: trainSeconds, score: (performance.now() - began) / 1000 }
  const facts = { times, channels: columns.contributions.length, maxScore: highest(scores), assessed, seconds }
  const [values] = source.read({ first: 0, last: Math.min(times.length, periodRows) - 1 })
  return { run: finishStored(db, run.id, parts, facts), times, scores, values, assessed }
}

type Column = ReturnType<typeof columnOf>

/** A series that is given in stretches, from the first row to the last; rows between them, and those that came meanwhile, are NaN. */
function columnOf(db: Project, dataset: Id) {
  const { rows } = getDataset(db, dataset)
  const { id, write, finish, abandon } = createSeriesWriter(db, dataset)
  let next = 0
  const fillTo = (row: number) => {
    while (next < row) {
      const count = Math.min(row - next, 65_536)
      write(new Float64Array(count).fill(NaN))
      next += count
    }
  }
  return {
    id,
    write(first: number, values: Float64Array | Float32Array) {
      fillTo(first)
      write(values)
      next = first + values.length
    },
    finish() {
      fillTo(rows)
      finish()
    },
    abandon,
  }
}
