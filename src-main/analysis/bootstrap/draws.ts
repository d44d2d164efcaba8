import { LEAST_WINDOWS } from '../metrics/bootstrap.ts'
import { quantileSorted } from '../preprocessing/scaling.ts'
import { seededRandom } from '../math/random.ts'
import type { Blocked } from './blocks.ts'
import { families } from './families.ts'

export { LEAST_WINDOWS }
export type Interval = [low: number, high: number]

/** What every family prepared of one run on one dataset. */
export interface Prepared {
  parts: unknown[]
  blocks: number
}

export const prepared = (blocked: Blocked): Prepared => ({
  parts: families.map((family) => family.prepare(blocked)),
  blocks: blocked.blocks,
})

/** The values of all families' metrics, in the order of `familyIds`. datasets — one or several; weights — how often each block counts. */
export function valuesOf(datasets: readonly Prepared[], weights: readonly ArrayLike<number>[]): (number | null)[] {
  return families.flatMap((family, f) =>
    family.evaluate(datasets.map(({ parts }, d) => ({ part: parts[f], weights: weights[d] }))),
  )
}

/** Every block once: the values of the data as they are. */
export const onceEach = (datasets: readonly { blocks: number }[]) =>
  datasets.map(({ blocks }) => new Uint16Array(blocks).fill(1))

/**
 * How often each block counts in each draw: as many blocks as there are, with replacement, from all datasets together
 * (Efron 1979). The same for every run of the same datasets, so that differences between runs are paired.
 */
export function* weightsOfDraws(blocks: readonly number[], draws: number, seed = 1): Generator<Uint16Array[]> {
  const random = seededRandom(seed)
  const total = blocks.reduce((sum, count) => sum + count, 0)
  const owner = blocks.flatMap((count, d) => Array.from({ length: count }, (_, b) => [d, b] as const))
  for (let draw = 0; draw < draws; draw++) {
    const weights = blocks.map((count) => new Uint16Array(count))
    for (let k = 0; k < total; k++) {
      const [d, b] = owner[random.below(total)]
      weights[d][b]++
    }
    yield weights
  }
}

/** 95 % percentile interval; null where fewer than half of the draws are numbers. draws — [draw], NaN = not defined. */
export function intervalOf(draws: Float64Array): Interval | null {
  const sorted = draws.filter(Number.isFinite).sort()
  return sorted.length === 0 || sorted.length * 2 < draws.length
    ? null
    : [quantileSorted(sorted, 0.025), quantileSorted(sorted, 0.975)]
}

/** The interval of a − b over the same draws: what one run is better by on the same events. */
export const differenceInterval = (a: Float64Array, b: Float64Array): Interval | null =>
  intervalOf(a.map((value, draw) => value - b[draw]))
