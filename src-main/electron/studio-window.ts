import { join } from 'node:path'
import { dialog, shell, type BrowserWindow } from 'electron'
import { createApp, type App } from '../app/create-app.ts'
import type { Installation } from '../hosting/installation.ts'
import { readMachineLog } from '../hosting/machine-log.ts'
import { authorName, dataFolder, projectsFolder } from '../hosting/paths.ts'
import type { ProjectState } from '../shared/project.ts'
import { nativeDialogs } from './dialogs.ts'
import { connectPage } from './ipc.ts'
import { printPdf } from './print-pdf.ts'
import { followApp } from './surroundings.ts'
import { forkUtilityEngine } from './utility-engine.ts'
import { createWindow } from './window.ts'

/** A window with an app of its own behind it: a project, its jobs and an engine. */
export interface StudioWindow {
  window: BrowserWindow
  app: App
  /** The path of the project in it; null while there is none. */
  project(): string | null
  show(): void
  open(path: string): void
}

export interface StudioOptions {
  installed: Installation
  log(text: string): void
  /** How many windows there are already: a new one does not lie exactly over another. */
  others: number
  newWindow(): void
  /** The window is gone; `ended` when the app behind it has closed its project. */
  closed(studio: StudioWindow, ended: Promise<void>): void
}

export function openStudioWindow({ installed, log, others, newWindow, closed }: StudioOptions): StudioWindow {
  const folder = projectsFolder()
  let surroundings: ReturnType<typeof followApp> | null = null
  let project: string | null = null
  const app: App = createApp({
    kind: 'electron',
    version: installed.version,
    dataFolder: dataFolder(),
    projectsFolder: folder,
    author: authorName(),
    dialogs: nativeDialogs(() => (window.isDestroyed() ? null : window), folder),
    reveal: (path) => shell.showItemInFolder(path),
    printPdf,
    startEngine: () => forkUtilityEngine(installed.engine),
    log,
    readLog: () => readMachineLog(dataFolder()),
    readLicences: installed.licences,
    showMenu: (entries) => surroundings?.showMenu(entries),
  })
  const window = createWindow({
    preload: installed.preload,
    icon: installed.icon,
    stateFile: join(dataFolder(), 'window.json'),
    others,
    busy: () => app.busy(),
  })
  const stop = app.on((name, payload) => {
    if (name === 'project.changed') project = (payload as ProjectState | null)?.path ?? null
  })
  surroundings = followApp(window, app, newWindow)
  const disconnect = connectPage(window.webContents, app)
  const studio: StudioWindow = {
    window,
    app,
    project: () => project,
    show() {
      if (window.isMinimized()) window.restore()
      window.focus()
    },
    // The page hears of it through project.changed.
    open(path) {
      project = path
      void app.call('project.open', { file: app.admit(path).token }).then((answer) => {
        if (answer.ok) return
        project = null
        dialog.showErrorBox('The project could not be opened.', answer.error.message)
      })
    },
  }
  window.on('closed', () => {
    stop()
    disconnect()
    surroundings?.end()
    surroundings = null
    closed(studio, app.close())
  })
  return studio
}
