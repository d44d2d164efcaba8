import { z } from 'zod'
import { menuEntry } from '../menu.ts'
import type { EngineInfo } from '../models/detector-info.ts'
import type { JobState, ProjectState, RecentProject } from '../project.ts'
import { id, name, nothing, reply, token } from './call.ts'

/** A file that the person chose. The token is opaque; the page never sees or sends a path. */
export interface FileRef {
  token: string
  name: string
  bytes: number
}

export interface FolderListing {
  /** For the eye only. */
  path: string
  folder: string
  /** null — what lies above is out of reach. */
  parent: string | null
  places: { token: string; name: string; path: string }[]
  /** A file of it that the person named. */
  chosen: FileRef | null
  entries: { token: string; name: string; kind: 'folder' | 'file'; bytes: number; modified: number }[]
}

export interface AppInfo {
  version: string
  host: 'electron' | 'serve'
  /** native: the host opens its own dialogs; browse: the page shows folders through files.browse. */
  picker: 'native' | 'browse'
  /** Whether reports can be written as PDF. */
  pdf: boolean
  author: string
}

export interface MachineLog {
  /** For the eye only. */
  path: string
  text: string
}

const filePurpose = z.enum([
  'import',
  'project',
  'labels',
  'recipe',
  'background',
  'onnx',
  'federation',
  'site-update',
  'watch-file',
  'watch-folder',
])
const savePurpose = z.enum([
  'project',
  'scores',
  'labels',
  'report',
  'table',
  'run-table',
  'picture',
  'model',
  'recipe',
  'federation',
  'site-update',
])

export const appCalls = {
  'app.info': reply<AppInfo>()(nothing),
  /** Of all that is shipped; "" where the app was not built yet. */
  'app.licences': reply<string>()(nothing),
  /** What can be done now, for the menus of a host that has some. */
  'app.menu': reply<void>()(z.object({ entries: z.array(menuEntry).max(400) })),
  /** Starts the engine if need be and says which one it is. */
  'app.engine': reply<EngineInfo>()(nothing),
  /** The log of this machine: where it lies and its newest part, oldest line first. */
  'app.log': reply<MachineLog>()(nothing),

  /** As many as the person chose: several to be imported or merged; none where they changed their mind. */
  'files.pick': reply<FileRef[]>()(z.object({ purpose: filePurpose })),
  'files.pickSave': reply<FileRef | null>()(z.object({ purpose: savePurpose, name })),
  /** Folder listing for hosts without a dialog of their own; null = the folder to start in. */
  'files.browse': reply<FolderListing>()(z.object({ folder: token.nullable(), purpose: filePurpose.or(savePurpose) })),
  /** The folder, or a file's, whose whole path the person typed: from now on a place to browse. */
  'files.go': reply<FolderListing>()(
    z.object({ path: z.string().min(1).max(4096), purpose: filePurpose.or(savePurpose) }),
  ),
  /** A file to be written in a listed folder. Throws exists where there is one, unless the person has said that it may go. */
  'files.name': reply<FileRef>()(
    z.object({ folder: token, name, purpose: savePurpose, replace: z.boolean().default(false) }),
  ),
  /** Files that the system gave to the app to be imported: on its command line, or dropped on its icon. Each is given once. */
  'files.given': reply<FileRef[]>()(nothing),
  'files.reveal': reply<void>()(z.object({ token })),

  'project.current': reply<ProjectState | null>()(nothing),
  'project.recent': reply<RecentProject[]>()(nothing),
  /**
   * file: from files.pickSave; null = a new file in the default folder, named after `name`; throws read-only where none can be made
   * there, so that the person can be asked for another place. forImport — made only to hold
   * what is imported: where no import succeeds it is closed and removed again.
   */
  'project.create': reply<ProjectState>()(
    z.object({ file: token.nullable(), name, forImport: z.boolean().default(false) }),
  ),
  'project.open': reply<ProjectState>()(z.object({ file: token })),
  'project.openRecent': reply<ProjectState>()(z.object({ id: z.string() })),
  'project.forgetRecent': reply<void>()(z.object({ id: z.string() })),
  /** Makes (once) and opens the sample project, in the default folder or as `file`. Answers when the dataset is ready. */
  'project.sample': reply<ProjectState>()(z.object({ file: token.nullable().default(null) })),
  /** Writes all that is open into a new file, also where the project's own file is gone. file: from files.pickSave. */
  'project.saveCopy': reply<FileRef>()(z.object({ file: token })),
  'project.close': reply<void>()(nothing),

  'jobs.list': reply<JobState[]>()(nothing),
  'jobs.cancel': reply<void>()(z.object({ job: id })),
  'jobs.log': reply<string>()(z.object({ job: id })),
  /** Forgets ended jobs. */
  'jobs.clear': reply<void>()(nothing),
} as const
