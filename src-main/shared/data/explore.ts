import { z } from 'zod'
import type { AnsweredFrom } from './answered-from.ts'
import { type Control, controlSettings, normalRows } from './control.ts'
import type { ChannelStatistics } from './quality.ts'
import type { TimeRange } from './series.ts'

/** How far a question about the data is: done of total, in words. */
export interface ExploreProgress {
  phase: string
  done: number
  total: number
  unit: string
}

const id = z.number().int().positive()

/**
 * What cuts a stretch into cycles: a channel against a level, or where a formula is true, which then stands for channel, edge and level.
 * rises — from one crossing of the level, upwards, to the next.
 */
export const cycleCut = z.object({
  channel: id,
  edge: z.enum(['above', 'below', 'equals', 'rises']),
  level: z.number().finite(),
  formula: z.string().max(2000).nullable(),
  leastMs: z.number().min(0).finite(),
})
export type CycleCut = z.infer<typeof cycleCut>

/** What can be asked about a stretch of a dataset. */
export const exploreQuestion = z.discriminatedUnion('kind', [
  /** selected — a stretch of which the values are counted beside the others. */
  z.object({
    kind: z.literal('distributions'),
    log: z.boolean(),
    selected: z.object({ start: z.number().finite(), end: z.number().finite() }).nullable(),
  }),
  z.object({ kind: z.literal('together'), method: z.enum(['pearson', 'spearman']) }),
  /** colour — a channel, the time, or whether a row is labelled. */
  z.object({ kind: z.literal('scatter'), x: id, y: id, colour: z.union([id, z.enum(['time', 'label'])]) }),
  /** The rows whose points lie in a box of a scatter. */
  z.object({
    kind: z.literal('within'),
    x: id,
    y: id,
    box: z.object({ x: z.tuple([z.number(), z.number()]), y: z.tuple([z.number(), z.number()]) }),
  }),
  /** Each pair of up to six channels. */
  z.object({ kind: z.literal('scatter-matrix') }),
  /** period — ms; null = the strongest that is found. */
  z.object({
    kind: z.literal('rhythm'),
    channel: id,
    period: z.number().positive().nullable(),
    method: z.enum(['classical', 'stl']),
  }),
  /**
   * by — a length in ms, or events. offset — ms from 1970 at which periods begin. run — whose detections; cut — which condition. before,
   * after — ms that are shown around each event, which is aligned by its own ends all the same.
   */
  z.object({
    kind: z.literal('overlay'),
    channel: id,
    by: z.union([z.number().positive(), z.enum(['labels', 'detections', 'condition'])]),
    offset: z.number().finite(),
    anchor: z.enum(['start', 'end']),
    stretched: z.boolean(),
    run: id.nullable(),
    cut: cycleCut.nullable(),
    before: z.number().min(0).finite(),
    after: z.number().min(0).finite(),
  }),
  /** shape — the channel whose shapes are grouped; groups — how many, null = as many as are well apart. */
  z.object({ kind: z.literal('cycles'), cut: cycleCut, shape: id, groups: z.number().int().min(1).max(6).nullable() }),
  /** normal — the rows that the limits come from. */
  controlSettings.extend({ kind: z.literal('control'), channel: id, normal: normalRows }),
  z.object({ kind: z.literal('statistics'), limit: z.number().finite().nullable() }),
  /**
   * with — the stretch that it is held against, of this dataset or another. shift — ms from a time of this one to the time of the other
   * that it is laid beside; null = the two are compared as wholes.
   */
  z.object({
    kind: z.literal('compare'),
    with: z.object({ dataset: id, start: z.number().finite(), end: z.number().finite() }),
    shift: z.number().finite().nullable(),
  }),
])
export type ExploreQuestion = z.infer<typeof exploreQuestion>
export type ExploreKind = ExploreQuestion['kind']

/** counts, labelled, selected, whole — [bin] rows of the view, those of them that are labelled or selected, and of a sample of the whole dataset. */
export interface ChannelDistribution {
  channel: number
  edges: Float64Array
  counts: Float64Array
  labelled: Float64Array | null
  selected: Float64Array | null
  whole: Float64Array
  /** At the middles of the bins; rows per bin that it would expect. */
  density: Float64Array
  box: { low: number; q1: number; median: number; q3: number; high: number }
  /** [101] the value below which i % lie. */
  ecdf: Float64Array
}

export interface Distributions {
  kind: 'distributions'
  from: AnsweredFrom
  channels: ChannelDistribution[]
  /** Of channels that have no distribution, in a sentence. */
  notes: string[]
}

/** channels — in the order in which what is alike stands together; r, lag (ms), lagR, distance — [i][j] in that order. */
export interface Together {
  kind: 'together'
  from: AnsweredFrom
  channels: number[]
  method: 'pearson' | 'spearman'
  r: Float64Array[]
  distance: Float64Array[]
  /** The strongest lag of the second behind the first, and the correlation there; null where there are too many channels. */
  lags: { ms: Float64Array[]; r: Float64Array[]; from: AnsweredFrom } | null
  note: string | null
}

/** How many rows fall into each cell: counts — [y · columns + x]; means — of what it is coloured by, NaN where there is none. */
export interface ScatterGrid {
  columns: number
  rows: number
  x: [number, number]
  y: [number, number]
  counts: Uint32Array
  means: Float64Array | null
}

