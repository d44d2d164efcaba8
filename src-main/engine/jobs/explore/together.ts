import { clusters } from '../../../analysis/explore/clusters.ts'
import { spearmanMatrix } from '../../../analysis/explore/correlation-matrix.ts'
import { crossCorrelation } from '../../../analysis/explore/lag.ts'
import { regularSeries } from '../../../analysis/explore/regular.ts'
import type { Job } from '../../../analysis/job.ts'
import { getDataset } from '../../../db/datasets.ts'
import { count } from '../../../shared/counted.ts'
import { badInput } from '../../../shared/errors.ts'
import type { Channel } from '../../../shared/project.ts'
import type { Together } from '../../../shared/data/explore.ts'
import type { Answer } from './answer.ts'
import { correlated } from './correlated.ts'
import { stretchOf, type Stretch } from './stretch.ts'

/** Ranks are made in memory, of so many values in all. */
const rankedValues = 2_000_000
/** A matrix of lags takes a transform per pair. */
const laggedChannels = 24
const laggedSteps = 4096

/** What belongs together: correlation of all pairs, exact where all rows are asked for. */
export const together: Answer<'together'> = async (db, scope, { method }, job) => {
  const stretch = stretchOf(db, scope)
  const { channels } = stretch
  if (channels.length < 2)
    throw badInput(
      getDataset(db, scope.dataset).channels.length < 2
        ? 'This dataset has one channel: there is no other to compare it with.'
        : 'Show at least two channels: one has nothing to be compared with.',
    )
  const found =
    method === 'pearson'
      ? {
          r: await correlated(db, stretch.pieces, stretch.from.rows, channels, job),
          from: stretch.from,
          note: null,
        }
      : await spearman(stretch, scope.exact, job)
  const { order } = clusters(found.r.map((row) => row.map((r) => 1 - Math.abs(r))))
  const ordered = (matrix: readonly Float64Array[]) => order.map((i) => Float64Array.from(order, (j) => matrix[i][j]))
  const r = ordered(found.r)
  return {
    kind: 'together',
    from: found.from,
    channels: order.map((i) => channels[i].id),
    method,
    r,
    // Of standardised channels: the root of the mean square of what they differ by.
    distance: r.map((row) => row.map((one) => Math.sqrt(Math.max(0, 2 - 2 * one)))),
    lags:
      channels.length <= laggedChannels
        ? await lags(stretchOf(db, { ...scope, exact: false }, 'middle'), order, stretch.from.of, job)
        : null,
    note:
      [found.note, stillNote(channels.filter((_, i) => Number.isNaN(found.r[i][i])))].filter(Boolean).join(' ') || null,
  }
}

function stillNote(channels: readonly Channel[]): string | null {
  if (channels.length === 0) return null
  const names = channels.slice(0, 5).map(({ name }) => name).join(', ') // prettier-ignore
  const more = channels.length > 5 ? ` and ${channels.length - 5} more` : ''
  return `${names}${more} ${channels.length === 1 ? 'has' : 'have'} one value or none here: there is no correlation with ${channels.length === 1 ? 'it' : 'them'}.`
}

async function spearman(stretch: Stretch, exact: boolean, job: Job) {
  const { channels, from } = stretch
  const most = Math.floor(rankedValues / channels.length)
  const every = Math.max(1, Math.ceil(from.rows / (exact ? most : most / 4)))
  const values: Float64Array[] = []
  for (const channel of channels) {
    values.push(stretch.values(channel).filter((_, i) => i % every === 0))
    await job.checkpoint({ phase: 'Ranking', done: values.length, total: channels.length, unit: 'channels' })
  }
  const rows = values[0].length
  const note =
    rows < from.of
      ? `Ranks are of ${count(rows)} rows, taken evenly: a correlation is off by about ${(1 / Math.sqrt(rows)).toPrecision(1)} at most.`
      : null
  return { r: spearmanMatrix(values), from: { rows, of: from.of }, note }
}

/** The strongest lag of every pair, on a regular axis of a few thousand steps; of a long stretch, in its middle. */
async function lags(stretch: Stretch, order: number[], of: number, job: Job): Promise<Together['lags']> {
  const times = stretch.times()
  const regular = order.map((i) => regularSeries(times, stretch.values(stretch.channels[i]), laggedSteps))
  const k = order.length
  const make = () => Array.from({ length: k }, () => new Float64Array(k).fill(NaN))
  const [ms, r] = [make(), make()]
  for (let i = 0; i < k; i++) {
    await job.checkpoint()
    for (let j = i + 1; j < k; j++) {
      const [a, b] = [regular[i], regular[j]]
      const found = a && b && crossCorrelation(a.values, b.values, Math.floor(a.values.length / 4))
      if (!found) continue
      ms[i][j] = found.best.lag * a.stepMs
      ms[j][i] = -ms[i][j]
      r[i][j] = r[j][i] = found.best.correlation
    }
  }
  return { ms, r, from: { rows: times.length, of } }
}
