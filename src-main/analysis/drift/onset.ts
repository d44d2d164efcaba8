import { quantileSorted } from '../preprocessing/scaling.ts'

/** When a departure began and how. at — index of the first window that departs. */
export interface Onset {
  at: number
  course: 'at once' | 'slowly'
}

/**
 * Where levels leave 0 for good: the step, or the ramp that explains them best by least squares. levels — [window], 0 = as in training.
 * Levels that were away from the start began before them: index 0.
 */
export function onsetOf(levels: readonly number[]): Onset {
  const n = levels.length
  let step = { at: 0, left: Infinity }
  let ramp = { at: 0, left: Infinity }
  let before = 0
  for (let at = 0; at < n; at++) {
    const after = levels.slice(at)
    const mean = after.reduce((sum, v) => sum + v, 0) / after.length
    const around = before + after.reduce((sum, v) => sum + (v - mean) ** 2, 0)
    if (around < step.left) step = { at, left: around }
    if (after.length >= 4) {
      const [xy, xx] = after.reduce(([a, b], v, i) => [a + (i + 1) * v, b + (i + 1) ** 2], [0, 0])
      const slope = xy / xx
      const along = before + after.reduce((sum, v, i) => sum + (v - slope * (i + 1)) ** 2, 0)
      if (along < ramp.left) ramp = { at, left: along }
    }
    before += levels[at] ** 2
  }
  // Both have a beginning and a size to fit: whichever leaves less is believed.
  const isSlow = ramp.left < step.left
  return isSlow ? { at: ramp.at, course: 'slowly' } : { at: step.at, course: 'at once' }
}

/** A change must explain so many times what single windows differ by. */
const STRIKING = 25
const LEAST_LENGTH = 3
const MOST_CHANGES = 10

/**
 * Change points of a level by binary segmentation (Scott and Knott 1974): the split that explains most, then within its parts, as long
 * as it explains more than windows differ from their neighbours. Returns indices of the first window of each new level, ascending.
 */
export function changePoints(levels: readonly number[]): number[] {
  const steps = Float64Array.from({ length: Math.max(0, levels.length - 1) }, (_, i) =>
    Math.abs(levels[i + 1] - levels[i]),
  ).sort()
  if (steps.length < 2 * LEAST_LENGTH) return []
  // Neighbours differ by √2 deviations; 0.954 = √2 · 0.6745, the median of |N(0, 2)|.
  const noise = (quantileSorted(steps, 0.5) / 0.954) ** 2
  const found: number[] = []
  const open: [number, number][] = [[0, levels.length]]
  while (open.length > 0 && found.length < MOST_CHANGES) {
    const [from, to] = open.shift()!
    const split = bestSplit(levels, from, to)
    if (!split || !(split.gain > STRIKING * noise) || split.gain === 0) continue
    found.push(split.at)
    open.push([from, split.at], [split.at, to])
  }
  return found.sort((a, b) => a - b)
}

function bestSplit(levels: readonly number[], from: number, to: number): { at: number; gain: number } | null {
  let best: { at: number; gain: number } | null = null
  const total = levels.slice(from, to).reduce((sum, v) => sum + v, 0)
  let left = 0
  for (let at = from + 1; at < to; at++) {
    left += levels[at - 1]
    if (at - from < LEAST_LENGTH || to - at < LEAST_LENGTH) continue
    const [n, m] = [at - from, to - at]
    const gain = ((n * m) / (n + m)) * (left / n - (total - left) / m) ** 2
    if (!best || gain > best.gain) best = { at, gain }
  }
  return best
}
