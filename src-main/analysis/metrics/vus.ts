import type { RowRange } from '../../shared/data/series.ts'
import type { Job } from '../job.ts'
import { once, type Metric, type MetricInput } from './metric.ts'

/** As many thresholds as the benchmark's code takes, whatever the length. */
export const THRESHOLDS = 250

export interface VolumeUnderSurface {
  roc: number
  pr: number
}

/**
 * VUS-ROC and VUS-PR as TSB-AD computes them (Paparrizos et al., VLDB 2022).
 * scores — [n]; windows — labelled segments in rows, in order; length — L, the widest buffer in points.
 * null without labelled windows. O(n log n + 250 · L²/4): points outside the segments are counted by threshold and
 * distance once, then every buffer width is a sum over that table, whatever n is.
 */
export function volumeUnderSurface(
  scores: Float64Array,
  windows: RowRange[],
  length: number,
): VolumeUnderSurface | null {
  const widths = edgeWidths(scores, windows, length)
  for (;;) {
    const { done, value } = widths.next()
    if (done) return value
  }
}

/** The same edge width by edge width, so that something else can be done between them. */
function* edgeWidths(
  scores: Float64Array,
  windows: RowRange[],
  length: number,
): Generator<void, VolumeUnderSurface | null> {
  const n = scores.length
  if (windows.length === 0) return null
  const level = alarmLevels(scores)
  const predicted = cumulative(countBy(level, () => true))
  const positives = windows.reduce((sum, w) => sum + w.last - w.first + 1, 0)
  const inside = new Float64Array(THRESHOLDS)
  for (const { first, last } of windows) for (let i = first; i <= last; i++) inside[level[i]]++
  const hits = cumulative(inside)

  const buffer = createBuffer(level, windows, Math.floor(length / 2))
  let roc = 0
  let pr = 0
  for (let w = 0; w <= length; w++) {
    const half = Math.floor(w / 2)
    if (half > 0 && w % 2 === 0) buffer.widenTo(half)
    const soft = cumulative(buffer.softLabels(w))
    const regions = buffer.regionsHit()
    const area = areas(n, positives, predicted, hits, soft, regions)
    roc += area.roc
    pr += area.pr
    yield
  }
  return { roc: roc / (length + 1), pr: pr / (length + 1) }
}

/** Both areas at one buffer width. All arrays — [threshold], cumulative from the highest threshold down. */
function areas(
  n: number,
  positives: number,
  predicted: Float64Array,
  hits: Float64Array,
  soft: Float64Array,
  regions: Float64Array,
) {
  let roc = 0
  let pr = 0
  let tprBefore = 0
  let fprBefore = 0
  for (let k = 0; k < THRESHOLDS; k++) {
    const tp = hits[k] + soft[k]
    const there = (positives + positives + soft[k]) / 2
    const tpr = Math.min(tp / there, 1) * regions[k]
    const fpr = (predicted[k] - tp) / (n - there)
    pr += (tpr - tprBefore) * (tp / predicted[k])
    roc += ((fpr - fprBefore) * (tpr + tprBefore)) / 2
    tprBefore = tpr
    fprBefore = fpr
  }
  return { pr, roc: roc + ((1 - fprBefore) * (1 + tprBefore)) / 2 }
}

/** For each point the first of the descending thresholds at which it is an alarm (score ≥ threshold). */
export function alarmLevels(scores: Float64Array): Uint8Array {
  const n = scores.length
  const sorted = scores.slice().sort()
  const thresholds = Float64Array.from({ length: THRESHOLDS }, (_, k) => {
    const rank = k === THRESHOLDS - 1 ? n - 1 : Math.floor(k * ((n - 1) / (THRESHOLDS - 1)))
    return sorted[n - 1 - rank]
  })
  return Uint8Array.from(scores, (score) => {
    let low = 0
    let high = THRESHOLDS - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (score >= thresholds[middle]) high = middle
      else low = middle + 1
    }
    return low
  })
}

function countBy(level: Uint8Array, counts: (i: number) => boolean): Float64Array {
  const result = new Float64Array(THRESHOLDS)
  for (let i = 0; i < level.length; i++) if (counts(i)) result[level[i]]++
  return result
}

function cumulative(counts: Float64Array): Float64Array {
  let sum = 0
  return counts.map((v) => (sum += v))
}

