import type { TimeRange } from '../data/series.ts'

/** What one model did in a period that it had not seen. */
export interface PeriodOutcome {
  /** Disturbances above its threshold, one each. */
  alarms: number
  /** Share of the rows outside of labels that are above its threshold: false alarms, as far as labels tell. */
  falseShare: number
  /** Labelled events that it found. */
  found: number
  /** How well it parts anomalies from the rest: area under precision and recall, by labels where the period has some, else by planted ones. null where neither can be had. */
  quality: number | null
}

export interface BacktestPeriod extends TimeRange {
  rows: number
  events: number
  /** What quality was judged by. */
  by: 'labels' | 'planted anomalies' | null
  /** The run's own model, which is never trained again. */
  champion: PeriodOutcome
  /** The same detector, trained anew before the period; null where that was not possible: `note` says why. */
  challenger: PeriodOutcome | null
  /** Rows that the challenger learnt from, and rows that it was not given: labelled ones, and those that the champion called anomalous. */
  learnt: number
  refused: number
  note: string
}

export interface Backtest {
  detector: string
  everyDays: number
  /** The challenger learns from as many of the latest rows as the champion did, or from all before the period. */
  learns: 'recent' | 'all'
  periods: BacktestPeriod[]
  /** Mean of quality, challenger less champion, over periods that have both; 95 % interval where there are three. */
  difference: { value: number; low: number | null; high: number | null; periods: number } | null
  advice: 'promote' | 'keep'
  reason: string
}
