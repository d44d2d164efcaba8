import { injectionKinds } from '../../../shared/runs/ranking.ts'
import type { Segment } from '../../../shared/data/series.ts'
import { changes } from '../../ranking/inject.ts'
import { gatherWindows, type WindowList } from '../../preprocessing/windows.ts'
import { seededRandom } from '../../math/random.ts'

/**
 * Training windows with an anomaly planted into each, for networks that have only seen normal ones: [samples, width, channels], one
 * kind after another, in a third of the channels, over an eighth to a half of the window. The same window gets the same anomaly
 * whenever it is asked for, so that nothing depends on how batches are made.
 */
export function planting(
  segments: Segment[],
  list: WindowList,
  width: number,
  seed: number,
): (samples: ArrayLike<number>) => Float32Array {
  const channels = segments[0].values.length
  const spread = Array.from({ length: channels }, (_, c) => deviation(segments.map((segment) => segment.values[c])))
  const moving = [...spread.keys()].filter((c) => spread[c] > 0)
  return (samples) => {
    const windows = gatherWindows(segments, list, samples)
    for (let s = 0; s < samples.length && moving.length > 0; s++) {
      const random = seededRandom(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(samples[s] + 1, 0x85ebca6b))
      const kind = injectionKinds[random.below(injectionKinds.length)]
      const length =
        kind === 'spike' ? Math.min(3, width) : Math.max(3, Math.round(width * (0.125 + 0.375 * random.next())))
      const from = random.below(Math.max(1, width - length + 1))
      for (let chosen = Math.ceil(moving.length / 3), left = [...moving]; chosen > 0; chosen--) {
        const [c] = left.splice(random.below(left.length), 1)
        const at = (t: number) => (s * width + from + t) * channels + c
        const piece = Float64Array.from({ length }, (_, t) => windows[at(t)])
        changes[kind](piece, spread[c], random)
        piece.forEach((v, t) => (windows[at(t)] = v))
      }
    }
    return windows
  }
}

function deviation(parts: ArrayLike<number>[]): number {
  let n = 0
  let sum = 0
  let squares = 0
  for (const part of parts)
    for (let i = 0; i < part.length; i++) {
      n++
      sum += part[i]
      squares += part[i] ** 2
    }
  return Math.sqrt(Math.max(0, squares / n - (sum / n) ** 2))
}
