import type { Detection } from '../../shared/project.ts'
import { medianStep } from '../preprocessing/gaps.ts'

/** A longer step than this many median steps is a gap in the data: no detection lasts across it by itself. */
const GAP_STEPS = 5

export interface DetectionOptions {
  /** A detection shorter than this is dropped. Each of its points counts one median step, so a single point lasts one. */
  minDurationMs: number
  /** Detections no further apart than this are one (last point of the one to first point of the next). */
  mergeGapMs: number
  /** 0…1: once on, a detection lasts while score > hysteresis · threshold. 1 = off. */
  hysteresis: number
}

/** flags — [n], 1 inside a detection (never where a point was not assessed). */
export interface Detected {
  flags: Uint8Array
  detections: (Detection & { peakRow: number })[]
}

/**
 * Detections from scores. scores — [n], NaN = not assessed; times — [n], epoch ms. A point is anomalous if
 * score > threshold. Hysteresis first, then merging, then the shortest duration. A point that was not assessed and a gap
 * in the data end a detection; only merging joins across them.
 */
export function detect(scores: Float64Array, times: Float64Array, threshold: number, options: DetectionOptions): Detected {
  const step = medianStep(times)
  // A share of a negative threshold would lie above it.
  const runs = runsAbove(scores, times, threshold, Math.min(threshold, options.hysteresis * threshold), GAP_STEPS * step)
  const merged: { first: number; last: number }[] = []
  for (const run of runs) {
    const previous = merged.at(-1)
    if (previous && options.mergeGapMs > 0 && times[run.first] - times[previous.last] <= options.mergeGapMs) previous.last = run.last
    else merged.push(run)
  }
  const oneStep = Number.isFinite(step) ? step : 0
  const detections = merged
    .filter((run) => times[run.last] - times[run.first] + oneStep >= options.minDurationMs)
    .map((run) => described(run, scores, times))
  const flags = new Uint8Array(scores.length)
  for (const { first, last } of detections) for (let row = first; row <= last; row++) if (!Number.isNaN(scores[row])) flags[row] = 1
  return { flags, detections }
}

/** Runs of rows that begin above `on` and last while above `off`, cut at NaN and at gaps. */
function runsAbove(scores: Float64Array, times: Float64Array, on: number, off: number, longestStep: number) {
  const runs: { first: number; last: number }[] = []
  let open: { first: number; last: number } | null = null
  for (let row = 0; row < scores.length; row++) {
    if (open && (times[row] - times[row - 1] > longestStep || !(scores[row] > off))) open = null
    if (open) open.last = row
    else if (scores[row] > on) runs.push((open = { first: row, last: row }))
  }
  return runs
}

function described({ first, last }: { first: number; last: number }, scores: Float64Array, times: Float64Array) {
  let peakRow = first
  for (let row = first; row <= last; row++) if (scores[row] > scores[peakRow]) peakRow = row
  return { first, last, start: times[first], end: times[last], peak: scores[peakRow], peakRow, peakTime: times[peakRow] }
}
