import type { Id } from '../project.ts'
import type { StrangeChannel } from '../runs/strangest.ts'
import type { TimeRange } from '../data/series.ts'

export const alarmStates = ['new', 'seen', 'confirmed', 'false', 'not interesting', 'shelved'] as const
export type AlarmState = (typeof alarmStates)[number]

/** Which alarms: dataset — null for all; monitor — null for those of runs in force; whatever is left out is no condition. */
export interface AlarmQuery {
  dataset: Id | null
  states?: AlarmState[]
  monitor?: Id | null
  ids?: Id[]
}

/** One disturbance of a dataset under watch. start, end — first and last row above the threshold, epoch ms. */
export interface Alarm extends TimeRange {
  id: Id
  dataset: Id
  /** The run that scored it; null of a rule. */
  run: Id | null
  /** The monitor that raised it; null of the run in force. */
  monitor: Id | null
  /** The score has been back for the off-delay. */
  ended: boolean
  /** Highest score, and when. */
  peak: number
  peakTime: number
  threshold: number
  severity: Severity
  /** How often the score came back within it. */
  returns: number
  /** Channels that drive it and how they depart: the one that drives the others first, and then by share. */
  channels: StrangeChannel[]
  state: AlarmState
  /** Of a shelved one: epoch ms. */
  shelvedUntil: number | null
  /** What it became when it was confirmed, or rejected as normal. */
  label: Id | null
  /** When it was raised, epoch ms of the clock. */
  raised: number
  answeredAt: number | null
  answeredBy: string | null
  /** The labelled event that it looks most like, as far as there was one when it was raised. */
  nearest: NearestEvent | null
}

/** distance — 0: the same shape, 1: unrelated. class — its name; start — epoch ms. */
export interface NearestEvent {
  label: Id
  distance: number
  class: string
  start: number
}

export type Severity = 'low' | 'medium' | 'high'

/** By how far the score rose above the threshold. */
export const severityOf = (peak: number, threshold: number): Severity => {
  const ratio = threshold > 0 ? peak / threshold : Infinity
  return ratio >= 3 ? 'high' : ratio >= 1.5 ? 'medium' : 'low'
}

/** An alarm that lasts longer than this stands; one that comes back as often as this within one disturbance chatters (ISA-18.2). */
export const standingMs = 24 * 3_600_000
export const chatterReturns = 3
/** More alarms than this in ten minutes are a flood (EEMUA 191). */
export const floodAlarms = 10
export const floodMs = 600_000

/** Counts for the board. */
export interface AlarmCounts {
  dataset: Id
  new: number
  open: number
  standing: number
  chattering: number
  floods: number
  confirmed: number
  false: number
  all: number
}

/** Stretches of ten minutes from the first alarm of each on that hold more alarms than a person can look at. times — ascending. */
export function floodsIn(times: readonly number[]): number {
  let floods = 0
  for (let from = 0; from < times.length;) {
    let to = from
    while (to < times.length && times[to] < times[from] + floodMs) to++
    if (to - from > floodAlarms) {
      floods++
      from = to
    } else from++
  }
  return floods
}
