import type { Backtest, BacktestPeriod } from './backtest.ts'
import type { Id } from '../project.ts'

/** What a challenger learns from: as many of the latest normal rows as the run in force did, those of so many days, or all. */
export type LearnFrom = 'recent' | 'all' | number

/**
 * cold — trained from nothing; warm — gone on from the model in force; adaptive — the model in force learns on step by step from what was
 * normal, as it would have under watch.
 */
export const howTrained = ['cold', 'warm', 'adaptive'] as const
export type HowTrained = (typeof howTrained)[number]

/** A challenger against the run in force, on rows that neither has seen. */
export interface Challenge extends Pick<Backtest, 'difference' | 'advice' | 'reason'> {
  window: LearnFrom
  how: HowTrained
  /** Rows that it learnt from; rows that it was not given; and rows of false alarms that it was. */
  learnt: number
  refused: number
  allowed: number
  /** In the order of time. */
  periods: BacktestPeriod[]
}

/** A run that was made to take the place of another. */
export interface Challenger {
  run: Id
  dataset: Id
  name: string
  /** The run that it was judged against. */
  champion: Id
  made: number
  /** A person asked for it, or enough alarms were answered. */
  madeBy: 'person' | 'answers'
  challenge: Challenge | null
  /** null — it waits to be judged by a person. */
  decision: 'promoted' | 'kept' | null
}

/** A run that new rows were scored with from a moment on. Its name is kept where the run is gone. */
export interface InForce {
  dataset: Id
  run: Id
  name: string
  /** Epoch ms of the clock. */
  since: number
  author: string
  how: 'watched' | 'promoted' | 'back'
}

/** The run in force of a dataset under watch, and what waits there. */
export interface ChampionState {
  dataset: Id
  run: Id | null
  name: string | null
  /** How many runs were in force one after the other, as far as it was noted. */
  changes: number
  /** Alarms that were confirmed or called false since a model was last trained. */
  answered: number
  /** At so many a challenger is trained by itself; null = never. */
  retrainAfter: number | null
  /** Judged against the run in force, and not decided yet. */
  waiting: Challenger[]
}

/** A challenger that was trained by itself, because so many alarms were answered; or why there is none. */
export interface TrainedByItself {
  dataset: Id
  run: Id | null
  answers: number
  trouble: string | null
}
