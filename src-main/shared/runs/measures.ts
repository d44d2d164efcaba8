import type { RowRange, TimeRange } from '../data/series.ts'

/** One published measure of a run against a label set. */
export interface Measure {
  /** Its published name: "AUC-PR", "F1", … */
  id: string
  /** null where it cannot be computed; `note` says why. */
  value: number | null
  /** What it is counted in; none for a share. */
  unit?: string
  /** True where a threshold was chosen on the labels it is judged on. */
  oracle?: true
  /** "inflated", … */
  badge?: string
  /** 95 % bootstrap interval over labelled windows. */
  interval?: [low: number, high: number]
  note?: string
}

/** Why a measure may promise more than new data will keep. Computed by src-main/analysis/splits/warnings.ts. */
export type WarningCode =
  | 'trained-on-labelled' // labelled anomalies lay in the training data of a detector that learns what is normal
  | 'judged-on-trained' // model and scaler have seen rows that they are judged on
  | 'labels-learnt' // a supervised detector is judged on rows whose labels it learnt
  | 'window-straddles' // windows of held-out rows reach into the training data: the purge gap is shorter than a window
  | 'threshold-oracle' // the threshold was chosen on the labels it is judged on
  | 'threshold-saw-scores' // the threshold was chosen from the scores, not the labels, of the held-out rows
  | 'model-oracle' // the detector was taken from a ranking by the labels it is judged on
  | 'same-data' // the dataset judged on looks like the one trained on

export interface Warning {
  code: WarningCode
  /** One sentence with the facts in it. */
  message: string
  /** What to print beside the numbers that it is about. */
  badge?: Badge
}

export type Badge = 'oracle' | 'in-sample' | 'inflated'

export interface Measures {
  values: Measure[]
  confusion: { tp: number; fp: number; tn: number; fn: number }
  /** Points judged, and points left out because they have no score. */
  assessed: number
  notAssessed: number
  /** Labelled windows in the judged part. */
  windows: number
  /** In sentences: "Fewer than 5 labelled windows: no intervals." */
  notes: string[]
  /** What to know before believing the values; none in runs judged by an older version. */
  warnings?: Warning[]
  /** The rows judged, where they are not all rows of the dataset. */
  judged?: RowRange & TimeRange
}

/** Warnings whose badge belongs to every measure of the run. Those about thresholds mark the measures that need one: `oracle`. */
const ofAll: readonly WarningCode[] = ['model-oracle', 'labels-learnt']

/** What must stand beside a measure wherever it is shown, with the reason for a tooltip; without doubles. */
export function badgesOf(
  measure: Pick<Measure, 'oracle' | 'badge'>,
  warnings: readonly Warning[] = [],
): { badge: Badge; why: string }[] {
  const found = new Map<Badge, string[]>()
  const add = (badge: Badge, why: string) => void found.set(badge, [...(found.get(badge) ?? []), why])
  if (measure.oracle) add('oracle', 'Its threshold was chosen on the labels it is judged on.')
  if (measure.badge === 'inflated')
    add('inflated', 'Point adjustment credits a whole window for one hit: compare with the random detector.')
  for (const { code, badge, message } of warnings) if (badge && ofAll.includes(code)) add(badge, message)
  return [...found].map(([badge, why]) => ({ badge, why: why.join(' ') }))
}
