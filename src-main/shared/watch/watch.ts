import { z } from 'zod'
import type { Id } from '../project.ts'

/**
 * When a score above the threshold becomes an alarm and when that has ended, after ISA-18.2: on-delay, off-delay and deadband.
 * null = from the run's threshold, or by itself.
 */
export const watchSettings = z.object({
  /** Above the threshold for so long before it is an alarm. */
  onDelayMs: z.number().min(0).nullable().default(null),
  /** Below it for so long before the alarm has ended; what comes back earlier is the same disturbance. */
  offDelayMs: z.number().min(0).nullable().default(null),
  /** 0…1: an alarm lasts while score > deadband · threshold. */
  deadband: z.number().min(0).max(1).nullable().default(null),
  /** So many confirmed and rejected alarms since the last training, and a challenger is trained; null = never by itself. */
  retrainAfter: z.number().int().min(1).nullable().default(null),
})
export type WatchSettings = z.output<typeof watchSettings>

/** Where a dataset's new rows come from. */
export interface Source {
  id: Id
  dataset: Id
  /** Whose model scores the new rows; null where it was removed. */
  run: Id | null
  /** A folder, or one file where pattern is empty. */
  path: string
  pattern: string
  /** What a column of the recipe is called in the files by now. */
  columns: Record<string, string>
  settings: WatchSettings
  /** The dataset's last time before it was watched: alarms begin after it. */
  since: number
  rows: number
  /** Rows that were there already, and rows that came before others: they are in their place. */
  repeated: number
  late: number
  /** When it was last looked at; epoch ms. */
  looked: number | null
  /** Why nothing is read, in a sentence. */
  trouble: string | null
  /** Files that wait, each with its sentence; at most ten. */
  waiting: { name: string; trouble: string }[]
  files: number
  /** Not looked at until it goes on. */
  paused: boolean
}

/** What one look at the sources came to. */
export interface WatchRound {
  read: { source: Id; dataset: Id; file: string; rows: number; repeated: number; late: number }[]
  /** Alarms that were raised, and those that went on or ended. */
  raised: Id[]
  changed: Id[]
  troubles: { source: Id; file: string | null; sentence: string }[]
  /** Whether something was left for the next look: a last line without an end, a file that is being written. */
  unfinished: boolean
}
