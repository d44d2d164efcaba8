import type { ChannelInfo } from '../../shared/data/series.ts'
import { correlation } from '../math/ranks.ts'
import { number } from './words.ts'

/** A channel that says nothing new: `twin` is the place of the one it repeats, an earlier one. */
export interface Redundancy {
  channel: number
  twin: number
  text: string
}

/** Of a straight line through both, no more than this share of the deviation may be left over. */
const LEFT_OVER = 1e-3

/**
 * Channels that repeat an earlier one: the same values, or a straight line of them, as in another unit. Both levels and steps have to agree: two
 * counters, or two slow trends, are no copies of one another. samples — [channel][i], the same rows of each, NaN = missing, in
 * order of time; neighbours — whether sample i follows sample i − 1 directly.
 */
export function redundantChannels(
  channels: readonly ChannelInfo[],
  samples: readonly Float64Array[],
  neighbours: Uint8Array,
): Redundancy[] {
  const found: Redundancy[] = []
  const taken = new Set<number>()
  for (let c = 1; c < samples.length; c++)
    for (let twin = 0; twin < c; twin++) {
      if (taken.has(twin)) continue
      const line = sameLine(samples[twin], samples[c], neighbours)
      if (!line) continue
      taken.add(c)
      const same = Math.abs(line.slope - 1) < 1e-9 && Math.abs(line.offset) <= 1e-9 * line.size
      const rule = `${Math.abs(line.slope - 1) < 1e-9 ? '' : `${number(line.slope)} · `}${channels[twin].name}${line.offset < 0 ? ' − ' : ' + '}${number(Math.abs(line.offset))}`
      found.push({
        channel: c,
        twin,
        text: same
          ? `Has the same values as "${channels[twin].name}".`
          : `Follows "${channels[twin].name}" as a straight line: ${rule}.`,
      })
      break
    }
  return found
}

/** The straight line y = slope · x + offset where nothing else is left; null otherwise. size — the greatest |y|. */
function sameLine(
  x: Float64Array,
  y: Float64Array,
  neighbours: Uint8Array,
): { slope: number; offset: number; size: number } | null {
  let [n, meanX, meanY, size] = [0, 0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i]) || Number.isNaN(y[i])) continue
    n++
    meanX += x[i]
    meanY += y[i]
    size = Math.max(size, Math.abs(y[i]))
  }
  if (n < 20) return null
  meanX /= n
  meanY /= n
  let [xx, xy, yy] = [0, 0, 0]
  const steps: [number, number][] = []
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i]) || Number.isNaN(y[i])) continue
    const [a, b] = [x[i] - meanX, y[i] - meanY]
    xx += a * a
    xy += a * b
    yy += b * b
    if (neighbours[i] && !Number.isNaN(x[i - 1]) && !Number.isNaN(y[i - 1]))
      steps.push([x[i] - x[i - 1], y[i] - y[i - 1]])
  }
  // What does not move beyond rounding follows nobody.
  const isStill = (squares: number, mean: number) => !(Math.sqrt(squares / n) > 1e-9 * Math.abs(mean))
  if (isStill(xx, meanX) || isStill(yy, meanY)) return null
  const slope = xy / xx
  const left = 1 - (xy * xy) / (xx * yy)
  if (left > LEFT_OVER ** 2) return null
  // Steps beside a slow trend are the measurement itself: of two that only share the trend they differ.
  if (left > 1e-12 && Math.sign(slope) * stepCorrelation(steps) < 0.999) return null
  return { slope, offset: meanY - slope * meanX, size }
}

function stepCorrelation(steps: readonly [number, number][]): number {
  if (steps.length < 10) return 0
  const [a, b] = [0, 1].map((k) => Float64Array.from(steps, (step) => step[k]))
  return correlation(a, b) || 0
}
