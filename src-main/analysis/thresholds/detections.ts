import { detectedRanges, type DetectionOptions } from '../../shared/runs/detected-ranges.ts'
import type { Detection } from '../../shared/project.ts'
import { usualStep } from '../preprocessing/gaps.ts'

export type { DetectionOptions }

/** flags — [n], 1 inside a detection (never where a point was not assessed). */
export interface Detected {
  flags: Uint8Array
  detections: (Detection & { peakRow: number })[]
}

/** Detections from scores, by the rules of `detectedRanges`. scores — [n], NaN = not assessed; times — [n], epoch ms. */
export function detect(
  scores: Float64Array,
  times: Float64Array,
  threshold: number,
  options: DetectionOptions,
): Detected {
  const ranges = detectedRanges({ scores, starts: times, ends: times }, threshold, options, usualStep(times))
  const detections = Array.from({ length: ranges.count }, (_, i) =>
    described({ first: ranges.first[i], last: ranges.last[i] }, scores, times),
  )
  const flags = new Uint8Array(scores.length)
  for (const { first, last } of detections)
    for (let row = first; row <= last; row++) if (!Number.isNaN(scores[row])) flags[row] = 1
  return { flags, detections }
}

function described({ first, last }: { first: number; last: number }, scores: Float64Array, times: Float64Array) {
  let peakRow = first
  for (let row = first; row <= last; row++) if (scores[row] > scores[peakRow]) peakRow = row
  return {
    first,
    last,
    start: times[first],
    end: times[last],
    peak: scores[peakRow],
    peakRow,
    peakTime: times[peakRow],
  }
}
