import { z } from 'zod'
import { monitorSettings, ruleSource, type Monitor, type MonitorState, type MonitorTrial } from '../watch/monitors.ts'
import { id, name, nothing, reply } from './call.ts'

/** A run of the dataset by its id, or a rule, a search or a control chart; least — from which correlation on a search has found. */
const what = z.object({
  dataset: id,
  run: id.nullable().default(null),
  source: ruleSource.nullable().default(null),
  least: z.number().min(0).max(1).default(0.9),
  settings: monitorSettings.default(monitorSettings.parse({})),
})

export const monitorCalls = {
  'monitors.list': reply<Monitor[]>()(nothing),
  /** Every monitor of every dataset with its last state, and the runs in force beside them. */
  'monitors.board': reply<MonitorState[]>()(nothing),
  /** What it would have raised on the rows that are there. Stores nothing. */
  'monitors.try': reply<MonitorTrial>()(what),
  /** Holds what comes from now on against it. */
  'monitors.save': reply<Monitor>()(
    what.extend({ name, severity: z.enum(['low', 'medium', 'high']).nullable().default(null) }),
  ),
  'monitors.pause': reply<Monitor>()(z.object({ monitor: id, paused: z.boolean() })),
  /** Its alarms stay. */
  'monitors.remove': reply<void>()(z.object({ monitor: id })),
} as const
