/** How far a channel can be trusted: good — as it is; fair — look at the findings first; poor — not without cleaning. */
export const qualityGrades = ['good', 'fair', 'poor'] as const
export type QualityGrade = (typeof qualityGrades)[number]

export const findingKinds = [
  'gap',
  'duplicate-time',
  'out-of-order',
  'clock-jump',
  'step-change',
  'step-drift',
  'missing',
  'missing-code',
  'flat',
  'spike',
  'limit',
  'saturation',
  'quantisation',
  'noise',
  'redundant',
] as const
export type FindingKind = (typeof findingKinds)[number]

/** A place in the data that a person should look at. channel — null where it concerns the time axis. Times: epoch ms, both included. */
export interface QualityFinding {
  kind: FindingKind
  channel: string | null
  start: number
  end: number
  /** One sentence with the fact in it. */
  text: string
}

/** What tells a finding from others. */
export type FindingPlace = Omit<QualityFinding, 'text'>

/** What somebody typed for a channel; null = no limit on that side. */
export interface ChannelLimits {
  channel: number
  low: number | null
  high: number | null
}

/** Of the values that are there; null where there are too few. std — with n − 1; percentiles — linear between neighbours, exact. */
export interface ChannelStatistics {
  count: number
  missing: number
  min: number | null
  max: number | null
  mean: number | null
  std: number | null
  p01: number | null
  p50: number | null
  p99: number | null
}

export interface ChannelQuality extends ChannelStatistics {
  name: string
  unit: string | null
  grade: QualityGrade
  /** Why, in words: one sentence per reason. */
  reasons: string[]
}

/** What a dataset holds and how far it can be trusted. first, last — epoch ms. */
export interface QualityReport {
  rows: number
  first: number
  last: number
  /** The usual step; null where there are fewer than two times. */
  stepMs: number | null
  channels: ChannelQuality[]
  findings: QualityFinding[]
}
