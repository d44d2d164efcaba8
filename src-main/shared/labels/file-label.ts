import type { LabelStatus } from '../project.ts'
import type { TimeRange } from '../data/series.ts'

/** A label as a file holds it: class and channels by name. */
export interface FileLabel extends TimeRange {
  class: string
  channels: string[]
  note: string
  status?: LabelStatus
  certainty?: number
}
