import type { Id } from '../project.ts'
import type { TimeRange } from '../data/series.ts'

/** One training on labels, measured on rows that none of the rounds beside it was trained on. */
export interface Round {
  run: Id
  name: string
  /** Labelled anomalies that it learnt from. */
  learnt: number
  /** AUC-PR of its scores; null where no label lies on those rows. */
  aucPr: number | null
  /** Labelled anomalies that it detects. */
  found: number
}

/** Whether one model trained on the labels is better than the one before. */
export interface Rounds {
  /** The oldest first; only those that have not seen the rows that the newest one has not seen. */
  rounds: Round[]
  /** The rows that they are measured on, and the labelled anomalies there; null where the newest round held nothing out. */
  judged: (TimeRange & { rows: number; events: number }) | null
  /** Trainings on labels altogether. */
  trained: number
}
