import { rangesOf } from '../../src-main/analysis/metrics/metric.ts'
import { usualStep } from '../../src-main/analysis/preprocessing/gaps.ts'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import type { DetectionOptions } from '../../src-main/shared/runs/detected-ranges.ts'
import type { LabPoints } from '../../src-main/shared/runs/threshold-lab.ts'

/** Scores with plateaus, stretches that were not assessed, gaps in time, labels that touch, cover and miss what is high. */
export function randomRun(seed: number) {
  const random = seededRandom(seed)
  const n = 1 + random.below(400)
  const scores = new Float64Array(n)
  const times = new Float64Array(n)
  const labels = new Uint8Array(n)
  const holes = random.next() * 0.2
  let level = 0
  let time = 1e12
  let hole = false
  let labelled = false
  for (let i = 0; i < n; i++) {
    level = random.next() < 0.1 ? random.next() * 10 - 2 : level
    if (random.next() < 0.15) hole = random.next() < holes
    if (random.next() < 0.08) labelled = random.next() < 0.3
    scores[i] = hole ? NaN : Math.round((level + random.next() * 2) * 4) / 4
    labels[i] = labelled ? 1 : 0
    time += random.next() < 0.02 ? 1000 * (2 + random.below(40)) : random.next() < 0.02 ? 0 : 1000
    times[i] = time
  }
  const options: DetectionOptions = {
    minDurationMs: random.below(3) === 0 ? random.below(8) * 1000 : 0,
    mergeGapMs: random.below(3) === 0 ? random.below(12) * 1000 : 0,
    hysteresis: random.below(2) === 0 ? 1 : random.next(),
  }
  return { scores, times, labels, options, threshold: Math.round(random.next() * 40) / 4 - 2 }
}

export function pointsOf(scores: Float64Array, times: Float64Array): LabPoints {
  const stepMs = usualStep(times) || 0
  return {
    scores,
    starts: times,
    ends: times,
    rows: scores.length,
    rowsPerPoint: 1,
    firstRows: null,
    weights: null,
    stepMs,
    judgedStepMs: stepMs,
    judged: null,
  }
}

export const windowsOf = (labels: Uint8Array) => ({
  first: Int32Array.from(rangesOf(labels), (r) => r.first),
  last: Int32Array.from(rangesOf(labels), (r) => r.last),
})
