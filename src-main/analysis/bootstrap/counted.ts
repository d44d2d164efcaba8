import { affiliationByZone } from '../metrics/affiliation.ts'
import { sumNames, WEEK_MS, type EventSums } from '../metrics/event-sums.ts'
import { metrics } from '../metrics/index.ts'
import { nabProfiles, worthOf } from '../metrics/nab.ts'
import { rangesOf, ratio } from '../metrics/metric.ts'
import { rangeRecall } from '../metrics/range-based.ts'
import { type Blocked, defineFamily } from './blocks.ts'

const { standard } = nabProfiles

/** The metrics that say how they are made of sums, and what can be said of a run without labels. */
const values: [id: string, value: (sums: EventSums) => number | null][] = [
  ...metrics.flatMap(({ id, fromSums }) => (fromSums ? [[id, fromSums] as [typeof id, typeof fromSums]] : [])),
  ['alarms per week', ({ detections, time }) => ratio(detections * WEEK_MS, time)],
]

/** Sums over points, windows and detections, each made in the whole series and counted for the block it lies in. */
export const counted = defineFamily<Float64Array[]>({
  ids: values.map(([id]) => id),
  pooling: 'sum',
  prepare: (blocked) => {
    const sums = sumsOf(blocked)
    return sumNames.map((name) => sums[name])
  },
  evaluate(parts) {
    const sums = {} as EventSums
    sumNames.forEach((name, k) => {
      let sum = 0
      // Windows within NAB's probation are missed by every detector: they stay, drawn or not.
      const fixed = name === 'nabSkipped'
      for (const { part, weights } of parts)
        for (let b = 0; b < weights.length; b++) sum += (fixed ? 1 : weights[b]) * part[k][b]
      sums[name] = sum
    })
    return values.map(([, value]) => value(sums))
  },
})

function sumsOf({ input, block, blocks }: Blocked): Record<keyof EventSums, Float64Array> {
  const { labels, flags, windows, detections, times, stepMs } = input
  const sums = {} as Record<keyof EventSums, Float64Array>
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
function addNab({ flags, windows }: Blocked['input'], block: Uint32Array, sums: Record<keyof EventSums, Float64Array>) {
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
