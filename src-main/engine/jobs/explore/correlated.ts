import { CorrelationSums } from '../../../analysis/explore/correlation-matrix.ts'
import type { Job } from '../../../analysis/job.ts'
import { readValues } from '../../../db/series/series.ts'
import type { Project } from '../../../db/project.ts'
import type { Channel } from '../../../shared/project.ts'
import type { RowRange } from '../../../shared/data/series.ts'

/** Rows that are added up at a time: as many as a chunk holds. */
const blockRows = 4096

/** Pearson's correlation of all pairs over some pieces of a dataset, read block by block. rows — of all pieces. */
export async function correlated(
  db: Project,
  pieces: readonly RowRange[],
  rows: number,
  channels: readonly Channel[],
  job: Job,
): Promise<Float64Array[]> {
  const sums = new CorrelationSums(channels.length)
  let done = 0
  for (const piece of pieces)
    for (let first = piece.first; first <= piece.last;) {
      // To the end of a chunk, so that each is read once.
      const last = Math.min(piece.last, (Math.floor(first / blockRows) + 1) * blockRows - 1)
      sums.add(channels.map(({ series }) => readValues(db, series, first, last)))
      done += last - first + 1
      first = last + 1
      await job.checkpoint({ phase: 'Correlating', done, total: rows, unit: 'rows' })
    }
  return sums.matrix().r
}

/** The same of values that are in memory. values — [channel][row], NaN = missing. */
export async function correlatedHeld(values: readonly Float64Array[], job: Job): Promise<Float64Array[]> {
  const sums = new CorrelationSums(values.length)
  const rows = values[0].length
  for (let first = 0; first < rows; first += blockRows) {
    sums.add(values.map((channel) => channel.subarray(first, first + blockRows)))
    await job.checkpoint({ phase: 'Correlating', done: Math.min(rows, first + blockRows), total: rows, unit: 'rows' })
  }
  return sums.matrix().r
}
