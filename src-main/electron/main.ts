import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, dialog, session, shell, type BrowserWindow } from 'electron'
import { createApp, type App } from '../app/create-app.ts'
import { installation } from '../hosting/installation.ts'
import { machineLog, readMachineLog } from '../hosting/machine-log.ts'
import { authorName, dataFolder, projectsFolder } from '../hosting/paths.ts'
import { catchUnexpected } from '../hosting/unexpected.ts'
import { nativeDialogs } from './dialogs.ts'
import { connectPage } from './ipc.ts'
import { lockDownApp, lockDownSession } from './lockdown.ts'
import { projectIn } from './project-argument.ts'
import { printPdf } from './print-pdf.ts'
import { declareScheme, serveScheme } from './protocol.ts'
import { followApp } from './surroundings.ts'
import { forkUtilityEngine } from './utility-engine.ts'
import { createWindow } from './window.ts'

/** The desktop app: one instance, one window, one studio. Everything is put together here and nowhere else. */
const installed = installation()
let window: BrowserWindow | null = null
let studio: App | null = null
let surroundings: ReturnType<typeof followApp> | null = null
/** A project double-clicked on macOS may arrive before the app is ready. */
let wanted = projectIn(process.argv)

// Chromium's profile gets a folder of its own beside the settings that all hosts share.
const profile = join(dataFolder(), 'electron')
mkdirSync(profile, { recursive: true })
app.setPath('userData', profile)
const log = machineLog(dataFolder())
catchUnexpected({
  log,
  // Without a page to tell it on it is a box of its own.
  tell: (sentence) => (window && studio ? studio.tell(sentence) : dialog.showErrorBox('Anomaly Studio', sentence)),
})
lockDownApp(app)
declareScheme()

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', (_event, argv, folder) => {
    show()
    openProject(projectIn(argv, folder))
  })
  app.on('open-file', (event, path) => {
    event.preventDefault()
    openProject(path)
  })
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', finish)
  void app.whenReady().then(start)
} else {
  app.quit()
}

function start(): void {
  const folder = projectsFolder()
  const created = createApp({
    kind: 'electron',
    version: installed.version,
    dataFolder: dataFolder(),
    projectsFolder: folder,
    author: authorName(),
    dialogs: nativeDialogs(() => window, folder),
    reveal: (path) => shell.showItemInFolder(path),
    printPdf,
    startEngine: () => forkUtilityEngine(installed.engine),
    log,
    readLog: () => readMachineLog(dataFolder()),
    readLicences: installed.licences,
    showMenu: (entries) => surroundings?.showMenu(entries),
  })
  studio = created
  lockDownSession(session.defaultSession)
  serveScheme(installed.renderer)
  window = createWindow({
    preload: installed.preload,
    icon: installed.icon,
    stateFile: join(dataFolder(), 'window.json'),
    busy: () => created.busy(),
  })
  surroundings = followApp(window, created)
  const disconnect = connectPage(window.webContents, created)
  window.on('closed', () => {
    disconnect()
    surroundings?.end()
    surroundings = null
    window = null
  })
  openProject(wanted)
}

function show(): void {
  if (window?.isMinimized()) window.restore()
  window?.focus()
}

/** The page hears of it through project.changed. */
function openProject(path: string | null): void {
  if (!path) return
  if (studio) void studio.call('project.open', { file: studio.admit(path).token }).then(tellIfFailed)
  else wanted = path
}

function tellIfFailed(answer: Awaited<ReturnType<App['call']>>): void {
  if (!answer.ok) dialog.showErrorBox('The project could not be opened.', answer.error.message)
}

/** Quitting waits until the project is one closed file again. */
function finish(event: { preventDefault(): void }): void {
  if (!studio) return
  event.preventDefault()
  const closing = studio
  studio = null
  void closing.close().finally(() => app.exit(0))
}