/** Points of a sample, and how many rows fall into each cell of a grid over all; null where there is nothing to count. */
export interface Scatter {
  kind: 'scatter'
  from: AnsweredFrom
  times: Float64Array
  x: Float64Array
  y: Float64Array
  colour: Float64Array
  grid: ScatterGrid | null
  r: number
  /** Correlation for lags of the second behind the first; null where there is none. chance — what it reaches where nothing is behind it. */
  lag: {
    stepMs: number
    first: number
    correlation: Float64Array
    bestMs: number
    best: number
    chance: number
  } | null
}

/** ranges — of the rows within the box, the ones with most rows where there are very many; all — how many there are; rows — in them. */
export interface Within {
  kind: 'within'
  from: AnsweredFrom
  rows: number
  all: number
  ranges: TimeRange[]
}

/** cells — [i][j]: the channel i upwards over the channel j; null on the diagonal and where there is nothing. bars — [i] its histogram. */
export interface ScatterMatrix {
  kind: 'scatter-matrix'
  from: AnsweredFrom
  channels: number[]
  cells: (ScatterGrid | null)[][]
  bars: ({ edges: Float64Array; counts: Float64Array } | null)[]
}

export interface Rhythm {
  kind: 'rhythm'
  from: AnsweredFrom
  /** The step to which rows were averaged, and how many steps had to be filled. */
  stepMs: number
  filled: number
  /** [lag], every `every`-th of them. */
  correlation: Float64Array
  every: number
  periods: { ms: number; strength: number }[]
  spectrum: { frequency: Float64Array; power: Float64Array }
  /** power — [time][frequency], means of neighbours where there are more than can be drawn. */
  spectrogram: { times: Float64Array; frequency: Float64Array; power: Float64Array[] } | null
  decomposition: {
    periodMs: number
    stepMs: number
    times: Float64Array
    values: Float64Array
    trend: Float64Array
    seasonal: Float64Array
    remainder: Float64Array
  } | null
  /** Why there is no decomposition, or nothing else. */
  note: string | null
}

export interface OverlayAnswer {
  kind: 'overlay'
  from: AnsweredFrom
  at: Float64Array
  starts: Float64Array
  ends: Float64Array
  curves: Float64Array[]
  mean: Float64Array
  low: Float64Array
  high: Float64Array
  note: string | null
}

export interface StretchStatistics extends ChannelStatistics {
  channel: number
  slopePerHour: number | null
  area: number | null
  aboveMs: number | null
}

export interface Statistics {
  kind: 'statistics'
  from: AnsweredFrom
  channels: StretchStatistics[]
}

/** Cycles of one shape, the largest group first. rare — few of all; mean, low (10 %), high (90 %) — [point]. */
export interface CycleGroupAnswer {
  size: number
  rare: boolean
  mean: Float64Array
  low: Float64Array
  high: Float64Array
  /** The middle one of their lengths. */
  medianMs: number
}

export interface Cycles {
  kind: 'cycles'
  from: AnsweredFrom
  /** [cycle] epoch ms, both included; group — of each. */
  starts: Float64Array
  ends: Float64Array
  group: Uint8Array
  groups: CycleGroupAnswer[]
  /** [point] 0…1 of the length. */
  at: Float64Array
  /** The cycles that are drawn, by their places in starts, and their shapes. */
  drawn: Uint32Array
  curves: Float64Array[]
  /** How far the groups are apart, −1…1; null for one group. */
  apart: number | null
  notes: string[]
}

/** One channel in two stretches: here is what is shown, there what it is held against. */
export interface ComparedChannel {
  channel: number
  here: ChannelStatistics
  there: ChannelStatistics
  /** Mean here minus mean there; null where either has none. */
  difference: number | null
  /** The same in standard deviations of there: 1 = as far as its values usually lie from their mean. */
  inSpreads: number | null
  /** Standard deviation here over that of there. */
  spreadRatio: number | null
  /** Greatest distance of the cumulative distributions, 0…1. */
  distance: number | null
  /** [bin] over the values of both; empty where there is no distribution. */
  edges: Float64Array
  countsHere: Float64Array
  countsThere: Float64Array
  /** [bin] means over the time since the beginning of each. */
  curveHere: Float64Array
  curveThere: Float64Array
  /** Row by row, where they are laid beside each other. */
  beside: { rows: number; r: number | null; difference: number; rms: number } | null
}

export interface Comparison {
  kind: 'compare'
  from: AnsweredFrom
  there: { dataset: number; name: string; from: AnsweredFrom }
  channels: ComparedChannel[]
  /** [bin] ms since the beginning of each. */
  at: Float64Array
  /** [i][j] in the order of channels; null where there is one channel only. */
  correlation: { here: Float64Array[]; there: Float64Array[] } | null
  notes: string[]
}

export type ExploreAnswer =
  | Distributions
  | Together
  | Scatter
  | Within
  | ScatterMatrix
  | Rhythm
  | OverlayAnswer
  | Cycles
  | Control
  | Statistics
  | Comparison
export type AnswerTo<K extends ExploreKind> = Extract<ExploreAnswer, { kind: K }>

/** A question about some channels of a stretch. exact — from all rows; otherwise from a sample that is stated in the answer. */
export const exploreScope = z.object({
  dataset: id,
  question: exploreQuestion,
  channels: z.array(id).max(1000),
  start: z.number().finite(),
  end: z.number().finite(),
  labelSet: id.nullable(),
  exact: z.boolean(),
})
export type ExploreScope = z.infer<typeof exploreScope>
