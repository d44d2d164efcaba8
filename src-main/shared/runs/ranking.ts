import type { ParamValues } from '../models/params.ts'

/** Kinds of anomaly that are planted into normal data where there are no labels. */
export const injectionKinds = ['spike', 'shift', 'drift', 'flat line', 'noise', 'swapped order'] as const
export type InjectionKind = (typeof injectionKinds)[number]

/** One detector of a comparison. Measures are null where it could not be judged; `problem` says why. */
export interface RankedDetector {
  detector: string
  name: string
  params: ParamValues
  /** 1 = best; null where it could not be judged. */
  rank: number | null
  aucPr: number | null
  vusPr: number | null
  /** Mean rank correlation of its scores with those of each other detector, baselines left out; null where labels judge. */
  agreement: number | null
  /** AUC-PR by kind of planted anomaly; null where labels judge. */
  kinds: Partial<Record<InjectionKind, number>> | null
  seconds: { train: number; score: number }
  problem: string | null
}

/** Which detector does best on some data. Rows: best first, those that could not be judged last. */
export interface DetectorRanking {
  by: 'labels' | 'planted anomalies'
  /** The labels that ranked; a run of a detector taken from here is an oracle to them. */
  labelSet?: number | null
  rows: RankedDetector[]
  /** How it was done, in sentences. */
  notes: string[]
}
