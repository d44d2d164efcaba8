import { gapSteps } from '../data/usual-step.ts'

export interface DetectionOptions {
  /** A detection shorter than this is dropped. Each of its points counts one usual step, so a single point lasts one. */
  minDurationMs: number
  /** Detections no further apart than this are one (last point of the one to first point of the next). */
  mergeGapMs: number
  /** 0…1: once on, a detection lasts while score > hysteresis · threshold. 1 = off. */
  hysteresis: number
}

/** Detections as the threshold alone finds them. */
export const asFound: DetectionOptions = { minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 }

/**
 * What detections are found in, in time order: rows, or stretches of rows that each count as one.
 * scores — [n], NaN = not assessed. starts, ends — [n], epoch ms of the first and the last row of each; one array for rows.
 */
export interface ScoredPoints {
  scores: Float64Array
  starts: Float64Array
  ends: Float64Array
}

/** The first `count` entries hold closed ranges of points, in order, none overlapping. Reused from one threshold to the next. */
export interface PointRanges {
  first: Int32Array
  last: Int32Array
  count: number
}

export const emptyRanges = (room = 1024): PointRanges => ({
  first: new Int32Array(room),
  last: new Int32Array(room),
  count: 0,
})

/**
 * What makes a moved threshold cheap: blocks that lie below it as a whole, or keep a detection going as a whole, are passed over.
 * highest — [block], NaN left out. lowest — [block], −∞ where a point was not assessed or a gap lies before one.
 * gaps — [block], 1 where a gap lies before a point: elsewhere nobody needs to look at times.
 */
export interface ScoreBlocks {
  size: number
  highest: Float64Array
  lowest: Float64Array
  gaps: Uint8Array
}

/** A gap in the data ends a detection: a step longer than this. No step does where there is no usual one. */
export const longestStep = (stepMs: number) => (stepMs > 0 ? gapSteps * stepMs : Infinity)

export function scoreBlocks({ scores, starts, ends }: ScoredPoints, stepMs: number, size = 64): ScoreBlocks {
  const n = scores.length
  const longest = longestStep(stepMs)
  const highest = new Float64Array(Math.ceil(n / size)).fill(-Infinity)
  const lowest = new Float64Array(highest.length).fill(Infinity)
  const gaps = new Uint8Array(highest.length)
  for (let block = 0, row = 0; block < highest.length; block++) {
    let high = -Infinity
    let low = Infinity
    for (const end = Math.min(n, row + size); row < end; row++) {
      const score = scores[row]
      if (score > high) high = score
      if (!(score >= low)) low = Number.isNaN(score) ? -Infinity : score
      if (row > 0 && starts[row] - ends[row - 1] > longest) {
        low = -Infinity
        gaps[block] = 1
      }
    }
    highest[block] = high
    lowest[block] = low
  }
  return { size, highest, lowest, gaps }
}

/**
 * Ranges of points that are detected. A point is anomalous if score > threshold. Hysteresis first, then merging, then the
 * shortest duration. A point that was not assessed and a gap in the data end a detection; only merging joins across them.
 * stepMs — usual step of the rows; 0 or NaN where there is none. into — where the answer is put, so that a threshold
 * that moves with the hand leaves nothing to clear away.
 */
export function detectedRanges(
  points: ScoredPoints,
  threshold: number,
  options: DetectionOptions,
  stepMs: number,
  blocks: ScoreBlocks | null = null,
  into = emptyRanges(),
): PointRanges {
  const { scores, starts, ends } = points
  const n = scores.length
  const longest = longestStep(stepMs)
  const on = threshold
  // A share of a negative threshold would lie above it.
  const off = Math.min(threshold, options.hysteresis * threshold)
  const size = blocks?.size ?? 4096
  let { first, last } = into
  // Runs begun and runs ended. Noise around the threshold would make every branch a wrong guess: there are none in the loop.
  let begun = 0
  let ended = 0
  let open = 0
  for (let block = 0, row = 0; row < n; block++) {
    const end = Math.min(n, row + size)
    if (blocks !== null && (open ? blocks.lowest[block] > off : !(blocks.highest[block] > on))) {
      row = end
      continue
    }
    if (begun + (end - row) >= first.length) {
      first = grown(first, begun + (end - row) + 1)
      last = grown(last, first.length)
    }
    const gaps = blocks === null || blocks.gaps[block] === 1
    for (; row < end; row++) {
      const score = scores[row]
      const goesOn = open & Number(score > off) & Number(!gaps || row === 0 || !(starts[row] - ends[row - 1] > longest))
      const isOn = Number(score > on)
      // Written in any case, and overwritten unless counted.
      last[ended] = row - 1
      ended += open & (goesOn ^ 1)
      first[begun] = row
      begun += isOn & (goesOn ^ 1)
      open = goesOn | isOn
    }
  }
  if (open) last[ended] = n - 1
  into.first = first
  into.last = last
  into.count = begun
  if (options.mergeGapMs > 0) merge(into, points, options.mergeGapMs)
  if (options.minDurationMs > 0) dropShort(into, points, options.minDurationMs, stepMs > 0 ? stepMs : 0)
  return into
}

function merge(ranges: PointRanges, { starts, ends }: ScoredPoints, gapMs: number): void {
  const { first, last, count } = ranges
  let kept = 0
  for (let i = 0; i < count; i++) {
    if (kept === 0 || !(starts[first[i]] - ends[last[kept - 1]] <= gapMs)) first[kept++] = first[i]
    last[kept - 1] = last[i]
  }
  ranges.count = kept
}

function dropShort(ranges: PointRanges, { starts, ends }: ScoredPoints, leastMs: number, stepMs: number): void {
  const { first, last, count } = ranges
  let kept = 0
  for (let i = 0; i < count; i++) {
    if (!(ends[last[i]] - starts[first[i]] + stepMs >= leastMs)) continue
    first[kept] = first[i]
    last[kept++] = last[i]
  }
  ranges.count = kept
}

function grown(array: Int32Array, least: number): Int32Array {
  const larger = new Int32Array(Math.max(least, array.length * 2))
  larger.set(array)
  return larger
}
