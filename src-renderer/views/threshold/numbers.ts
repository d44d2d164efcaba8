import type { ThresholdSetting } from '../../../src-main/shared/project.ts'
import { duration } from '../../charts/format.ts'

/** A delay in seconds: "2 min 5 s", or "40 s early" where the detection began before the event. */
export function delayOf(seconds: number | null): string {
  if (seconds === null) return '—'
  return seconds < 0 ? `${duration(-seconds * 1000)} early` : seconds === 0 ? '0 s' : duration(seconds * 1000)
}

/** Alarms per week, to what can be told apart. */
export const rate = (n: number | null) =>
  n === null ? '—' : n.toLocaleString('en-GB', { maximumFractionDigits: n >= 100 ? 0 : n >= 10 ? 1 : 2 })

export const percent = (v: number | null) => (v === null ? '—' : `${(v * 100).toFixed(v > 0 && v < 0.01 ? 3 : 2)} %`)

/** What the run's setting does beside the threshold, in a sentence; null where it does nothing. */
export function rulesOf({
  minDurationMs,
  mergeGapMs,
  hysteresis,
}: Pick<ThresholdSetting, 'minDurationMs' | 'mergeGapMs' | 'hysteresis'>): string | null {
  const rules = [
    ...(minDurationMs > 0 ? [`at least ${duration(minDurationMs)} long`] : []),
    ...(mergeGapMs > 0 ? [`joined across ${duration(mergeGapMs)}`] : []),
    ...(hysteresis < 1 ? [`lasting until below ${Math.round(hysteresis * 100)} % of the threshold`] : []),
  ]
  return rules.length === 0 ? null : `Detections are ${rules.join(', ')}: the working point may lie off the curves.`
}
