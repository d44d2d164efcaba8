import type { Severity } from './alarms.ts'

/** New alarms, for whoever tells a person who looks elsewhere. first — the one that the score rose highest in; more — how many others. */
export interface RaisedAlarms {
  first: { dataset: string; severity: Severity; text: string }
  more: number
  /** Datasets of all of them. */
  datasets: string[]
}
