import { BrowserWindow, dialog, screen } from 'electron'
import { preloadArguments } from './ipc.ts'
import { pageAddress } from './page.ts'
import { placeWindow, readWindowState, writeWindowState } from './window-state.ts'

export interface WindowOptions {
  preload: string
  /** A PNG, for the title bar and the task bar where the system does not take it from the program. */
  icon: string
  stateFile: string
  /** How many windows there are already. */
  others?: number
  /** Titles of jobs that closing would stop. */
  busy(): string[]
}

/** A window. Shown when it has something to show, opened where it was, and it asks before it stops a job. */
export function createWindow(options: WindowOptions): BrowserWindow {
  const last = readWindowState(options.stateFile, screens())
  const window = new BrowserWindow({
    ...aside(placeWindow(last, screens()), options.others ?? 0),
    minWidth: 800,
    minHeight: 560,
    show: false,
    title: 'Anomaly Studio',
    icon: options.icon,
    webPreferences: {
      preload: options.preload,
      additionalArguments: preloadArguments,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  })
  if (last?.maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  askBeforeClosing(window, options)
  reloadAfterCrash(window)
  void window.loadURL(pageAddress)
  return window
}

/** Under the title bar of the window that is there already. */
const aside = <P extends { x?: number; y?: number }>(place: P, others: number): P =>
  place.x === undefined || place.y === undefined
    ? place
    : { ...place, x: place.x + 32 * others, y: place.y + 32 * others }

const screens = () => screen.getAllDisplays().map((display) => display.workArea)

function askBeforeClosing(window: BrowserWindow, options: WindowOptions): void {
  let asking = false
  window.on('close', (event) => {
    writeWindowState(options.stateFile, screens(), { ...window.getNormalBounds(), maximized: window.isMaximized() })
    const busy = options.busy()
    if (busy.length === 0) return
    event.preventDefault()
    if (asking) return
    asking = true
    void askToStop(window, busy).then((stop) => {
      asking = false
      if (stop) window.destroy()
    })
  })
}

async function askToStop(window: BrowserWindow, busy: string[]): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    buttons: ['Keep running', 'Stop and close'],
    defaultId: 0,
    cancelId: 0,
    message: busy.length === 1 ? 'A job is still running.' : `${busy.length} jobs are still running.`,
    detail: `${busy.join('\n')}\n\nClosing stops ${busy.length === 1 ? 'it' : 'them'}. Everything else is saved already.`,
  })
  return response === 1
}

/** Everything that matters lives in the main process, so a page that died can simply be shown again; not in a loop. */
function reloadAfterCrash(window: BrowserWindow): void {
  let lastCrash = -Infinity
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit') return
    const again = performance.now() - lastCrash < 10_000
    lastCrash = performance.now()
    if (!again) window.webContents.reload()
    else
      dialog.showErrorBox(
        'The page of Anomaly Studio stopped twice.',
        `Your project is saved. Start the app again. (${details.reason}, code ${details.exitCode})`,
      )
  })
}
