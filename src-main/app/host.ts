import type { MachineLog } from '../shared/contract/app.ts'
import type { EngineProcess } from '../engine/protocol.ts'
import type { MenuEntry } from '../shared/menu.ts'

export type FilePurpose =
  | 'import'
  | 'project'
  | 'labels'
  | 'recipe'
  | 'background'
  | 'onnx'
  | 'federation'
  | 'site-update'
  | 'watch-file'
  | 'watch-folder'
export type SavePurpose =
  | 'project'
  | 'scores'
  | 'labels'
  | 'report'
  | 'table'
  | 'run-table'
  | 'picture'
  | 'model'
  | 'recipe'
  | 'federation'
  | 'site-update'

/** A folder where browsing may start. */
export interface Place {
  name: string
  path: string
}

/** The few abilities that the app asks of whoever runs it. Everything else is the same in every host. */
export interface Host {
  kind: 'electron' | 'serve'
  version: string
  /** Settings, recent projects. */
  dataFolder: string
  /** Where new projects go and browsing starts. */
  projectsFolder: string
  /** Further folders where the page may browse: documents, drives. Absent: none. */
  places?(): Place[]
  /** Written as the author of labels. */
  author: string
  /** Native dialogs; absent where the page browses folders instead. Answers paths, several to be imported or merged; none, or null, if the person cancelled. */
  dialogs?: {
    pickFiles(purpose: FilePurpose): Promise<string[]>
    pickSave(purpose: SavePurpose, name: string): Promise<string | null>
  }
  /** Shows a file in the system's file manager; absent where there is none. */
  reveal?(path: string): void
  /** Prints an HTML file to the bytes of a PDF file; absent where only a browser could. */
  printPdf?(html: string, signal?: AbortSignal): Promise<Uint8Array>
  startEngine(): EngineProcess
  /** The licences of all that is shipped, as text; absent where nobody has written them down. */
  readLicences?(): string
  /** Shows the page's commands in the menus of the system; absent where there are none. */
  showMenu?(entries: MenuEntry[]): void
  /** Writes into the log of this machine; absent where nobody keeps one. */
  log?(text: string): void
  /** Its newest part, for a person to look at and to send. */
  readLog?(): MachineLog
}
