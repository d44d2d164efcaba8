import type { ControlSettings } from '../../shared/data/control.ts'
import { individualsLimits, inSigma, movingRanges, xbarSLimits } from './limits.ts'
import { eachPart, subgroupPoints, type ChartPoints } from './points.ts'
import { runRules, type RuleBook } from './run-rules.ts'
import { averages, averageSpread, cusumSides } from './statistics.ts'

/** A pattern that is looked for. points — how many it takes; find — tells of each the first and the last point, within first ≤ i < end. */
export interface PlaneRule {
  text: string
  points: number
  find(first: number, end: number, met: (first: number, last: number) => void): void
}

/** One of the charts that lie above each other. All numbers in the channel's unit; far — of a point from the centre, 1 = on the limit. */
export interface Plane {
  name: string
  centre: number
  upper: number
  /** null = nothing can be too little. */
  lower: number | null
  /** [point] half the distance of limits that begin narrower; null = they are the same everywhere. */
  halfWidth: Float64Array | null
  lines: { name: string; values: Float64Array }[]
  rules: PlaneRule[]
  far(point: number): number
}

/** What is drawn: the points, and one or two charts of them. centre, sigma — of single values, or of the means of subgroups. */
export interface Planes {
  points: ChartPoints
  centre: number
  sigma: number
  planes: Plane[]
}

/**
 * The charts of a channel with limits from its normal values. points — single ones; normal — [part][time], finite, at least two different
 * values (X̄-S: two whole subgroups); between — waited for between the steps, which take long for millions. Formulas: Montgomery, Introduction to Statistical Quality Control, chapters 6 and 9.
 */
export async function planesOf(
  points: ChartPoints,
  normal: readonly Float64Array[],
  settings: ControlSettings,
  between: () => Promise<void>,
): Promise<Planes> {
  if (settings.chart === 'xbar-s') return xbarS(points, normal, settings)
  const limits = individualsLimits(normal, settings.spread)
  await between()
  const { centre, sigma } = limits
  const z = inSigma(points.values, centre, sigma)
  await between()
  const planes = {
    'i-mr': () => [valuePlane('value', points.values, { ...limits, z, book: settings.book }), rangePlane(points, limits)], // prettier-ignore
    cusum: () => [cusumPlane(points, z, sigma, settings)],
    ewma: () => [ewmaPlane(points, z, centre, sigma, settings)],
  }[settings.chart]()
  return { points, centre, sigma, planes }
}

function xbarS(
  single: ChartPoints,
  normal: readonly Float64Array[],
  { subgroup: size, book }: ControlSettings,
): Planes {
  const points = subgroupPoints(single, size)
  const limits = xbarSLimits(normal, size)
  const { centre, s, sUpper, sLower } = limits
  const sigma = (limits.upper - centre) / 3
  const z = inSigma(points.values, centre, sigma)
  const { deviations } = points
  const beyond = (i: number) => deviations[i] > sUpper || deviations[i] < sLower
  return {
    points,
    centre,
    sigma,
    planes: [
      valuePlane('mean', points.values, { ...limits, z, book }),
      {
        name: 'deviation',
        centre: s,
        upper: sUpper,
        lower: sLower > 0 ? sLower : null,
        halfWidth: null,
        lines: [{ name: 'deviation', values: deviations }],
        rules: [each('deviation of a subgroup beyond its limits', beyond)],
        far: (i) => (deviations[i] >= s ? (deviations[i] - s) / (sUpper - s) : (s - deviations[i]) / (s - sLower)),
      },
    ],
  }
}

interface ValueLimits {
  centre: number
  upper: number
  lower: number
  z: Float64Array
  book: RuleBook
}

function valuePlane(name: string, values: Float64Array, { centre, upper, lower, z, book }: ValueLimits): Plane {
  return {
    name,
    centre,
    upper,
    lower,
    halfWidth: null,
    lines: [{ name, values }],
    rules: runRules[book].map(({ text, points, fires }) => ({
      text,
      points,
      find(first, end, met) {
        // A pattern that reaches over the edge of the part would look at points of another.
        const part = z.subarray(first, end)
        for (let t = points - 1; t < part.length; t++) if (fires(part, t)) met(first + t - points + 1, first + t)
      },
    })),
    far: (i) => Math.abs(z[i]) / 3,
  }
}

