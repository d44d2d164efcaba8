import type { Segment } from '../../../shared/data/series.ts'
import { individualsLimits, spreads, type SpreadFrom } from '../../control-charts/limits.ts'
import type { Job } from '../../job.ts'
import type { SegmentScores } from '../detector.ts'

/** The declaration of where the sigma of a chart comes from. */
export const spreadParam = (standard: SpreadFrom) =>
  ({
    kind: 'choice',
    options: spreads,
    default: standard,
    label: 'Sigma from',
    help: 'Moving range: the usual difference of neighbours, as in the textbook, for values that do not depend on those before. Its median is not moved by a few jumps. Deviation: of all training values, for signals that wander or swing by themselves.',
  }) as const

/** What a chart learns: centre — of every channel, in its unit; sigma — of single values, or the mean deviation of subgroups. */
export interface ChartModel {
  centre: Float64Array
  sigma: Float64Array
}

/** The centre and sigma of every channel, from the training rows alone. */
export function chartOf(train: Segment[], from: SpreadFrom): ChartModel {
  const limits = train[0].values.map((_, c) =>
    individualsLimits(
      train.map((segment) => segment.values[c]),
      from,
    ),
  )
  return {
    centre: Float64Array.from(limits, ({ centre }) => centre),
    sigma: Float64Array.from(limits, ({ sigma }) => sigma),
  }
}

/** One channel in sigma from its centre. */
export const inSigma = (values: Float64Array, { centre, sigma }: ChartModel, channel: number): Float64Array =>
  values.map((v) => (v - centre[channel]) / sigma[channel])

/**
 * The farthest channel decides: one chart out of control is enough. distance — of one channel, [time], ≥ 0; centre — what is expected
 * of it, in its unit.
 */
export async function farthest(
  segment: Segment,
  job: Job,
  distance: (channel: number) => Float64Array,
  centre: (channel: number) => number,
): Promise<SegmentScores> {
  const n = segment.times.length
  const channels = segment.values.length
  const scores = new Float64Array(n)
  const sums = new Float64Array(n)
  const contributions = segment.values.map(() => new Float32Array(n))
  for (let c = 0; c < channels; c++) {
    await job.checkpoint({ phase: 'Scoring', done: c, total: channels, unit: 'channels' })
    const own = distance(c)
    for (let t = 0; t < n; t++) {
      contributions[c][t] = own[t]
      sums[t] += contributions[c][t]
      if (own[t] > scores[t]) scores[t] = own[t]
    }
  }
  for (let t = 0; t < n; t++)
    for (const share of contributions) share[t] = sums[t] > 0 ? share[t] / sums[t] : 1 / channels
  return { scores, contributions, expected: segment.values.map((_, c) => new Float32Array(n).fill(centre(c))) }
}
