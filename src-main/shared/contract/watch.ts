import { z } from 'zod'
import { alarmStates, type Alarm, type AlarmCounts } from '../watch/alarms.ts'
import type { Backtest } from '../watch/backtest.ts'
import {
  howTrained,
  type Challenger,
  type ChampionState,
  type InForce,
  type TrainedByItself,
} from '../watch/challenge.ts'
import type { DriftBoard } from '../watch/drift-board.ts'
import { watchSettings, type Source, type WatchRound } from '../watch/watch.ts'
import { id, nothing, reply, time, token } from './call.ts'

const alarmQuery = {
  dataset: id.nullable().default(null),
  states: z.array(z.enum(alarmStates)).optional(),
  monitor: id.nullable().optional(),
  ids: z.array(id).max(100_000).optional(),
}

export const watchCalls = {
  /** What came after a run's training beside what it was trained on, channel by channel, and what to do. */
  'drift.board': reply<DriftBoard>()(z.object({ run: id })),

  /** What came after a run's training once more, with and without training anew every so many days. Stores nothing. */
  'drift.backtest': reply<Backtest>()(
    z.object({
      run: id,
      everyDays: z.number().min(0.01).max(3650),
      learns: z.enum(['recent', 'all']).default('recent'),
    }),
  ),

  /** Trains a challenger of a run on recent normal rows and judges it on rows that neither has seen; a number is days. */
  'champion.retrain': reply<{ job: number; run: number }>()(
    z.object({
      run: id,
      window: z.union([z.enum(['recent', 'all']), z.number().min(0.01).max(36_500)]).default('recent'),
      how: z.enum(howTrained).default('cold'),
    }),
  ),
  'champion.challengers': reply<Challenger[]>()(nothing),
  /** Has new rows of the run's dataset scored by it from now on. */
  'champion.promote': reply<InForce>()(z.object({ run: id })),
  /** The run in force stays, and the challenger waits no more. */
  'champion.keep': reply<void>()(z.object({ run: id })),
  /** The run that was in force before. */
  'champion.back': reply<InForce>()(z.object({ dataset: id })),
  /** What was in force from when on, oldest first. */
  'champion.history': reply<InForce[]>()(z.object({ dataset: id.nullable().default(null) })),
  /** After how many answered alarms a challenger is trained by itself; null = never. */
  'champion.after': reply<void>()(z.object({ dataset: id, answers: z.number().int().min(1).max(100_000).nullable() })),
  /** Trains a challenger wherever as many alarms were answered as the person has set, and none waits; answers when that has ended. */
  'champion.retrainDue': reply<TrainedByItself[]>()(nothing),
  /** The run in force and what waits, of each dataset under watch. */
  'champion.states': reply<ChampionState[]>()(nothing),

  'watch.sources': reply<Source[]>()(nothing),
  /** Watches a folder or a file for a dataset; the same again changes it. columns — what a column of the recipe is called by now. */
  'watch.put': reply<Source>()(
    z.object({
      dataset: id,
      /** null — monitors look at what comes, and no run is in force. */
      run: id.nullable(),
      file: token,
      pattern: z.string().max(200),
      columns: z.record(z.string(), z.string()).default({}),
      settings: watchSettings.default(watchSettings.parse({})),
    }),
  ),
  /** One that is paused is not looked at; what came meanwhile is read when it goes on. */
  'watch.pause': reply<Source>()(z.object({ source: id, paused: z.boolean() })),
  'watch.remove': reply<void>()(z.object({ source: id })),
  /** Looks at sources once; null = at all of them. */
  'watch.look': reply<WatchRound>()(z.object({ sources: z.array(id).max(10_000).nullable().default(null) })),
  /** Looks again and again until `watch.stop`, or until another project is opened. */
  'watch.start': reply<void>()(z.object({ everySeconds: z.number().min(0.2).max(86_400).default(5) })),
  'watch.stop': reply<void>()(nothing),
  'watch.running': reply<boolean>()(nothing),

  /** Newest first. */
  'alarms.list': reply<Alarm[]>()(
    z.object({ ...alarmQuery, limit: z.number().int().min(1).max(100_000).default(1000) }),
  ),
  /** How many there are, however many are listed. */
  'alarms.total': reply<number>()(z.object(alarmQuery)),
  /** What a person says of alarms. confirmed becomes a label of an anomaly, false one of normal; until — of shelved ones; "new" takes an answer back. */
  'alarms.answer': reply<Alarm[]>()(
    z.object({ alarms: z.array(id).min(1).max(100_000), state: z.enum(alarmStates), until: time.optional() }),
  ),
  /** Whether the system tells of alarms of this project while nobody looks at the window. */
  'alarms.notify': reply<boolean>()(z.object({ on: z.boolean().nullable().default(null) })),
  'alarms.counts': reply<AlarmCounts[]>()(nothing),
  /** Those that no other system has been told of, oldest first; and that they were told. */
  'alarms.untold': reply<Alarm[]>()(nothing),
  'alarms.told': reply<void>()(z.object({ alarms: z.array(id).max(10_000) })),
} as const