/** The step from the point before, NaN at the beginning of a part. */
function rangePlane(points: ChartPoints, { range, rangeUpper }: { range: number; rangeUpper: number }): Plane {
  const ranges = new Float64Array(points.values.length).fill(NaN)
  for (const { first, end } of eachPart(points)) ranges.set(movingRanges(points.values.subarray(first, end)), first + 1)
  return {
    name: 'moving range',
    centre: range,
    upper: rangeUpper,
    lower: null,
    halfWidth: null,
    lines: [{ name: 'moving range', values: ranges }],
    rules: [
      {
        text: 'moving range beyond its limit',
        points: 2,
        find(first, end, met) {
          for (let t = first + 1; t < end; t++) if (ranges[t] > rangeUpper) met(t - 1, t)
        },
      },
    ],
    far: (i) => (ranges[i] - range) / (rangeUpper - range) || 0,
  }
}

/** Both sums, the lower one downwards. What is found begins where its sum left zero: that is when the shift is likely to have come. */
function cusumPlane(points: ChartPoints, z: Float64Array, sigma: number, settings: ControlSettings): Plane {
  const { allowance, decision, most } = settings
  const [up, down] = [new Float64Array(z.length), new Float64Array(z.length)]
  for (const { first, end } of eachPart(points)) {
    const sides = cusumSides(z.subarray(first, end), allowance, most)
    up.set(sides.up, first)
    down.set(sides.down, first)
  }
  const side = (text: string, sums: Float64Array): PlaneRule => ({
    text,
    points: 1,
    find(first, end, met) {
      let left = first
      for (let t = first; t < end; t++) {
        if (sums[t] === 0) left = t + 1
        else if (sums[t] > decision) met(left, t)
      }
    },
  })
  return {
    name: 'cumulative sum',
    centre: 0,
    upper: decision * sigma,
    lower: -decision * sigma,
    halfWidth: null,
    lines: [
      { name: 'sum upwards', values: up.map((v) => v * sigma) },
      { name: 'sum downwards', values: down.map((v) => (v === 0 ? 0 : -v * sigma)) },
    ],
    rules: [side('sum upwards beyond the decision interval', up), side('sum downwards beyond the decision interval', down)], // prettier-ignore
    far: (i) => Math.max(up[i], down[i]) / decision,
  }
}

function ewmaPlane(
  points: ChartPoints,
  z: Float64Array,
  centre: number,
  sigma: number,
  settings: ControlSettings,
): Plane {
  const { weight, width } = settings
  const [values, halfWidth] = [new Float64Array(z.length), new Float64Array(z.length)]
  const full = width * sigma * averageSpread(weight, Infinity)
  for (const { first, end } of eachPart(points)) {
    values.set(averages(z.subarray(first, end), weight).map((v) => centre + v * sigma), first) // prettier-ignore
    // After a few dozen points no digit changes any more.
    let t = first
    for (let half = 0; t < end && half !== full; t++)
      halfWidth[t] = half = width * sigma * averageSpread(weight, t - first + 1)
    halfWidth.fill(full, t, end)
  }
  return {
    name: 'moving average',
    centre,
    upper: centre + full,
    lower: centre - full,
    halfWidth,
    lines: [{ name: 'moving average', values }],
    rules: [each('moving average beyond its limits', (i) => Math.abs(values[i] - centre) > halfWidth[i])],
    far: (i) => Math.abs(values[i] - centre) / halfWidth[i],
  }
}

const each = (text: string, holds: (point: number) => boolean): PlaneRule => ({
  text,
  points: 1,
  find(first, end, met) {
    for (let t = first; t < end; t++) if (holds(t)) met(t, t)
  },
})

/** Correlation of neighbours within their parts, −1…1; NaN where there are too few. parts — [part][time]. */
export function neighbourCorrelation(parts: readonly Float64Array[]): number {
  let [n, sum, squares, products] = [0, 0, 0, 0]
  for (const part of parts) {
    n += part.length
    for (let t = 0; t < part.length; t++) sum += part[t]
  }
  const mean = sum / n
  for (const part of parts) {
    let before = 0
    for (let t = 0; t < part.length; t++) {
      const off = part[t] - mean
      squares += off * off
      products += off * before
      before = off
    }
  }
  return products / squares
}
