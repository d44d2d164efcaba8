import type { z } from 'zod'
import { appCalls, type FileRef } from './contract/app.ts'
import { cleaningCalls } from './contract/cleaning.ts'
import { runTableCalls } from './contract/run-table.ts'
import { dataCalls } from './contract/data.ts'
import { eventErrorCalls } from './contract/event-errors.ts'
import { exploreCalls } from './contract/explore.ts'
import { federationCalls } from './contract/federation.ts'
import { labelCalls } from './contract/labels.ts'
import { reportCalls } from './contract/report.ts'
import { runCalls } from './contract/runs.ts'
import { monitorCalls } from './contract/monitors.ts'
import { siteCalls } from './contract/sites.ts'
import { watchCalls } from './contract/watch.ts'
import type { ExplainProgress } from './runs/explanation.ts'
import type { ExploreProgress } from './data/explore.ts'
import type { JobState, ProjectState } from './project.ts'
import type { RaisedAlarms } from './watch/raised.ts'

export type { AppInfo, FileRef, FolderListing } from './contract/app.ts'
export type { LabelChange, LabelDraft } from './contract/labels.ts'

/**
 * Every call that the page can make. From this object come the client, the handlers' type,
 * preload's and the socket's allow-lists and the validation of every argument.
 */
export const contract = {
  ...appCalls,
  ...dataCalls,
  ...labelCalls,
  ...runCalls,
  ...runTableCalls,
  ...reportCalls,
  ...eventErrorCalls,
  ...exploreCalls,
  ...watchCalls,
  ...monitorCalls,
  ...cleaningCalls,
  ...siteCalls,
  ...federationCalls,
} as const

export type CallName = keyof typeof contract
/** What a caller gives (defaults may be left out), and what a handler gets (complete and checked). */
export type CallInput<N extends CallName> = z.input<(typeof contract)[N]['args']>
export type CallArgs<N extends CallName> = z.output<(typeof contract)[N]['args']>
export type CallResult<N extends CallName> = (typeof contract)[N]['result']

/** Every call's handler. A missing one does not compile. */
export type Handlers = { [N in CallName]: (args: CallArgs<N>) => CallResult<N> | Promise<CallResult<N>> }
/** Those of one prefix: what one file in app/handlers exports. */
export type HandlersFor<P extends string> = Pick<Handlers, Extract<CallName, `${P}.${string}`>>

/** What the app tells the page without being asked. */
export interface Events {
  'project.changed': ProjectState | null
  'datasets.changed': Record<string, never>
  'labels.changed': { dataset: number }
  'runs.changed': { dataset: number }
  'cleaning.changed': { dataset: number }
  'ranking.changed': { dataset: number }
  'run-table.changed': { dataset: number | null }
  'jobs.changed': JobState[]
  /** How far the explanation under way is; null when it has ended. */
  'explain.progress': ExplainProgress | null
  /** How far the question under way is; null when it is answered. */
  'explore.progress': ExploreProgress | null
  /** Alarms were raised, went on or were answered, or a source changed. */
  'alarms.changed': Record<string, never>
  /** The system gave the app files to be imported: files.given has them. */
  'files.arrived': Record<string, never>
  /** Sites, their places or what training them came to. */
  'sites.changed': Record<string, never>
  /** New alarms that the system is to tell of, where the project has that on. */
  'alarms.raised': RaisedAlarms
  /** A command that the person chose in a menu of the system. */
  'app.command': { id: string }
  /** Something went wrong outside any call, in a sentence. */
  'app.notice': { severity: 'note' | 'error'; message: string }
}
export type EventName = keyof Events
export const eventNames = [
  'project.changed',
  'datasets.changed',
  'labels.changed',
  'runs.changed',
  'cleaning.changed',
  'ranking.changed',
  'run-table.changed',
  'jobs.changed',
  'explain.progress',
  'explore.progress',
  'alarms.changed',
  'alarms.raised',
  'files.arrived',
  'sites.changed',
  'app.command',
  'app.notice',
] as const satisfies readonly EventName[]

/** The bridge that a host puts into the page: preload under Electron, a socket under the loopback server. */
export interface Bridge {
  call(
    name: CallName,
    args: unknown,
  ): Promise<{ ok: true; value: unknown } | { ok: false; error: import('./errors.ts').PlainError }>
  on(listener: (name: EventName, payload: unknown) => void): () => void
  /** A token for a file dropped on the page. */
  dropped(file: File): Promise<FileRef>
}
