import { z } from 'zod'
import type { ChannelStatistics } from './quality.ts'

/** How far a question about the data is: done of total, in words. */
export interface ExploreProgress {
  phase: string
  done: number
  total: number
  unit: string
}

const id = z.number().int().positive()

/** What can be asked about a stretch of a dataset. */
export const exploreQuestion = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('distributions'), log: z.boolean() }),
  z.object({ kind: z.literal('together'), method: z.enum(['pearson', 'spearman']) }),
  /** colour — a channel, the time, or whether a row is labelled. */
  z.object({ kind: z.literal('scatter'), x: id, y: id, colour: z.union([id, z.enum(['time', 'label'])]) }),
  /** period — ms; null = the strongest that is found. */
  z.object({
    kind: z.literal('rhythm'),
    channel: id,
    period: z.number().positive().nullable(),
    method: z.enum(['classical', 'stl']),
  }),
  /** by — a length in ms, or the labels. offset — ms from 1970 at which periods begin. */
  z.object({
    kind: z.literal('overlay'),
    channel: id,
    by: z.union([z.number().positive(), z.literal('labels')]),
    offset: z.number().finite(),
    anchor: z.enum(['start', 'end']),
    stretched: z.boolean(),
  }),
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

/** Of how many rows the answer is made; all of them, or a stated sample. */
export interface AnsweredFrom {
  rows: number
  of: number
}

/** counts, labelled, whole — [bin] rows of the view, those of them that are labelled, and of a sample of the whole dataset. */
export interface ChannelDistribution {
  channel: number
  edges: Float64Array
  counts: Float64Array
  labelled: Float64Array | null
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

/** Points of a sample, and how many rows fall into each cell of a grid over all. */
export interface Scatter {
  kind: 'scatter'
  from: AnsweredFrom
  times: Float64Array
  x: Float64Array
  y: Float64Array
  colour: Float64Array
  r: number
  /** Correlation for lags of the second behind the first; null where there is none. */
  lag: { stepMs: number; first: number; correlation: Float64Array; bestMs: number; best: number } | null
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

export type ExploreAnswer = Distributions | Together | Scatter | Rhythm | OverlayAnswer | Statistics | Comparison
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
