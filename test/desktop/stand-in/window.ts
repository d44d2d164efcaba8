import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'
import { app } from './app.ts'
import { StandInContents } from './contents.ts'
import { preventable, record } from './recorded.ts'
import { standardSession, type StandInSession } from './session.ts'

/** A window whose page is one of Chromium. What the system would draw around it is remembered. */
export class BrowserWindow extends EventEmitter {
  static getAllWindows = () => [...app.windows] as unknown as Electron.BrowserWindow[]
  static #focused: BrowserWindow | null = null
  static getFocusedWindow = () => BrowserWindow.#focused as unknown as Electron.BrowserWindow | null

  webContents: StandInContents
  options: Electron.BrowserWindowConstructorOptions
  #bounds: Electron.Rectangle
  #state = { title: '', maximized: false, minimized: false, visible: false, edited: false, file: '', progress: -1 }

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super()
    this.options = options
    const { x = 40, y = 40, width = 800, height = 600, title = '' } = options
    this.#bounds = { x, y, width, height }
    this.#state.title = title
    const session = (options.webPreferences?.session as unknown as StandInSession) ?? standardSession
    this.webContents = new StandInContents(options.webPreferences ?? {}, session)
    app.windows.add(this)
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'))
    app.emit('web-contents-created', {}, this.webContents)
  }

  loadURL: Electron.BrowserWindow['loadURL'] = async (url) => {
    await this.webContents.session.guard(url, this.webContents)
    await this.webContents.load(url)
  }
  getNormalBounds: Electron.BrowserWindow['getNormalBounds'] = () => ({ ...this.#bounds })
  getBounds: Electron.BrowserWindow['getBounds'] = () => ({ ...this.#bounds })
  setBounds: Electron.BrowserWindow['setBounds'] = (bounds) => {
    Object.assign(this.#bounds, bounds)
    this.emit('resize')
  }
  isMaximized: Electron.BrowserWindow['isMaximized'] = () => this.#state.maximized
  isMinimized: Electron.BrowserWindow['isMinimized'] = () => this.#state.minimized
  isDestroyed: Electron.BrowserWindow['isDestroyed'] = () => !app.windows.has(this)
  isFocused: Electron.BrowserWindow['isFocused'] = () => BrowserWindow.#focused === this
  maximize: Electron.BrowserWindow['maximize'] = () => void (this.#state.maximized = true)
  minimize: Electron.BrowserWindow['minimize'] = () => {
    this.#state.minimized = true
    this.blur()
  }
  restore: Electron.BrowserWindow['restore'] = () => void (this.#state.minimized = false)
  focus: Electron.BrowserWindow['focus'] = () => {
    BrowserWindow.#focused = this
    record('focus')
    this.emit('focus')
  }
  blur: Electron.BrowserWindow['blur'] = () => {
    BrowserWindow.#focused = null
    this.emit('blur')
  }
  show: Electron.BrowserWindow['show'] = () => {
    this.#state.visible = true
    this.emit('show')
    this.focus()
  }
  setTitle: Electron.BrowserWindow['setTitle'] = (title) => void (this.#state.title = title)
  getTitle: Electron.BrowserWindow['getTitle'] = () => this.#state.title
  setRepresentedFilename: Electron.BrowserWindow['setRepresentedFilename'] = (file) => void (this.#state.file = file)
  getRepresentedFilename: Electron.BrowserWindow['getRepresentedFilename'] = () => this.#state.file
  setProgressBar: Electron.BrowserWindow['setProgressBar'] = (progress) => {
    this.#state.progress = progress
    record('progress', progress)
  }
  flashFrame: Electron.BrowserWindow['flashFrame'] = (on) => record('flash', on)

  /** What a click on the cross does. */
  close: Electron.BrowserWindow['close'] = () => {
    const event = preventable({})
    this.emit('close', event)
    if (!event.defaultPrevented) this.destroy()
  }
  destroy: Electron.BrowserWindow['destroy'] = () => {
    if (!app.windows.delete(this)) return
    if (BrowserWindow.#focused === this) BrowserWindow.#focused = null
    app.closing.add(this.webContents.close())
    this.emit('closed')
    if (app.windows.size === 0) app.emit('window-all-closed')
  }
}
