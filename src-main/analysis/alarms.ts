import { detectedRanges, longestStep, type DetectionOptions } from '../shared/runs/detected-ranges.ts'

/** How long a score must be above the threshold, and below it again; ms. deadband — share of the threshold. */
export interface AlarmRule {
  onDelayMs: number
  offDelayMs: number
  deadband: number
}

/** A disturbance as the scores show it: rows first … last. */
export interface Disturbance {
  first: number
  last: number
  peakRow: number
  /** How often the score came back above the threshold within it. */
  returns: number
  /** It has been below for the off-delay, or the rows behind it say nothing more. */
  ended: boolean
}

/**
 * Disturbances in scores, one alarm each, by on-delay, off-delay and deadband as alarm standards have them (ANSI/ISA-18.2, IEC 62682):
 * what comes back within the off-delay is the same one. scores — [n], NaN = not assessed; times — [n], epoch ms, ascending.
 */
export function disturbances(
  scores: Float64Array,
  times: Float64Array,
  threshold: number,
  rule: AlarmRule,
  stepMs: number,
): Disturbance[] {
  const options: DetectionOptions = {
    minDurationMs: rule.onDelayMs,
    mergeGapMs: rule.offDelayMs,
    hysteresis: rule.deadband,
  }
  const points = { scores, starts: times, ends: times }
  const merged = detectedRanges(points, threshold, options, stepMs)
  const found: Disturbance[] = []
  const lastTime = times[times.length - 1]
  for (let i = 0; i < merged.count; i++) {
    const [first, last] = [merged.first[i], merged.last[i]]
    let [peakRow, returns, above] = [first, 0, true]
    for (let row = first; row <= last; row++) {
      if (scores[row] > scores[peakRow] || Number.isNaN(scores[peakRow])) peakRow = row
      const isAbove = scores[row] > rule.deadband * threshold
      if (isAbove && !above) returns++
      above = isAbove
    }
    found.push({ first, last, peakRow, returns, ended: lastTime - times[last] > Math.max(rule.offDelayMs, stepMs) })
  }
  return found
}

/** What is used where nobody says: a disturbance that comes back within ten steps, or the detector's window, is the same. */
export const usualRule = (stepMs: number, window: number, setting: DetectionOptions): AlarmRule => ({
  onDelayMs: setting.minDurationMs,
  offDelayMs: Math.max(setting.mergeGapMs, longestStep(stepMs), 10 * stepMs, window * stepMs),
  deadband: setting.hysteresis < 1 ? setting.hysteresis : 0.9,
})
