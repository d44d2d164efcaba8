import type { ChannelImportances } from '../../shared/runs/explanation.ts'
import { badInput } from '../../shared/errors.ts'
import type { RowRange, Series } from '../../shared/data/series.ts'
import { pickChannels, scoreSeries, type TrainedModel } from '../train-and-score.ts'
import { detectorById } from '../detectors/index.ts'
import type { Job } from '../job.ts'
import { rankCorrelation } from '../math/ranks.ts'
import { averagePrecision, rankingCurve } from '../metrics/ranking.ts'
import { cutSegments } from '../preprocessing/gaps.ts'
import { seededRandom, type Random } from '../math/random.ts'
import { isNetwork } from './window.ts'

/** Rows that are looked at: enough for a ranking, few enough to wait for. */
const mostRows = { quick: 20_000, network: 5000 }
const MOST_REPEATS = 5
const POINTS_SCORED = 1_000_000

/**
 * Permutation importance (Breiman, Random forests, 2001; Fisher, Rudin and Dominici 2019) for series: a channel is
 * shifted around in a circle within each gap-free stretch, by a random number of points, so that it keeps its own course
 * and loses its relation to the others and to the labels. Shuffled point by point, every detector that looks at windows
 * would see nothing but noise.
 * labels — [n], 1 inside a label, or null: then it is the ranking of the points that is compared.
 * centre — the row around which a long series is looked at.
 */
export async function channelImportances(
  model: TrainedModel,
  series: Series,
  labels: Uint8Array | null,
  centre: number,
  job: Job,
): Promise<ChannelImportances> {
  const all = pickChannels(series, model.channels)
  const notes: string[] = []
  const most = mostRows[isNetwork(detectorById(model.detector)) ? 'network' : 'quick']
  const { first, last } = lookedAt(all.times.length, centre, most)
  if (last - first + 1 < all.times.length)
    notes.push(
      `Of ${all.times.length.toLocaleString('en')} rows the ${most.toLocaleString('en')} around the highest score are looked at.`,
    )
  const part: Series = {
    ...all,
    times: all.times.subarray(first, last + 1),
    values: all.values.map((v) => v.subarray(first, last + 1)),
  }
  const flags = labels?.subarray(first, last + 1) ?? null
  const judged = flags && flags.includes(1) && flags.includes(0) ? flags : null
  if (flags && !judged)
    notes.push('No label begins or ends in this part: the ranking of its points is compared instead.')

  // What is told of is the trials, not the points scored for each of them.
  const silent: Job = { seed: job.seed, memoryBytes: job.memoryBytes, checkpoint: () => job.checkpoint() }
  const untouched = (await scoreSeries(model, part, {}, silent)).scores
  const base = judged && precisionOf(untouched, judged)
  const segments = cutSegments(part).filter((segment) => segment.times.length > 1)
  if (segments.length === 0) throw badInput('Every stretch without a gap is a single point: there is nothing to shift.')
  const repeats = Math.max(
    1,
    Math.min(MOST_REPEATS, Math.floor(POINTS_SCORED / (part.times.length * model.channels.length))),
  )
  const random = seededRandom(job.seed)
  const losses: number[][] = model.channels.map(() => [])
  for (let c = 0; c < model.channels.length; c++)
    for (let r = 0; r < repeats; r++) {
      await job.checkpoint({
        phase: 'Shifting channels',
        done: c * repeats + r,
        total: model.channels.length * repeats,
        unit: 'trials',
      })
      const values = part.values.with(
        c,
        shifted(
          part.values[c],
          segments.map((s) => ({ first: s.start, last: s.start + s.times.length - 1 })),
          random,
        ),
      )
      const { scores } = await scoreSeries(model, { ...part, values }, {}, silent)
      losses[c].push(judged ? base! - precisionOf(scores, judged) : 1 - rankCorrelation(untouched, scores))
    }
  return {
    channels: model.channels.map((channel, c) => ({ channel, ...meanAndSpread(losses[c]) })),
    measure: judged ? 'AUC-PR' : 'order',
    base,
    repeats,
    notes,
  }
}

function lookedAt(rows: number, centre: number, most: number): RowRange {
  const first = Math.max(0, Math.min(centre - most / 2, rows - most))
  return { first, last: Math.min(rows, first + most) - 1 }
}

/** At least a tenth of a stretch away from where it was, or it would still be in step. */
function shifted(values: Float64Array, ranges: RowRange[], random: Random): Float64Array {
  const out = values.slice()
  for (const { first, last } of ranges) {
    const n = last - first + 1
    const by = Math.min(n - 1, Math.max(1, Math.floor(n * (0.1 + 0.8 * random.next()))))
    for (let i = 0; i < n; i++) out[first + ((i + by) % n)] = values[first + i]
  }
  return out
}

function precisionOf(scores: Float64Array, labels: Uint8Array): number {
  const assessed = (_: number, i: number) => !Number.isNaN(scores[i])
  return averagePrecision(rankingCurve(scores.filter(assessed), labels.filter(assessed))) ?? 0
}

function meanAndSpread(values: number[]): { importance: number; spread: number } {
  const importance = values.reduce((a, b) => a + b, 0) / values.length
  return { importance, spread: Math.sqrt(values.reduce((sum, v) => sum + (v - importance) ** 2, 0) / values.length) }
}
