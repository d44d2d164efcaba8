import { affiliationByZone } from '../metrics/affiliation.ts'
import { f1Of, falseAlarmRate, missedAlarmRate } from '../metrics/confusion.ts'
import { ratio } from '../metrics/metric.ts'
import { nabProfiles, worthOf } from '../metrics/nab.ts'
import { rangesOf } from '../metrics/metric.ts'
import { rangeRecall } from '../metrics/range-based.ts'
import { type Blocked, defineFamily } from './blocks.ts'

const WEEK_MS = 7 * 24 * 3600 * 1000
const { standard } = nabProfiles

/** What adds up over points, windows and detections. */
const sumNames = [
  'tp',
  'fp',
  'tn',
  'fn',
  'time',
  'alarmTime',
  'windows',
  'windowsFound',
  'windowPoints',
  'adjusted',
  'detections',
  'falseAlarms',
  'delay',
  'delays',
  'rangeRecall',
  'rangePrecision',
  'ranges',
  'zonePrecision',
  'zonesHit',
  'zoneRecall',
  'nab',
  'nabWindows',
  'nabSkipped',
] as const
type Sums = Record<(typeof sumNames)[number], number>

const EPSILON = 1e-15
const harmonic = (a: number, b: number) => (a + b === 0 ? 0 : (2 * a * b) / (a + b))

const values: Record<string, (s: Sums) => number | null> = {
  precision: ({ tp, fp }) => ratio(tp, tp + fp),
  recall: ({ tp, fn }) => ratio(tp, tp + fn),
  F1: f1Of,
  FAR: falseAlarmRate,
  MAR: missedAlarmRate,
  'events found': ({ windows, windowsFound }) => (windows === 0 ? null : windowsFound),
  'events there': ({ windows }) => windows,
  'mean delay': ({ delay, delays }) => ratio(delay, delays),
  'false alarms per week': ({ falseAlarms, time }) => ratio(falseAlarms * WEEK_MS, time),
  'alarms per week': ({ detections, time }) => ratio(detections * WEEK_MS, time),
  'share in alarm': ({ alarmTime, time }) => ratio(alarmTime, time),
  'R-based-F1': (s) =>
    s.windows === 0 ? null : harmonic(s.rangeRecall / s.windows, s.ranges === 0 ? 0 : s.rangePrecision / s.ranges),
  'Affiliation-F'(s) {
    if (s.windows === 0) return null
    const [precision, recall] = [ratio(s.zonePrecision, s.zonesHit), s.zoneRecall / s.windows]
    return precision === null ? 0 : (2 * precision * recall) / (precision + recall + EPSILON)
  },
  'Affiliation-precision': ({ zonePrecision, zonesHit }) => ratio(zonePrecision, zonesHit),
  'Affiliation-recall': ({ zoneRecall, windows }) => ratio(zoneRecall, windows),
  'NAB score': ({ nab, windows, nabWindows, nabSkipped }) =>
    windows === 0
      ? null
      : (100 * (nab + standard.fn * nabWindows)) / ((nabWindows + nabSkipped) * (standard.tp + standard.fn)),
  'Event-based-F1'({ windows, windowsFound, tp, fp }) {
    if (windows === 0) return null
    const [recall, precision] = [windowsFound / windows, tp + fp === 0 ? 0 : tp / (tp + fp)]
    return (2 * recall * precision) / (recall + precision + EPSILON)
  },
  'PA-F1': ({ windows, adjusted, windowPoints, fp }) =>
    windows === 0 ? null : adjusted === 0 ? 0 : (2 * adjusted) / (adjusted + windowPoints + fp),
}

/** Sums over points, windows and detections, each made in the whole series and counted for the block it lies in. */
export const counted = defineFamily<Float64Array[]>({
  ids: Object.keys(values),
  pooling: 'sum',
  prepare: (blocked) => {
    const sums = sumsOf(blocked)
    return sumNames.map((name) => sums[name])
  },
  evaluate(parts) {
    const sums = {} as Sums
    sumNames.forEach((name, k) => {
      let sum = 0
      // Windows within NAB's probation are missed by every detector: they stay, drawn or not.
      const fixed = name === 'nabSkipped'
      for (const { part, weights } of parts)
        for (let b = 0; b < weights.length; b++) sum += (fixed ? 1 : weights[b]) * part[k][b]
      sums[name] = sum
    })
    return Object.values(values).map((value) => value(sums))
  },
})

