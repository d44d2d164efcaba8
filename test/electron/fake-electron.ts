import { EventEmitter } from 'node:events'

/** Electron as the shell's code sees it, recording what is asked of it. It cannot run in a test; its rules are written out where they matter. */
type Handler = (...args: unknown[]) => unknown

export class FakeFrame {
  url: string
  constructor(url: string) {
    this.url = url
  }
}

export class FakeContents extends EventEmitter {
  mainFrame = new FakeFrame('app://anomaly-studio/index.html')
  sent: unknown[][] = []
  reloads = 0
  printed: unknown[] = []
  openHandler: Handler | null = null
  destroyed = false
  send(...args: unknown[]) {
    this.sent.push(args)
  }
  reload() {
    this.reloads++
  }
  async printToPDF(options: unknown) {
    this.printed.push(options)
    return Buffer.from('%PDF-1.7 printed')
  }
  isDestroyed() {
    return this.destroyed
  }
  getURL() {
    return this.mainFrame.url
  }
  setWindowOpenHandler(handler: Handler) {
    this.openHandler = handler
  }
}

export class FakeWindow extends EventEmitter {
  static all: FakeWindow[] = []
  options: Record<string, unknown> & { webPreferences: Record<string, unknown> }
  webContents = new FakeContents()
  loaded: string | null = null
  calls: string[] = []
  constructor(options: FakeWindow['options']) {
    super()
    this.options = options
    FakeWindow.all.push(this)
    app.emit('web-contents-created', {}, this.webContents)
  }
  loadURL(url: string) {
    this.loaded = url
    return Promise.resolve()
  }
  getNormalBounds() {
    return { x: 10, y: 20, width: 1000, height: 700 }
  }
  isMaximized() {
    return false
  }
  isFocused() {
    return true
  }
  setProgressBar() {}
  setRepresentedFilename() {}
  isMinimized() {
    return true
  }
  maximize() {
    this.calls.push('maximize')
  }
  restore() {
    this.calls.push('restore')
  }
  focus() {
    this.calls.push('focus')
  }
  show() {
    this.calls.push('show')
  }
  isDestroyed() {
    return this.calls.includes('destroy')
  }
  destroy() {
    this.calls.push('destroy')
    this.emit('closed')
  }
}

class FakeApp extends EventEmitter {
  log: unknown[][] = []
  firstInstance = true
  ready = new Promise<void>((resolve) => this.once('ready', resolve))
  commandLine = { appendSwitch: (name: string) => void this.log.push(['switch', name]) }
  enableSandbox() {
    this.log.push(['enableSandbox'])
  }
  setPath(name: string, path: string) {
    this.log.push(['setPath', name, path])
  }
  requestSingleInstanceLock() {
    return this.firstInstance
  }
  whenReady() {
    return this.ready
  }
  quit() {
    this.log.push(['quit'])
  }
  addRecentDocument() {}
  exit(code: number) {
    this.log.push(['exit', code])
  }
}

export class FakeSession extends EventEmitter {
  handlers: Record<string, Handler> = {}
  spellChecker = true
  webRequest = { onBeforeRequest: (handler: Handler) => void (this.handlers.request = handler) }
  setPermissionRequestHandler(handler: Handler) {
    this.handlers.permissionRequest = handler
  }
  setPermissionCheckHandler(handler: Handler) {
    this.handlers.permissionCheck = handler
  }
  setDevicePermissionHandler(handler: Handler) {
    this.handlers.device = handler
  }
  setSpellCheckerEnabled(on: boolean) {
    this.spellChecker = on
  }
}

export class FakeUtilityProcess extends EventEmitter {
  static last: FakeUtilityProcess | null = null
  stdout = null
  stderr = null
  sent: unknown[] = []
  killed = false
  args: unknown[]
  constructor(args: unknown[]) {
    super()
    this.args = args
    FakeUtilityProcess.last = this
  }
  postMessage(message: unknown) {
    this.sent.push(message)
  }
  kill() {
    this.killed = true
  }
}

export const app = new FakeApp()
export class BrowserWindow extends FakeWindow {
  static getAllWindows = () => FakeWindow.all.filter((window) => !window.isDestroyed())
}
export const handlers = new Map<string, Handler>()
export const ipcMain = {
  handle: (channel: string, handler: Handler) => void handlers.set(channel, handler),
  removeHandler: (channel: string) => void handlers.delete(channel),
}
export const schemes: { declared: unknown[]; handlers: Map<string, Handler> } = { declared: [], handlers: new Map() }
export const protocol = {
  registerSchemesAsPrivileged: (list: unknown[]) => void schemes.declared.push(...list),
  handle: (scheme: string, handler: Handler) => void schemes.handlers.set(scheme, handler),
}
const partitions = new Map<string, FakeSession>()
export const session = {
  defaultSession: new FakeSession(),
  fromPartition(name: string) {
    const known = partitions.get(name) ?? new FakeSession()
    partitions.set(name, known)
    return known
  },
}
export const screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] }
export const shown: unknown[] = []
export const answers = { messageBox: 0, openPaths: ['/data/chosen.csv'] }
export const dialog = {
  showMessageBox: async (_window: unknown, options: unknown) => {
    shown.push(options)
    return { response: answers.messageBox }
  },
  showErrorBox: (...args: unknown[]) => void shown.push(args),
  showOpenDialog: async (...args: unknown[]) => {
    const options = args.at(-1) as { properties?: string[] }
    shown.push(options)
    // Without "multiSelections" the system lets nobody choose a second file.
    return {
      canceled: answers.openPaths.length === 0,
      filePaths: options.properties?.includes('multiSelections') ? answers.openPaths : answers.openPaths.slice(0, 1),
    }
  },
  showSaveDialog: async (...args: unknown[]) => {
    shown.push(args.at(-1))
    return { canceled: true, filePath: '' }
  },
}
export const menus: unknown[] = []
export const Menu = {
  buildFromTemplate: (template: unknown) => template,
  setApplicationMenu: (menu: unknown) => void menus.push(menu),
}
export const shell = { showItemInFolder: () => {} }
export const utilityProcess = { fork: (...args: unknown[]) => new FakeUtilityProcess(args) }

/** The preload's side. */
export const exposed: Record<string, unknown> = {}
export const contextBridge = { exposeInMainWorld: (name: string, value: unknown) => void (exposed[name] = value) }
class FakeIpcRenderer extends EventEmitter {
  invoked: unknown[][] = []
  invoke(...args: unknown[]) {
    this.invoked.push(args)
    return Promise.resolve({ ok: true, value: null })
  }
}
export const ipcRenderer = new FakeIpcRenderer()
export const webUtils = { getPathForFile: (file: { path?: string }) => file.path ?? '' }

export class Notification extends EventEmitter {
  static isSupported = () => false
}
export const powerMonitor = new EventEmitter()
export const powerSaveBlocker = { start: () => 1, stop: () => true }
