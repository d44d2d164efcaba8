import {
  detectedRanges,
  emptyRanges,
  scoreBlocks,
  type DetectionOptions,
  type PointRanges,
  type ScoreBlocks,
  type ScoredPoints,
} from './detected-ranges.ts'
import type { RowRange } from '../data/series.ts'
import { upperBound } from '../search.ts'

/** Up to this many rows the numbers of a moving threshold are exact; beyond, stretches of rows stand for their highest score. */
export const EXACT_ROWS = 2_000_000

/** What does not change with the threshold: what a run's scores are, handed over once. */
export interface LabPoints extends ScoredPoints {
  /** Rows of the run. */
  rows: number
  /** How many rows a point stands for at most; 1 = every row is there. */
  rowsPerPoint: number
  /** [n + 1], the row with which each point begins; null where every row is a point. */
  firstRows: Uint32Array | null
  /** [n], how many of its rows are assessed and judged; null where that is 1 or 0 by its score alone. */
  weights: Float64Array | null
  /** Median step in ms, 0 where there is none: of all rows, for the detections, and of the judged ones, for what is counted per week. */
  stepMs: number
  judgedStepMs: number
  /** The rows that are judged: those held out of training; null = all. Detections are found everywhere. */
  judged: RowRange | null
}

/** The same on its way to the page: the array of times once where every row is a point. */
export type SentPoints = Omit<LabPoints, 'ends'> & { ends: Float64Array | null }

export const receivedPoints = (sent: SentPoints): LabPoints => ({ ...sent, ends: sent.ends ?? sent.starts })

/** What the page is given for a run: the points only when they are asked for. */
export interface LabData {
  points: SentPoints | null
  view: LabView
}

/** Bars of a histogram. edges — [bars + 1]; normal, labelled — [bars], in assessed rows. */
export interface Histogram {
  edges: Float64Array
  normal: Float64Array
  labelled: Float64Array
}

/** All arrays — [points of the curve], from the highest threshold down. */
export interface LabCurves {
  recall: Float64Array
  precision: Float64Array
  falseAlarmRate: Float64Array
  aucRoc: number
  aucPr: number
}

/** What the labels and the distribution of the scores add; read again when labels change. */
export interface LabView {
  /** Labelled windows in rows; null where the label set has no accepted label of an anomaly. */
  windows: { first: Int32Array; last: Int32Array } | null
  /** Equal steps of the score, and equal steps of its logarithm where the scores call for that. */
  linear: Histogram
  logarithmic: Histogram | null
  /** Distinct scores, descending, the most extreme ones closest together: where a search begins. */
  ladder: Float64Array
  assessed: number
  curves: LabCurves | null
  /** Why there are no curves, or no histogram that tells anything, in a sentence. */
  notes: string[]
}

/** Ready for thresholds: scores, labels, and a running count with which every range of points costs nothing. */
export interface Lab {
  points: LabPoints
  blocks: ScoreBlocks
  /** [n + 1]: assessed rows before each point. */
  assessedBefore: Uint32Array
  /** Labelled windows as closed ranges of assessed rows, those without any left out; null without labels. */
  windows: RowRange[] | null
  /** Assessed rows inside them. */
  labelled: number
}

/** windows — in rows, in order. */
export function prepareLab(points: LabPoints, windows: LabView['windows'], before: Lab | null = null): Lab {
  const same = before?.points === points ? before : null
  const assessedBefore = same?.assessedBefore ?? assessedCounts(points)
  const rowCounts = (row: number) => assessedAt(points, assessedBefore, row)
  const moved =
    windows &&
    Array.from(windows.first, (first, i) => ({
      first: rowCounts(first),
      last: rowCounts(windows.last[i] + 1) - 1,
    })).filter(({ first, last }) => last >= first)
  const labelled = (moved ?? []).reduce((sum, { first, last }) => sum + last - first + 1, 0)
  return {
    points,
    blocks: same?.blocks ?? scoreBlocks(points, points.stepMs),
    assessedBefore,
    windows: moved,
    labelled,
  }
}

function assessedCounts({ scores, weights, judged }: LabPoints): Uint32Array {
  const before = new Uint32Array(scores.length + 1)
  const [first, last] = judged ? [judged.first, judged.last] : [0, Infinity]
  for (let i = 0; i < scores.length; i++)
    before[i + 1] = before[i] + (weights ? weights[i] : Number(!Number.isNaN(scores[i]) && i >= first && i <= last))
  return before
}

