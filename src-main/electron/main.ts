import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, BrowserWindow, dialog, powerMonitor, session } from 'electron'
import { installation } from '../hosting/installation.ts'
import { machineLog } from '../hosting/machine-log.ts'
import { dataFolder } from '../hosting/paths.ts'
import { catchUnexpected } from '../hosting/unexpected.ts'
import { asGiven, filesIn, type GivenFiles } from './given-files.ts'
import { lockDownApp, lockDownSession } from './lockdown.ts'
import { declareScheme, serveScheme } from './protocol.ts'
import { openStudioWindow, type StudioWindow } from './studio-window.ts'

/** The desktop app: one instance, and windows with a project each. Everything is put together here and nowhere else. */
const installed = installation()
/** In the order in which they were in front: the last one is, or was. */
const studios: StudioWindow[] = []
/** Apps of closed windows that have not closed their projects yet. */
const closing = new Set<Promise<void>>()
/** What was double-clicked on macOS may arrive before the app is ready. */
let wanted: GivenFiles[] | null = [filesIn(process.argv)]

// Chromium's profile gets a folder of its own beside the settings that all hosts share.
const profile = join(dataFolder(), 'electron')
mkdirSync(profile, { recursive: true })
app.setPath('userData', profile)
const log = machineLog(dataFolder())
catchUnexpected({
  log,
  // Without a page to tell it on it is a box of its own.
  tell(sentence) {
    if (studios.length === 0) dialog.showErrorBox('Anomaly Studio', sentence)
    for (const studio of studios) studio.app.tell(sentence)
  },
})
lockDownApp(app)
declareScheme()

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', (_event, argv, folder) => {
    studios.at(-1)?.show()
    take(filesIn(argv, folder))
  })
  app.on('open-file', (event, path) => {
    event.preventDefault()
    take(asGiven(path))
  })
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', finish)
  void app.whenReady().then(start)
} else {
  app.quit()
}

function start(): void {
  lockDownSession(session.defaultSession)
  serveScheme(installed.renderer)
  // Jobs sleep and wake with the machine. What fails just afterwards, such as a share that is not back yet, has its reason here.
  powerMonitor.on('suspend', () => log('The machine goes to sleep.'))
  powerMonitor.on('resume', () => log('The machine is awake again.'))
  openWindow()
  const first = wanted ?? []
  wanted = null
  for (const given of first) take(given)
}

function openWindow(): StudioWindow {
  const studio = openStudioWindow({
    installed,
    log,
    others: BrowserWindow.getAllWindows().length,
    newWindow: () => void openWindow(),
    closed(gone, ended) {
      studios.splice(studios.indexOf(gone), 1)
      const settled = ended.catch((error: unknown) => log(`A project could not be closed: ${String(error)}`))
      closing.add(settled)
      void settled.then(() => closing.delete(settled))
    },
  })
  studios.push(studio)
  studio.window.on('focus', () => studios.push(...studios.splice(studios.indexOf(studio), 1)))
  return studio
}

/** A project comes to the window that has it, else to one without any, else to a new one; data to the window in front. */
function take(given: GivenFiles): void {
  if (wanted) return void wanted.push(given)
  for (const path of given.projects) {
    const there = studios.find((studio) => studio.project() === path)
    const studio = there ?? studios.findLast((one) => one.project() === null) ?? openWindow()
    studio.show()
    if (!there) studio.open(path)
  }
  if (given.data.length > 0) (studios.at(-1) ?? openWindow()).app.give(given.data)
}

/** Quitting waits until every project is one closed file again. */
function finish(event: { preventDefault(): void }): void {
  if (closing.size === 0) return
  event.preventDefault()
  void Promise.all(closing).then(() => app.exit(0))
}