function sumsOf({ input, block, blocks }: Blocked): Record<keyof Sums, Float64Array> {
  const { labels, flags, windows, detections, times, stepMs } = input
  const sums = {} as Record<keyof Sums, Float64Array>
  for (const name of sumNames) sums[name] = new Float64Array(blocks)
  for (let i = 0; i < labels.length; i++) {
    const b = block[i]
    sums[labels[i] === 1 ? (flags[i] === 1 ? 'tp' : 'fn') : flags[i] === 1 ? 'fp' : 'tn'][b]++
    sums.time[b] += stepMs
    if (flags[i] === 1) sums.alarmTime[b] += stepMs
  }
  for (const { first, last } of windows) {
    const b = block[first]
    let found = false
    for (let row = first; row <= last && !found; row++) found = flags[row] === 1
    sums.windows[b]++
    sums.windowPoints[b] += last - first + 1
    if (found) {
      sums.windowsFound[b]++
      sums.adjusted[b] += last - first + 1
    }
  }
  let at = 0
  for (const window of windows) {
    while (at < detections.length && detections[at].last < window.first) at++
    const detection = detections[at]
    if (!detection || detection.first > window.last) continue
    sums.delay[block[window.first]] += (times[detection.first] - times[window.first]) / 1000
    sums.delays[block[window.first]]++
  }
  at = 0
  for (const detection of detections) {
    while (at < windows.length && windows[at].last < detection.first) at++
    sums.detections[block[detection.first]]++
    if (at === windows.length || windows[at].first > detection.last) sums.falseAlarms[block[detection.first]]++
  }
  const ranges = rangesOf(flags)
  each(windows, ranges, (window, near) => (sums.rangeRecall[block[window.first]] += rangeRecall([window], near, 0.2)))
  each(ranges, windows, (range, near) => (sums.rangePrecision[block[range.first]] += rangeRecall([range], near, 0)))
  for (const range of ranges) sums.ranges[block[range.first]]++
  affiliationByZone(windows, flags, flags.length).forEach(({ precision, recall }, w) => {
    const b = block[windows[w].first]
    sums.zoneRecall[b] += recall
    if (precision === null) return
    sums.zonePrecision[b] += precision
    sums.zonesHit[b]++
  })
  addNab(input, block, sums)
  return sums
}

/** Calls back for each range of one list with those of the other that touch it; both in order. */
function each<R extends { first: number; last: number }>(
  ranges: readonly R[],
  others: readonly R[],
  visit: (range: R, near: R[]) => void,
) {
  let at = 0
  for (const range of ranges) {
    while (at < others.length && others[at].last < range.first) at++
    let end = at
    while (end < others.length && others[end].first <= range.last) end++
    visit(range, others.slice(at, end))
  }
}

/** The raw score: every false point costs in its own block, every window earns or is missed in its own. */
function addNab({ flags, windows }: Blocked['input'], block: Uint32Array, sums: Record<keyof Sums, Float64Array>) {
  const rows = worthOf([{ scores: Float64Array.from(flags), windows }])
  const probation = flags.length - rows.score.length
  const found = new Uint8Array(windows.length)
  for (const { first, last } of windows) {
    const skipped = last < probation
    sums[skipped ? 'nabSkipped' : 'nabWindows'][block[first]]++
    if (!skipped) sums.nab[block[first]] -= standard.fn
  }
  rows.score.forEach((flag, k) => {
    const w = rows.window[k]
    if (flag !== 1 || (w >= 0 && found[w])) return
    if (w < 0) sums.nab[block[k + probation]] += standard.fp * rows.worth[k]
    else {
      found[w] = 1
      sums.nab[block[windows[w].first]] += standard.fn + standard.tp * rows.worth[k]
    }
  })
}
