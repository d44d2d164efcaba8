import { z } from 'zod'
import type { TimeRange } from '../data/series.ts'

/** How a detector goes on learning. null = automatic, from the training data. */
export const adaptiveSettings = z.object({
  /** Points scored at a time, by one model. */
  batch: z.number().int().min(1).max(1_000_000).nullable().default(null),
  /** U: new normal points after which the model is updated. */
  updateEvery: z.number().int().min(1).max(10_000_000).nullable().default(null),
  /** W: an update learns from so many of the latest normal points. */
  keep: z.number().int().min(2).max(10_000_000).nullable().default(null),
  /** After so many anomalous points in a row they are taken for a new normal; 0 = never. */
  acceptAfter: z.number().int().min(0).max(10_000_000).default(0),
})
export type AdaptiveSettings = z.output<typeof adaptiveSettings>

/** How far the data of a time are from the training data, per channel. */
export interface DriftPoint {
  time: number
  /** [channel], population stability index: below 0.1 hardly any, above 0.25 strong drift. */
  psi: number[]
  /** [channel], Kolmogorov-Smirnov distance of the two distributions, 0…1. */
  ks: number[]
}

export interface ModelUpdate {
  time: number
  /** Points that the new model learned from. */
  rows: number
  /** The first of the rows that it learned from; epoch ms. */
  from?: number
  /** Rows since the update before that were above the threshold, and were not learned from. */
  strange?: number
  /** Labelled anomalies that the model called normal: without the labels this step would have learned them. */
  swallowed?: TimeRange[]
  /** False where the last good model was kept; `note` says why. */
  kept: boolean
  note: string
}

export interface DriftReport {
  channels: string[]
  points: DriftPoint[]
  updates: ModelUpdate[]
  settings: { batch: number; updateEvery: number; keep: number; acceptAfter: number }
  /** The run that it began with; not there where it was trained on the first rows. */
  begunWith?: string
}