/** How many assessed rows lie before a row: exact at the edge of a point, in between as if its assessed rows were spread evenly. */
function assessedAt({ firstRows }: LabPoints, assessedBefore: Uint32Array, row: number): number {
  if (!firstRows) return assessedBefore[row]
  const point = Math.max(0, upperBound(firstRows, row) - 1)
  if (point >= firstRows.length - 1) return assessedBefore[firstRows.length - 1]
  const share = (row - firstRows[point]) / (firstRows[point + 1] - firstRows[point])
  return Math.round(assessedBefore[point] + share * (assessedBefore[point + 1] - assessedBefore[point]))
}

/** What a threshold leads to. Shares are null where they are not defined, as in the measures of a run; event counts null without labels. */
export interface Consequences {
  threshold: number
  detections: number
  /** Those of them that reach into what is judged. */
  alarms: number
  counts: { tp: number; fp: number; tn: number; fn: number }
  precision: number | null
  recall: number | null
  f1: number | null
  falseAlarmRate: number | null
  eventsFound: number | null
  events: number | null
  /** Seconds; negative is forewarning. */
  medianDelay: number | null
  /** Detections that touch no labelled window. */
  falseAlarms: number | null
  falseAlarmsPerWeek: number | null
  alarmsPerWeek: number | null
  shareInAlarm: number | null
}

const WEEK_MS = 7 * 24 * 3600 * 1000

/** Finds the detections (into `into`, in points) and everything that follows from them. */
export function consequences(
  lab: Lab,
  threshold: number,
  options: DetectionOptions,
  into: PointRanges = emptyRanges(),
): Consequences {
  const { points, blocks, assessedBefore, windows, labelled } = lab
  detectedRanges(points, threshold, options, points.stepMs, blocks, into)
  const assessed = assessedBefore[points.scores.length]
  let alarms = 0
  let flagged = 0
  let tp = 0
  let falseAlarms = 0
  let at = 0 // the first window that does not end before the detection
  let next = 0 // the first window whose earliest detection is not known yet
  const delays: number[] = []
  for (let i = 0; i < into.count; i++) {
    const first = into.first[i]
    const from = assessedBefore[first]
    const to = assessedBefore[into.last[i] + 1]
    if (to === from) continue
    alarms++
    flagged += to - from
    if (!windows) continue
    while (at < windows.length && windows[at].last < from) at++
    if (at === windows.length || windows[at].first >= to) {
      falseAlarms++
      continue
    }
    for (let w = at; w < windows.length && windows[w].first < to; w++) {
      tp += Math.min(to - 1, windows[w].last) - Math.max(from, windows[w].first) + 1
      if (w < next) continue
      next = w + 1
      delays.push((timeOf(lab, from, first) - timeOf(lab, windows[w].first)) / 1000)
    }
  }
  const fp = flagged - tp
  const fn = labelled - tp
  const tn = assessed - labelled - fp
  const perWeek = (n: number) =>
    points.judgedStepMs > 0 && assessed > 0 ? (n * WEEK_MS) / (assessed * points.judgedStepMs) : null
  const events = windows?.length ?? null
  return {
    threshold,
    detections: into.count,
    alarms,
    counts: { tp, fp, tn, fn },
    precision: windows && ratio(tp, tp + fp),
    recall: windows && ratio(tp, tp + fn),
    f1: windows && ratio(2 * tp, 2 * tp + fp + fn),
    falseAlarmRate: windows && ratio(fp, fp + tn),
    eventsFound: events ? delays.length : null,
    events,
    medianDelay: median(delays),
    falseAlarms: windows && falseAlarms,
    falseAlarmsPerWeek: windows && perWeek(falseAlarms),
    alarmsPerWeek: perWeek(alarms),
    shareInAlarm: ratio(flagged, assessed),
  }
}

const ratio = (a: number, b: number) => (b === 0 ? null : a / b)

/** When the assessed row of a number begins. near — a point that is known not to lie behind it. */
function timeOf({ points, assessedBefore }: Lab, assessedRow: number, near = 0): number {
  const point = assessedBefore[near + 1] > assessedRow ? near : upperBound(assessedBefore, assessedRow) - 1
  return points.starts[point]
}

function median(values: number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted.length === 0 ? null : (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2
}
