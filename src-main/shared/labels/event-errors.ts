import type { Id, Lane } from '../project.ts'
import type { TimeRange } from '../data/series.ts'

/** false alarm — a detection that touches no labelled event; missed — an event that no detection touches; late — one that was found late. */
export const errorKinds = ['false alarm', 'missed', 'late'] as const
export type ErrorKind = (typeof errorKinds)[number]

/** Found after more than this share of its duration, an event counts as found late, unless the person says otherwise. */
export const usualLateShare = 0.25

/** Where a run and a label set disagree about an event. start, end — of the detection for a false alarm, of the labelled event for the others. */
export interface EventError extends TimeRange {
  kind: ErrorKind
  /** Rows of start and end. */
  first: number
  last: number
  /** Highest score inside, and when. */
  peak: number
  peakTime: number
  /** How far the score lies above the threshold, summed over time: score · seconds. 0 where it never does. */
  area: number
  /** From the first assessed point of the event to the first point of the detection that found it; null for the other kinds. */
  delayMs: number | null
  /** Place among the run's detections, in the order of time: the false alarm, or what found the event late. */
  detection: number | null
  /** When that detection begins. */
  detectedFrom: number | null
  /** The labels that make up the event; none for a false alarm. */
  labels: Id[]
}

export interface ListedError extends EventError {
  /** Marked as known by someone, to be left out of the list; null = open. */
  known: { author: string; at: number } | null
}

/** Worst first: by the place within the own kind (false alarms by area, missed by duration, late by delay), the kinds in turn. */
export interface ErrorList {
  errors: ListedError[]
  /** Labelled events with an assessed point: what was compared. */
  events: number
  /** Where the run is judged on held-out rows alone: those. */
  judged: TimeRange | null
  /** In sentences. */
  notes: string[]
}

/** What an error looks like: the score around it and the channel that adds most to it, where the run knows. */
export interface ErrorLook {
  score: Lane
  channel: { id: Id; name: string; unit: string | null; share: number; lane: Lane } | null
}
