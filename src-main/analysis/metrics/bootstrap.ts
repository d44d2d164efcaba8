import type { RowRange } from '../../shared/data/series.ts'
import { quantileSorted } from '../preprocessing/scaling.ts'
import { seededRandom } from '../math/random.ts'
import type { Metric, MetricInput } from './metric.ts'

/** With fewer windows an interval would tell more of the resampling than of the detector. */
export const LEAST_WINDOWS = 5

/**
 * 95 % intervals by a percentile bootstrap over labelled windows (Efron 1979): the series is parted halfway between
 * windows, so that each block holds one; as many blocks are drawn with replacement and laid end to end.
 * Returns for each metric [low, high], or null where fewer than half of the draws define it. Deterministic under the seed.
 */
export function bootstrapIntervals(
  input: MetricInput,
  metrics: readonly Metric[],
  draws: number,
  seed = 1,
): ([number, number] | null)[] {
  const random = seededRandom(seed)
  const blocks = blocksOf(input)
  const values = metrics.map(() => new Float64Array(draws))
  for (let draw = 0; draw < draws; draw++) {
    const drawn = joined(
      input,
      blocks.map(() => blocks[random.below(blocks.length)]),
    )
    metrics.forEach((metric, m) => (values[m][draw] = metric.compute(drawn) ?? NaN))
  }
  return values.map((all) => {
    const sorted = all.filter(Number.isFinite).sort()
    return sorted.length * 2 < draws ? null : [quantileSorted(sorted, 0.025), quantileSorted(sorted, 0.975)]
  })
}

interface Block extends RowRange {
  window: RowRange
  detections: RowRange[]
}

function blocksOf({ scores, windows, detections }: MetricInput): Block[] {
  return windows.map((window, i) => {
    const first = i === 0 ? 0 : ((windows[i - 1].last + window.first) >> 1) + 1
    const last = i === windows.length - 1 ? scores.length - 1 : (window.last + windows[i + 1].first) >> 1
    const clipped = detections
      .filter((d) => d.last >= first && d.first <= last)
      .map((d) => ({ first: Math.max(d.first, first), last: Math.min(d.last, last) }))
    return { first, last, window, detections: clipped }
  })
}

function joined(input: MetricInput, blocks: Block[]): MetricInput {
  const n = blocks.reduce((sum, b) => sum + b.last - b.first + 1, 0)
  const result: MetricInput = {
    ...input,
    scores: new Float64Array(n),
    labels: new Uint8Array(n),
    flags: new Uint8Array(n),
    times: new Float64Array(n),
    windows: [],
    detections: [],
  }
  let at = 0
  let clock = 0
  for (const { first, last, window, detections } of blocks) {
    const moved = (r: RowRange) => ({ first: r.first - first + at, last: r.last - first + at })
    result.scores.set(input.scores.subarray(first, last + 1), at)
    result.labels.set(input.labels.subarray(first, last + 1), at)
    result.flags.set(input.flags.subarray(first, last + 1), at)
    for (let row = first; row <= last; row++)
      result.times[at + row - first] = clock + input.times[row] - input.times[first]
    result.windows.push(moved(window))
    result.detections.push(...detections.map(moved))
    clock += input.times[last] - input.times[first] + input.stepMs
    at += last - first + 1
  }
  return result
}
