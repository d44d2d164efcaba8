import type { Warning } from './measures.ts'
import type { ParamValues } from '../models/params.ts'
import type { Id } from '../project.ts'

/** What costs a metric most plainly; a metric that speaks of the whole series has none. */
export type LoweredBy = 'missed event' | 'false alarm' | 'late detection'

/** A column of the table of runs. */
export interface TableMetric {
  id: string
  name: string
  summary: string
  reference: string
  /** What it is counted in; none for a share or an area. */
  unit?: string
  badge?: string
  /** Which end is good; null where neither is. */
  better: 'higher' | 'lower' | null
  /** Whether it can only be known where there are labels. */
  needsLabels: boolean
  /** Of several datasets: counts added up, or the mean of the datasets' values. */
  pooling: 'sum' | 'mean'
  /** Another metric that is shown inside its cell and has no column of its own. */
  companion?: string
  loweredBy?: LoweredBy
  /** Its place among the columns that a table begins with; none where someone has to choose it. */
  usual?: number
}

export interface TableCell {
  value: number | null
  /** 95 %, drawn over labelled windows; null where it is not known. */
  interval: [low: number, high: number] | null
  oracle?: true
  /** Better than every other row, by an interval of the difference that leaves out 0. */
  best?: true
  /** How far it lies from the best value of its column, and the interval of that difference over the same draws; null for the best itself. */
  behind: { difference: number; interval: [low: number, high: number] | null } | null
}

export interface TableRow {
  key: string
  name: string
  detector: string
  params: ParamValues
  /** One that learns nothing, computed for the table. */
  trivial: boolean
  /** The runs behind it, one per dataset; none for a trivial one. */
  runs: { run: Id; dataset: Id }[]
  /** Datasets that it was judged on. */
  datasets: number
  oracle: boolean
  warnings: Warning[]
  assessed: number
  notAssessed: number
  /** Labelled windows with an assessed point. */
  events: number
  cells: Record<string, TableCell>
}

export interface RunTable {
  /** null = all datasets of the project together. */
  dataset: Id | null
  datasets: { id: Id; name: string; events: number }[]
  labelled: boolean
  metrics: TableMetric[]
  rows: TableRow[]
  events: number
  /** Draws of the bootstrap; 0 where there are too few events. */
  draws: number
  /** What to know before believing it, in sentences. */
  notes: string[]
}
