import { seededRandom } from '../../src-main/analysis/math/random.ts'
import type { Series } from '../../src-main/shared/data/series.ts'

export interface Planted {
  series: Series
  /** [n], 1 inside a planted anomaly. */
  labels: Uint8Array
}

/**
 * Channels that share a cycle of 25 points, with noise, one point a second. In each `anomalies` stretch (first row, length)
 * all channels jump by six of their amplitudes and lose their cycle.
 */
export function planted(n: number, channels: number, anomalies: [first: number, length: number][], seed = 7): Planted {
  const random = seededRandom(seed)
  const labels = new Uint8Array(n)
  for (const [first, length] of anomalies) labels.fill(1, first, first + length)
  const values = Array.from({ length: channels }, (_, c) =>
    Float64Array.from({ length: n }, (_, t) => {
      const cycle = Math.sin((2 * Math.PI * t) / 25 + c) * (1 + c)
      return 10 * c + (labels[t] ? 6 * (1 + c) : cycle) + 0.1 * (1 + c) * random.normal()
    }),
  )
  return {
    series: {
      times: Float64Array.from({ length: n }, (_, t) => 1_600_000_000_000 + 1000 * t),
      channels: values.map((_, c) => ({ name: `channel ${c + 1}`, unit: null })),
      values,
    },
    labels,
  }
}

/** Probability that a labelled point scores above an unlabelled one, ties counting half. NaN scores are left out. */
export function rankProbability(scores: Float64Array, labels: Uint8Array): number {
  const inside = scores.filter((score, i) => labels[i] === 1 && !Number.isNaN(score))
  const outside = scores.filter((score, i) => labels[i] === 0 && !Number.isNaN(score))
  let wins = 0
  for (const a of inside) for (const b of outside) wins += a > b ? 1 : a === b ? 0.5 : 0
  return wins / (inside.length * outside.length)
}
