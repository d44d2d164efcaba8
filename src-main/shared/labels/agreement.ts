import type { Id } from '../project.ts'
import type { TimeRange } from '../data/series.ts'

/** A stretch on which two label sets say different things. first, second — the labels of each set in it. */
export interface Disagreement extends TimeRange {
  kind: 'only first' | 'only second' | 'class' | 'edges' | 'several'
  first: Id[]
  second: Id[]
  /** Somebody looked at it and left it as it is. */
  kept?: boolean
}

/** κ and event F1 of one label class, or of all together (class: null). null where neither set marks anything. */
export interface ClassAgreement {
  class: Id | null
  /** Cohen's κ per row: 1 = the same rows, 0 = no better than chance. */
  kappa: number | null
  /** F1 of labels that overlap a label of the other set. */
  eventF1: number | null
  firstLabels: number
  secondLabels: number
}

/** How far two label sets agree. classes — all together first. */
export interface Agreement {
  first: Id
  second: Id
  classes: ClassAgreement[]
  disagreements: Disagreement[]
}
