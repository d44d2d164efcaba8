import { EventEmitter } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type * as Electron from 'electron'
import { preventable, record } from './recorded.ts'

/** The life of the app: one instance for a profile, ready, all windows closed, quit. */
class StandInApp extends EventEmitter {
  windows = new Set<{ close(): void }>()
  /** Pages on their way out: the process waits for them. */
  closing = new Set<Promise<void>>()
  #paths = new Map<string, string>()
  #quitting = false
  isPackaged = false
  commandLine = {
    appendSwitch: ((name: string) => record('switch', name)) as Electron.CommandLine['appendSwitch'],
  }

  disableHardwareAcceleration: Electron.App['disableHardwareAcceleration'] = () => record('noAcceleration')
  enableSandbox: Electron.App['enableSandbox'] = () => record('sandbox')
  setPath: Electron.App['setPath'] = (name, path) => void this.#paths.set(name, path)
  getPath: Electron.App['getPath'] = (name) => this.#paths.get(name) ?? ''
  getName: Electron.App['getName'] = () => 'Anomaly Studio'
  whenReady: Electron.App['whenReady'] = () => new Promise((resolve) => setImmediate(resolve))
  addRecentDocument: Electron.App['addRecentDocument'] = (path) => record('recent', path)
  clearRecentDocuments: Electron.App['clearRecentDocuments'] = () => record('recentCleared')
  setAppUserModelId: Electron.App['setAppUserModelId'] = (id) => record('userModel', id)
  setAboutPanelOptions: Electron.App['setAboutPanelOptions'] = (options) => record('about', options)

  /** A second start leaves its arguments beside the profile and ends; the first one finds them. */
  requestSingleInstanceLock: Electron.App['requestSingleInstanceLock'] = () => {
    const folder = join(this.getPath('userData'), 'stand-in-instances')
    const owner = join(folder, 'owner')
    mkdirSync(folder, { recursive: true })
    if (existsSync(owner) && isAlive(Number(readFileSync(owner, 'utf8')))) {
      writeFileSync(join(folder, `${process.pid}.json`), JSON.stringify([process.argv, process.cwd()]))
      return false
    }
    writeFileSync(owner, String(process.pid))
    setInterval(() => {
      for (const name of readdirSync(folder).filter((one) => one.endsWith('.json'))) {
        const [argv, cwd] = JSON.parse(readFileSync(join(folder, name), 'utf8')) as [string[], string]
        rmSync(join(folder, name))
        this.emit('second-instance', {}, argv, cwd, null)
      }
    }, 100).unref()
    return true
  }

  quit: Electron.App['quit'] = () => {
    if (this.#quitting) return
    this.#quitting = true
    setImmediate(() => {
      this.emit('before-quit', preventable({}))
      for (const window of [...this.windows]) window.close()
      this.#quitting = this.windows.size === 0
      if (!this.#quitting) return
      const event = preventable({})
      this.emit('will-quit', event)
      if (!event.defaultPrevented) this.exit(0)
    })
  }

  exit: Electron.App['exit'] = (code = 0) =>
    void Promise.race([Promise.all(this.closing), new Promise((wait) => setTimeout(wait, 3000))]).then(() =>
      process.exit(code),
    )
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

export const app = new StandInApp()
