import type { Direction } from '../../shared/runs/strangest.ts'
import { quantileSorted } from '../preprocessing/scaling.ts'

/** How a channel departs in a stretch, and by how many usual spreads. */
export interface Departure {
  direction: Direction
  size: number
}

/** So many usual windows give medians and spreads that another few would not change. */
const WINDOWS = 200
/** A statistic within so many spreads is usual: whatever is strange is then the order of the values. */
const STRIKING = 3
/** A level beyond all usual ones by this share of their range is what a person sees, however the channel got there. */
const BEYOND = 0.25
/** Beyond this the sizes of two channels are not compared: one that was constant would own every share. */
const CAP = 50

/**
 * How a channel departs from its usual self: the level, extremes, deviation and mean step of the stretch against those of windows
 * as long, evenly spread over the usual rows.
 * values — [n], NaN = missing; first, last — the stretch; usual — [n], 1 = row to compare with; null = all rows outside of the stretch.
 */
export function departureOf(
  values: Float64Array,
  { first, last }: { first: number; last: number },
  usual: Uint8Array | null,
): Departure {
  const length = last - first + 1
  const own = statistics(values, first, length)
  if (!own) return { direction: 'wrong shape', size: 0 }
  const windows = usualWindows(values, first, length, usual)
  if (windows.length < 5) return { direction: 'wrong shape', size: 0 }
  const scale = spreadOf(windows.map((w) => w.mean)).centre
  const floor = 1e-9 * Math.max(Math.abs(scale), 1e-300)
  const z = (pick: (s: Statistics) => number) => {
    const { centre, spread } = spreadOf(windows.map(pick))
    // Of windows that hardly differ the slightest departure counts, but rounding does not.
    return (pick(own) - centre) / Math.max(spread, 1e-6 * Math.abs(centre), floor)
  }
  const level = z((s) => s.mean)
  const high = Math.max(
    level,
    z((s) => s.highest),
  )
  const low = Math.max(-level, -z((s) => s.lowest))
  const moves = z((s) => Math.log(s.deviation + floor))
  const steps = z((s) => Math.log(s.step + floor))
  const found: Departure[] = [
    { direction: 'too high', size: high },
    { direction: 'too low', size: low },
    { direction: 'too flat', size: Math.max(-moves, -steps) },
    { direction: 'too fast', size: Math.max(steps, moves) },
  ]
  const largest = (of: Departure[]) => of.reduce((a, b) => (b.size > a.size ? b : a))
  const best = largest(found)
  const size = Math.min(CAP, Math.max(0, best.size))
  if (isBeyond(own.mean, windows)) return { direction: largest(found.slice(0, 2)).direction, size }
  return { direction: best.size >= STRIKING ? best.direction : 'wrong shape', size }
}

function isBeyond(mean: number, windows: readonly Statistics[]): boolean {
  const means = windows.map((one) => one.mean)
  const [lowest, highest] = [Math.min(...means), Math.max(...means)]
  return Math.max(mean - highest, lowest - mean) > BEYOND * (highest - lowest)
}

interface Statistics {
  mean: number
  highest: number
  lowest: number
  deviation: number
  step: number
}

function statistics(values: Float64Array, start: number, length: number): Statistics | null {
  let [n, sum, squares, steps, stepped] = [0, 0, 0, 0, 0]
  let [highest, lowest, before] = [-Infinity, Infinity, NaN]
  const origin = values[start]
  for (let row = start; row < start + length; row++) {
    const v = values[row]
    if (!Number.isFinite(v)) {
      before = NaN
      continue
    }
    n++
    sum += v
    const from = v - (Number.isFinite(origin) ? origin : 0)
    squares += from * from
    if (v > highest) highest = v
    if (v < lowest) lowest = v
    if (!Number.isNaN(before)) {
      steps += Math.abs(v - before)
      stepped++
    }
    before = v
  }
  if (n === 0 || n < length / 2) return null
  const mean = sum / n
  const offset = mean - (Number.isFinite(origin) ? origin : 0)
  return {
    mean,
    highest,
    lowest,
    deviation: Math.sqrt(Math.max(0, squares / n - offset * offset)),
    step: stepped > 0 ? steps / stepped : 0,
  }
}

function usualWindows(values: Float64Array, first: number, length: number, usual: Uint8Array | null): Statistics[] {
  const starts = values.length - length
  const every = Math.max(1, Math.floor(starts / (2 * WINDOWS)))
  const found: Statistics[] = []
  for (let start = 0; start <= starts; start += every) {
    if (start + length > first && start < first + length) continue
    if (usual && !(usual[start] && usual[start + length - 1])) continue
    const window = statistics(values, start, length)
    if (window) found.push(window)
  }
  return found
}

function spreadOf(values: number[]): { centre: number; spread: number } {
  const sorted = Float64Array.from(values).sort()
  const centre = quantileSorted(sorted, 0.5)
  const deviations = sorted.map((v) => Math.abs(v - centre)).sort()
  const spread = 1.4826 * quantileSorted(deviations, 0.5)
  // Where most windows are the same, the 90th percentile still tells how far the others lie.
  return { centre, spread: spread > 0 ? spread : quantileSorted(deviations, 0.9) / 1.645 }
}
