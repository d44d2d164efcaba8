import type { DriftReport } from '../../shared/watch/drift.ts'
import type { EngineInfo } from '../../shared/models/detector-info.ts'
import type { ParamSpecs } from '../../shared/models/params.ts'
import type { Dataset, Lane, LabelSet, Run } from '../../shared/project.ts'
import type { TimeRange } from '../../shared/data/series.ts'

/** Points of a line: what a chart needs of a lane. NaN breaks the line. */
export type Line = Pick<Lane, 'times' | 'values'>

/** Everything that a report says, read before a word of it is written. Times are epoch ms. */
export interface ReportData {
  /** When the report was made. */
  made: number
  /** Version of the app that made it, Node's, and the layout of the project file. */
  app: string
  node: string
  layout: number
  /** TensorFlow on this machine; null where the run's model needs none. */
  engine: EngineInfo | null
  project: string
  run: Run
  dataset: Dataset
  /** How many rows of this dataset the model learned from; null where nobody knows, or it learned from another. */
  trainedRows: number | null
  /** The other dataset that it learned from, by name; null where it is this one, or is gone. */
  trainedOn: string | null
  /** null for ensembles and whatever this app does not know. */
  detector: DetectorWords | null
  rule: RuleWords | null
  labels: LabelWords | null
  /** Per channel of the dataset, in its order. */
  sparks: Line[]
  /** Of the whole dataset. */
  scores: Line
  histogram: Histogram | null
  /** All of them, in the order of time. */
  detections: readonly TimeRange[]
  /** Of all events. */
  findings: Findings
  /** In the order of time: the first ones, and those with a chart. */
  events: ReportEvent[]
  /** How many events there are; more than `events` where the list was cut. */
  eventCount: number
  drift: DriftReport | null
}

/** What a run found, counted. */
export interface Findings {
  detections: number
  found: number
  falseAlarms: number
  missed: number
  /** Labelled windows as measures count them: what lies under labels together, with an assessed point. */
  windows: number
  /** Sum of the lengths of the detections; each point counts one step, as where detections are measured. */
  alarmMs: number
  /** The detection with the highest score. */
  highest: ReportEvent | null
}

export interface DetectorWords {
  name: string
  summary: string
  reference: string
  learns: 'nothing' | 'normal' | 'labels'
  params: ParamSpecs
}

export interface RuleWords {
  name: string
  summary: string
  reference: string
  params: ParamSpecs
}

export interface LabelWords {
  set: LabelSet
  classes: { name: string; colour: string; anomalous: boolean; accepted: number; proposed: number; rejected: number }[]
  /** Accepted labels of anomalous classes: what counts when judging. In the order of time. */
  windows: LabelWindow[]
}

export interface LabelWindow extends TimeRange {
  class: string
  colour: string
  note: string
  /** Names; empty = all. */
  channels: string[]
}

/**
 * found — a detection on a label; false alarm — one on none, though there are labels; detection — there are no labels to
 * tell; missed — a labelled window that no detection touches.
 */
export type EventKind = 'found' | 'false alarm' | 'detection' | 'missed'

export interface ReportEvent extends TimeRange {
  /** From 1, in the order of time. */
  number: number
  kind: EventKind
  /** Somebody has seen this false alarm or missed window and marked it to be ignored. */
  known: boolean
  /** Highest score inside; NaN where nothing was assessed. */
  peak: number
  peakTime: number
  /** What each channel contributes, highest first; empty where the detector does not say. */
  channels: { name: string; share: number }[]
  labels: LabelWindow[]
  chart: EventChart | null
}

/** A stretch of data about an event. */
export interface EventChart extends TimeRange {
  lanes: { name: string; unit: string | null; line: Line }[]
  /** Channels of the model that have no lane here. */
  hidden: number
  scores: Line
  detections: TimeRange[]
  labels: LabelWindow[]
}

/** How many points have which score. The last bar also holds what lies above. */
export interface Histogram {
  from: number
  to: number
  /** Points above `to`. */
  above: number
  /** [bar], points outside and inside labelled windows. */
  normal: number[]
  labelled: number[]
}
