import { dirname } from 'node:path'
import {
  contract,
  type CallName,
  type EventName,
  type Events,
  type FileRef,
  type Handlers,
} from '../shared/contract.ts'
import { argumentProblem } from '../shared/argument-problem.ts'
import { StudioError, toPlainError, type PlainError } from '../shared/errors.ts'
import { listDatasets } from '../db/datasets.ts'
import { closeProject, refuseElsewhere } from '../db/file/open.ts'
import { requireProject, requireWritable, stateOf, type HandlerContext, type OpenProject } from './context.ts'
import { EngineClient } from './engine-client.ts'
import { FileTokens } from './files.ts'
import { alarmsHandlers } from './handlers/alarms.ts'
import { adaptiveHandlers } from './handlers/adaptive.ts'
import { appHandlers } from './handlers/app.ts'
import { rankingHandlers } from './handlers/ranking.ts'
import { runTableHandlers } from './handlers/run-table.ts'
import { cleaningHandlers } from './handlers/cleaning.ts'
import { championHandlers } from './handlers/champion.ts'
import { datasetsHandlers } from './handlers/datasets.ts'
import { driftHandlers } from './handlers/drift.ts'
import { detectorsHandlers } from './handlers/detectors.ts'
import { eventErrorHandlers } from './handlers/event-errors.ts'
import { explainHandlers } from './handlers/explain.ts'
import { exploreHandlers } from './handlers/explore.ts'
import { filesHandlers } from './handlers/files.ts'
import { importHandlers } from './handlers/import.ts'
import { jobsHandlers } from './handlers/jobs.ts'
import { labelsHandlers } from './handlers/labels.ts'
import { projectHandlers } from './handlers/project.ts'
import { recipesHandlers } from './handlers/recipes.ts'
import { reportHandlers } from './handlers/report.ts'
import { reviewHandlers } from './handlers/review.ts'
import { runsHandlers } from './handlers/runs.ts'
import { federationHandlers } from './handlers/federation.ts'
import { sitesHandlers } from './handlers/sites.ts'
import { setsHandlers } from './handlers/sets.ts'
import { monitorsHandlers } from './handlers/monitors.ts'
import { watchHandlers } from './handlers/watch.ts'
import { trainHandlers } from './handlers/train.ts'
import { viewHandlers } from './handlers/view.ts'
import type { Host } from './host.ts'
import { Places } from './places.ts'
import { JobQueue } from './jobs.ts'
import { RecentProjects } from './recent.ts'
import { removeLeftSync } from '../files/held.ts'

type Listener = <N extends EventName>(name: N, payload: Events[N]) => void
export type CallAnswer = { ok: true; value: unknown } | { ok: false; error: PlainError }

/** The app as a host holds it. Composed once; knows nothing of windows, sockets or terminals. */
export interface App {
  /** Validates the arguments, runs the handler. Never throws: errors come back as plain data. */
  call(name: string, args: unknown): Promise<CallAnswer>
  on(listener: Listener): () => void
  /** A token for a path that the host got from the person: a dialog, a drop, an argument. */
  admit(path: string): FileRef
  /** The same for a file to be written. replace — what is there may go. */
  admitOutput(path: string, replace?: boolean): FileRef
  /** Has the page import files that the host got from the system, as soon as there is a page. */
  give(paths: readonly string[]): void
  /** Jobs that closing would interrupt, as titles: the host asks before it closes. */
  busy(): string[]
  /** Tells every page what went wrong outside any call, in a sentence. */
  tell(sentence: string): void
  /** Has the page do one of its commands, by the command's id. */
  run(command: string): void
  /** Stops jobs, checkpoints and closes the project. */
  close(): Promise<void>
}

export function createApp(host: Host): App {
  const listeners = new Set<Listener>()
  // A page that cannot be told must not stop the work it would be told of.
  const emit: Listener = (name, payload) =>
    listeners.forEach((listener) => {
      try {
        listener(name, payload)
      } catch (error) {
        log(`An event could not be delivered: ${toPlainError(error).detail ?? String(error)}`)
      }
    })
  const log = (text: string) => host.log?.(text)
  const recent = new RecentProjects(host.dataFolder)
  const places = new Places(host, () => recent.list().map(({ path }) => dirname(path)))
  const files = new FileTokens(places)
  const engine = new EngineClient(() => host.startEngine(), log)
  const jobs = new JobQueue((list) => emit('jobs.changed', list))
  let open: OpenProject | null = null
  /** How often a call has asked for the project to change it. */
  let writes = 0

  const given: FileRef[] = []
  const context: HandlerContext = {
    given,
    host,
    files,
    places,
    recent,
    engine,
    jobs,
    emit,
    project: () => requireProject(open),
    write: () => {
      writes++
      const project = requireWritable(requireProject(open))
      refuseElsewhere(project.db)
      return project
    },
    current: {
      get: () => open,
      set(next) {
        if (open) {
          const cameToNothing = open.forImport && open.db.open && listDatasets(open.db).length === 0
          closeProject(open.db)
          if (cameToNothing) {
            removeLeftSync(open.path)
            recent.forgetPath(open.path)
          }
        }
        open = next
        emit('project.changed', next && stateOf(next))
      },
    },
  }
  const handlers: Handlers = {
    ...appHandlers(context),
    ...filesHandlers(context),
    ...projectHandlers(context),
    ...datasetsHandlers(context),
    ...importHandlers(context),
    ...recipesHandlers(context),
    ...viewHandlers(context),
    ...labelsHandlers(context),
    ...setsHandlers(context),
    ...reviewHandlers(context),
    ...detectorsHandlers(context),
    ...trainHandlers(context),
    ...runsHandlers(context),
    ...jobsHandlers(context),
    ...explainHandlers(context),
    ...rankingHandlers(context),
    ...runTableHandlers(context),
    ...adaptiveHandlers(context),
    ...reportHandlers(context),
    ...eventErrorHandlers(context),
    ...exploreHandlers(context),
    ...driftHandlers(context),
    ...championHandlers(context),
    ...watchHandlers(context),
    ...monitorsHandlers(context),
    ...alarmsHandlers(context),
    ...cleaningHandlers(context),
    ...sitesHandlers(context),
    ...federationHandlers(context),
  }

  return {
    async call(name, args) {
      try {
        if (!Object.hasOwn(contract, name)) throw new StudioError('bad-input', `There is no call "${name}".`)
        const known = name as CallName
        const checked = contract[known].args.safeParse(args ?? {})
        if (!checked.success)
          throw new StudioError('bad-input', argumentProblem(name, checked.error.issues[0]), checked.error.message)
        const handler = handlers[known] as (args: unknown) => unknown
        const before = writes
        const value = await handler(checked.data)
        // Acknowledged is what lies in the file that will be found again, not in one that was deleted meanwhile.
        if (writes > before && open && !open.readOnly) refuseElsewhere(open.db)
        return { ok: true, value }
      } catch (error) {
        return { ok: false, error: toPlainError(error) }
      }
    },
    on(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    admit: (path) => files.admit(path),
    admitOutput: (path, replace) => files.admitOutput(path, replace),
    give(paths) {
      given.push(...paths.map((path) => files.admit(path)))
      if (paths.length > 0) emit('files.arrived', {})
    },
    busy: () => jobs.active().map((job) => job.title),
    run: (id) => emit('app.command', { id }),
    tell: (message) => emit('app.notice', { severity: 'error', message }),
    async close() {
      await jobs.stop()
      engine.close()
      context.current.set(null)
    },
  }
}