/** The soft edges around the segments, growing one point at a time. */
function createBuffer(level: Uint8Array, windows: RowRange[], widest: number) {
  const n = level.length
  // Points in reach of exactly one segment have label √(1 − d/w); those in reach of two have 1, for d ≤ w/2 makes each at
  // least √½. So per point only the two nearest segments matter: appears at `near`, saturates at `second`.
  const single = new Float64Array(THRESHOLDS * (widest + 1)) // [threshold, distance]: points in reach of one segment
  const touched: { at: number; level: number; distance: number }[] = [] // the entries of `single` ever used: often few
  const full = new Float64Array(THRESHOLDS)
  const appears: number[][] = Array.from({ length: widest + 1 }, () => [])
  const saturates: { point: number; near: number }[][] = Array.from({ length: widest + 1 }, () => [])
  eachBetween(n, windows, widest, (point, near, second) => {
    appears[near].push(point)
    if (second <= widest) saturates[second].push({ point, near })
  })
  let half = 0
  let regions = windows.map((w) => ({ ...w, level: lowest(level, w.first, w.last) }))
  return {
    widenTo(next: number) {
      for (half++; half <= next; half++) {
        for (const point of appears[half]) {
          const at = level[point] * (widest + 1) + half
          if (single[at]++ === 0) touched.push({ at, level: level[point], distance: half })
        }
        for (const { point, near } of saturates[half]) {
          single[level[point] * (widest + 1) + near]--
          full[level[point]]++
        }
        regions = widened(regions, level)
      }
      half = next
    },
    /** Σ of soft labels per threshold level at buffer width w. */
    softLabels(w: number): Float64Array {
      const weights = Float64Array.from({ length: half + 1 }, (_, d) => (d === 0 ? 0 : Math.sqrt(1 - d / w)))
      const sums = full.slice()
      for (const entry of touched) sums[entry.level] += weights[entry.distance] * single[entry.at]
      return sums
    },
    /** Share of the merged regions that hold an alarm, per threshold. */
    regionsHit(): Float64Array {
      const counts = new Float64Array(THRESHOLDS)
      for (const region of regions) counts[region.level]++
      return cumulative(counts).map((hit) => hit / regions.length)
    },
  }
}

type Region = RowRange & { level: number }

/** Each region one point wider on both sides; those that now touch or share a point become one. */
function widened(regions: Region[], level: Uint8Array): Region[] {
  const result: Region[] = []
  for (const region of regions) {
    const first = Math.max(0, region.first - 1)
    const last = Math.min(level.length - 1, region.last + 1)
    const wider = { first, last, level: Math.min(region.level, level[first], level[last]) }
    const before = result.at(-1)
    if (before && before.last >= wider.first) {
      before.last = wider.last
      before.level = Math.min(before.level, wider.level)
    } else result.push(wider)
  }
  return result
}

function lowest(level: Uint8Array, first: number, last: number): number {
  let result = THRESHOLDS - 1
  for (let i = first; i <= last; i++) result = Math.min(result, level[i])
  return result
}

/** Calls back for every point outside the segments within `widest` of one, with the distances to the nearest two segments. */
function eachBetween(
  n: number,
  windows: RowRange[],
  widest: number,
  visit: (point: number, near: number, second: number) => void,
) {
  for (let w = 0; w <= windows.length; w++) {
    const from = w === 0 ? 0 : windows[w - 1].last + 1
    const to = w === windows.length ? n - 1 : windows[w].first - 1
    const before = (k: number, i: number) => (w - k >= 0 ? i - windows[w - k].last : Infinity)
    const after = (k: number, i: number) => (w + k < windows.length ? windows[w + k].first - i : Infinity)
    for (let i = from; i <= to; i++) {
      const left = before(1, i)
      const right = after(0, i)
      if (left > widest && right > widest) {
        i = Math.max(i, right - widest + i - 1) // jump to where the next segment comes into reach
        if (!Number.isFinite(i)) break
        continue
      }
      const second = left <= right ? Math.min(right, before(2, i)) : Math.min(left, after(1, i))
      visit(i, Math.min(left, right), second)
    }
  }
}

const reference = 'Paparrizos et al., Volume Under the Surface, VLDB 2022'

/** The largest L that is measured with. The sums grow with its square, and no period of the published rule is a sixth of it. */
export const LONGEST_BUFFER = 2000

const volume = once(({ scores, windows, vusWindow }) => volumeUnderSurface(scores, windows, vusWindow))

/** Computes what both metrics share ahead of them, with progress. Throws `cancelled`. */
export async function prepareVolume(input: MetricInput, job: Job): Promise<void> {
  const total = input.vusWindow + 1
  const progress = (done: number) => job.checkpoint({ phase: 'Measuring VUS', done, total, unit: 'edge widths' })
  await progress(0)
  const widths = edgeWidths(input.scores, input.windows, input.vusWindow)
  for (let done = 1; ; done++) {
    const step = widths.next()
    if (step.done) return volume.keep(input, step.value)
    await progress(done)
  }
}

export const vusMetrics: Metric[] = [
  {
    id: 'VUS-PR',
    name: 'VUS-PR',
    kind: 'score',
    better: 'higher',
    usual: 1,
    reference,
    summary:
      'AUC-PR with soft window edges, averaged over edge widths up to one period: robust to labels that are a little off.',
    compute: (input) => volume(input)?.pr ?? null,
  },
  {
    id: 'VUS-ROC',
    name: 'VUS-ROC',
    kind: 'score',
    better: 'higher',
    reference,
    summary: 'AUC-ROC with soft window edges, averaged over edge widths up to one period.',
    compute(input) {
      const roc = volume(input)?.roc ?? NaN
      // Without one normal point there is no false positive rate.
      return Number.isNaN(roc) ? null : roc
    },
  },
]
