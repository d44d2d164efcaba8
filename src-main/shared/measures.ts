/** One published measure of a run against a label set. */
export interface Measure {
  /** Its published name: "AUC-PR", "F1", … (design.md, Words). */
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
}
