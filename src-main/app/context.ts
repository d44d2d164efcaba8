import type { EventName, Events, FileRef } from '../shared/contract.ts'
import { StudioError } from '../shared/errors.ts'
import type { ProjectState } from '../shared/project.ts'
import type { Project } from '../db/project.ts'
import type { EngineClient } from './engine-client.ts'
import type { FileTokens } from './files.ts'
import type { Host } from './host.ts'
import type { Places } from './places.ts'
import type { RecentProjects } from './recent.ts'
import type { JobQueue } from './jobs.ts'

/** The project that is open now. */
export interface OpenProject {
  db: Project
  path: string
  name: string
  readOnly: boolean
  readOnlyReason: string | null
  /** Jobs that the last kill interrupted. */
  interrupted: string[]
  /** Made only for an import that has not succeeded yet: removed when it is closed without one. */
  forImport: boolean
}

/** What every handler file is given. */
export interface HandlerContext {
  host: Host
  files: FileTokens
  places: Places
  recent: RecentProjects
  engine: EngineClient
  jobs: JobQueue
  emit<N extends EventName>(name: N, payload: Events[N]): void
  /** Throws no-project. */
  project(): OpenProject
  /** The same for a call that changes something: throws read-only as well. */
  write(): OpenProject
  /** Files that the host was given to be imported, and no page has taken yet. */
  given: FileRef[]
  /** Swaps the open project; null closes. Handlers of project.* only. */
  current: { get(): OpenProject | null; set(next: OpenProject | null): void }
}

export function stateOf(project: OpenProject): ProjectState {
  const { name, path, readOnly, readOnlyReason, interrupted } = project
  return { name, path, readOnly, readOnlyReason, interrupted }
}

export function requireProject(project: OpenProject | null): OpenProject {
  if (!project) throw new StudioError('no-project', 'No project is open.')
  return project
}

export function requireWritable(project: OpenProject): OpenProject {
  if (project.readOnly) throw new StudioError('read-only', project.readOnlyReason ?? 'The project is open read-only.')
  return project
}
