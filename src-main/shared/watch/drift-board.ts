import type { TimeRange } from '../data/series.ts'

/** A number with its 95 % interval over blocks of time; low and high are null where there are too few blocks. */
export interface Estimate {
  value: number
  low: number | null
  high: number | null
}

/** What departs in a channel. level — where it lies; spread — how much it moves; noise — how much values differ from those beside them; flat — it stands still; missing — values do not come; shape — the distribution, at the same level and spread. */
export type DriftKind = 'level' | 'spread' | 'noise' | 'flat' | 'missing' | 'shape'

/** One channel, or the score, of recent data beside the training data of the same hours and operating modes. */
export interface ChannelDrift {
  name: string
  unit: string | null
  /** Values that are compared. */
  based: { training: number; recent: number }
  /** How far the level has moved, in the unit of the channel, with the cycle and the modes taken out. */
  shift: Estimate
  /** The shift in usual spreads of the channel. */
  size: number
  /** Recent spread over the training's, with the cycle and the modes taken out. */
  spread: Estimate
  /** Recent noise of single values over the training's; null where it is nothing beside what the channel does, or the two cannot be compared. */
  noise: number | null
  /** Population stability index; 0.1 hardly any, above 0.25 strong. */
  psi: Estimate
  /** Kolmogorov-Smirnov distance, 0…1. */
  ks: Estimate
  /** First Wasserstein distance, in the unit of the channel. */
  wasserstein: Estimate
  /** Shares of values that are missing. */
  missing: { training: number; recent: number }
  range: { training: [number, number] | null; recent: [number, number] | null }
  /** Share of the recent values that lie outside of the training's range. */
  outside: number
  /** null — not more than training differs from itself. */
  drifted: DriftKind | null
  /** When the departure began, epoch ms; and whether at once or bit by bit. */
  since: number | null
  course: 'at once' | 'slowly' | null
  /** Times at which the level of the recent data changes, epoch ms. */
  changes: number[]
  /** What the model expects and what is there: mean difference, in the unit of the channel, where the model has one. */
  bias?: { training: number; recent: number }
  sentence: string | null
}

export type DriftAdvice = 'go on' | 'set the threshold anew' | 'retrain' | 'look at the sensor'

export interface DriftBoard {
  training: TimeRange & { rows: number }
  recent: TimeRange & { rows: number }
  /** What is compared with the same part of it: nothing, the hour of the day, the hour of the week. */
  cycle: 'day' | 'week' | null
  /** Operating modes that the training data show; 1 = none are told apart. */
  modes: number
  /** Share of recent rows that look like none of them. */
  unknownMode: number
  /** Share of recent rows at hours and in modes that training knows. */
  comparable: number
  channels: ChannelDrift[]
  /** The anomaly score as one more channel; alarms — shares of rows above the threshold. null where there is none. */
  score: (ChannelDrift & { alarms: { training: number; recent: number } | null }) | null
  advice: DriftAdvice
  /** Why, most telling first. */
  reasons: string[]
}
