/**
 * A module `electron` of our own for the built main script: windows are pages of Chromium, the preload script runs in an isolated
 * world of theirs, messages are structured clones, the engine is a real process, and what the system would show is recorded and
 * answered. Signatures are Electron's own, so that one that changes no longer compiles. What it cannot show: Electron's
 * sandbox, its fuses, and the system's dialogs.
 */
import { fork } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import type * as Electron from 'electron'
import { app } from './app.ts'
import { listenToTests } from './control.ts'
import { channels, handlerOf, ipcMain } from './ipc.ts'
import { protocol } from './protocol.ts'
import { record, recorded } from './recorded.ts'
import { session } from './session.ts'
import { BrowserWindow } from './window.ts'

export { app, BrowserWindow, ipcMain, protocol, session }

const nobody = { canceled: true }

/** Nobody is there to answer: a test puts its own function in the place of one. */
export const dialog = {
  showOpenDialog: async (...args: unknown[]) => (record('openDialog', args.at(-1)), { ...nobody, filePaths: [] }),
  showSaveDialog: async (...args: unknown[]) => (record('saveDialog', args.at(-1)), { ...nobody, filePath: '' }),
  showMessageBox: async (...args: unknown[]) => (
    record('messageBox', args.at(-1)),
    { response: 0, checkboxChecked: false }
  ),
  showErrorBox: (title, content) => record('errorBox', [title, content]),
} satisfies Pick<typeof Electron.dialog, 'showOpenDialog' | 'showSaveDialog' | 'showMessageBox' | 'showErrorBox'>

export const screen = {
  getAllDisplays: () => [
    { id: 1, scaleFactor: 1, workArea: { x: 0, y: 0, width: 1920, height: 1080 } } as Electron.Display,
  ],
} satisfies Pick<typeof Electron.screen, 'getAllDisplays'>

export const shell = {
  showItemInFolder: (path) => record('reveal', path),
  openPath: async (path) => (record('openPath', path), ''),
} satisfies Pick<typeof Electron.shell, 'showItemInFolder' | 'openPath'>

class PowerMonitor extends EventEmitter {
  getSystemIdleTime: Electron.PowerMonitor['getSystemIdleTime'] = () => 0
}
export const powerMonitor = new PowerMonitor()

let blockers = 0
export const powerSaveBlocker = {
  start: (type) => (record('awake', type), ++blockers),
  stop: (id) => (record('asleep', id), true),
} satisfies Pick<typeof Electron.powerSaveBlocker, 'start' | 'stop'>

export class Notification extends EventEmitter {
  static isSupported: typeof Electron.Notification.isSupported = () => true
  #options
  constructor(options: Electron.NotificationConstructorOptions) {
    super()
    this.#options = options
  }
  show: Electron.Notification['show'] = () => record('notification', this.#options)
}

let menu: Electron.MenuItemConstructorOptions[] = []
export const Menu = {
  buildFromTemplate: (template: Electron.MenuItemConstructorOptions[]) => template as unknown as Electron.Menu,
  setApplicationMenu(built: Electron.Menu | null) {
    menu = (built ?? []) as unknown as Electron.MenuItemConstructorOptions[]
  },
}

/** A process of Node with the port that Electron gives a utility process. */
class UtilityProcess extends EventEmitter {
  #child
  stdout = new PassThrough()
  stderr = new PassThrough()
  constructor(path: string, args: string[]) {
    super()
    this.#child = fork(path, args, {
      execArgv: ['--import', new URL('./utility-child.ts', import.meta.url).href],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, STAND_IN_BROWSER: '' },
    })
    this.#child.stdout?.pipe(this.stdout)
    this.#child.stderr?.pipe(this.stderr)
    this.#child.on('message', (message) => this.emit('message', message))
    // Electron gives one number, as a shell counts.
    this.#child.on('close', (code, signal) => this.emit('exit', code ?? (signal === 'SIGKILL' ? 137 : 143)))
  }
  get pid() {
    return this.#child.pid
  }
  postMessage(message: unknown) {
    if (this.#child.connected) this.#child.send(message as object)
  }
  kill() {
    return this.#child.kill()
  }
}

const engines: UtilityProcess[] = []
export const utilityProcess = {
  fork(path: string, args: string[] = []) {
    const child = new UtilityProcess(path, args)
    engines.push(child)
    record('fork', path)
    return child as unknown as Electron.UtilityProcess
  },
} satisfies Pick<typeof Electron.utilityProcess, 'fork'>

/** What a test asks for beside Electron's own. */
export const standIn = {
  recorded,
  channels,
  /** The menus as they are shown now: label → items, with what is off in brackets and the keys behind. */
  menus: () =>
    menu.map(({ label, role, submenu }) => [
      label ?? role,
      ...((submenu ?? []) as Electron.MenuItemConstructorOptions[]).map(
        ({ label: name, role: itsRole, enabled, accelerator, type }) =>
          type ? '-' : `${enabled === false ? `(${name})` : (name ?? itsRole)}${accelerator ? ` ${accelerator}` : ''}`,
      ),
    ]),
  clickMenu(title: string) {
    const items = menu.flatMap(({ submenu }) => (submenu ?? []) as Electron.MenuItemConstructorOptions[])
    const item = items.find(({ label }) => label === title)
    if (!item?.click || item.enabled === false) throw new Error(`Nothing to click at "${title}".`)
    item.click({} as never, undefined, {} as never)
  },
  /** The process of the engine that was started last. */
  engine: () => engines.at(-1)?.pid ?? 0,
  window: () => BrowserWindow.getAllWindows()[0] as unknown as BrowserWindow,
  /** A call on a channel by a sender that is not the page, as one that found a way in would make it. */
  async callAs(frame: 'subframe' | string, channel: string, ...args: unknown[]) {
    const sender = standIn.window().webContents
    const main = sender.mainFrame
    const url = main.url
    if (frame !== 'subframe') main.url = frame
    try {
      const senderFrame = frame === 'subframe' ? { url } : main
      return await handlerOf(channel)!({ sender, senderFrame }, ...args)
    } finally {
      main.url = url
    }
  },
}

listenToTests({ app, BrowserWindow, dialog, Menu, powerMonitor, screen, session, shell, standIn })
