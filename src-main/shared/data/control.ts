import { z } from 'zod'
import type { AnsweredFrom } from './answered-from.ts'
import type { TimeRange } from './series.ts'

/** Single values with their moving range; means and deviations of subgroups; cumulative sums; moving averages. */
export const controlChartKinds = ['i-mr', 'xbar-s', 'cusum', 'ewma'] as const

/**
 * How a control chart is made. book — run rules, of I-MR and X̄-S; spread — where sigma comes from, but for X̄-S; subgroup — values in a row
 * that make a point of X̄-S. CUSUM: allowance (k), decision (h), most (what a sum carries on, 0 = all), in sigma. EWMA: weight (λ), width
 * of its limits (L), in its own standard deviations.
 */
export const controlSettings = z.object({
  chart: z.enum(controlChartKinds),
  book: z.enum(['limits', 'western-electric', 'nelson']),
  spread: z.enum(['moving-range', 'median-moving-range', 'deviation']),
  subgroup: z.number().int().min(2).max(1000),
  allowance: z.number().min(0).max(10),
  decision: z.number().positive().max(1e9),
  most: z.number().min(0).max(1e9),
  weight: z.number().min(0.001).max(1),
  width: z.number().positive().max(100),
})
export type ControlSettings = z.infer<typeof controlSettings>
export type ControlChartKind = ControlSettings['chart']

/** Which rows limits come from. ranges — none = all; unlabelled — but those in accepted labels of anomalies. */
export const normalRows = z.object({
  ranges: z.array(z.object({ start: z.number().finite(), end: z.number().finite() })).max(1000),
  unlabelled: z.boolean(),
})

/**
 * One of the charts that lie above each other, in the channel's unit. lines — NaN breaks them; where there are more points than can be
 * drawn, the lowest and the highest of neighbours. bounds — at the points of the first line, where limits begin narrower; upper, lower — what
 * they come to. marks — where a rule was met: rules — bits by the places in the answer's list.
 */
export interface ControlChart {
  name: string
  centre: number
  upper: number
  lower: number | null
  bounds: { upper: Float64Array; lower: Float64Array } | null
  lines: { name: string; times: Float64Array; values: Float64Array }[]
  marks: { times: Float64Array; values: Float64Array; rules: Uint16Array }
}

/** Out of control: both ends included, epoch ms. value — of the farthest point; far — how far it lies, 1 = on its limit. */
export interface ControlFinding extends TimeRange {
  rules: string[]
  points: number
  value: number
  far: number
  certainty: number
}

export interface Control {
  kind: 'control'
  from: AnsweredFrom
  channel: number
  chart: ControlChartKind
  /** What limits come from; centre, sigma — of single values, or of the means of subgroups. */
  limits: { from: AnsweredFrom; values: number; centre: number; sigma: number }
  /** How many points there are, and how many end a pattern of each rule. */
  points: number
  rules: { text: string; points: number }[]
  charts: ControlChart[]
  /** The ones that lie farthest beyond their limits, in order of time; found — how many there are. */
  findings: ControlFinding[]
  found: number
  notes: string[]
}
