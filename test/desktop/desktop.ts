import { fork, spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import type * as Electron from 'electron'
import { browserPath } from '../e2e/studio.ts'
import { decodeClone, encodeClone } from './stand-in/clone.ts'
import type { standIn } from './stand-in/electron.ts'
import { chromiumFlags } from '../chromium.ts'

const root = resolve(import.meta.dirname, '../..')

/** What functions given to `evaluate` may use. */
export type StandIn = Pick<
  typeof Electron,
  'app' | 'BrowserWindow' | 'dialog' | 'Menu' | 'powerMonitor' | 'screen' | 'session' | 'shell'
> & { standIn: typeof standIn }

/**
 * The desktop shell over the stand-in for Electron: the built main script in a process of its own, its windows in a Chromium.
 * The face is that of Playwright's ElectronApplication, so that one suite runs over both.
 */
export class Desktop {
  readonly folder = mkdtempSync(join(tmpdir(), 'anomaly-studio-desktop-'))
  /** Errors that the page threw or logged. */
  readonly complaints: string[] = []
  /** What the main process wrote. */
  said = ''
  #main: ChildProcess | null = null
  #chromium: ChildProcess | null = null
  #browser: Browser | null = null
  #count = 0

  constructor() {
    mkdirSync(join(this.folder, 'projects'))
  }

  /** entry — the main script: the built one, or that of a package. */
  async launch(
    options: { args?: string[]; entry?: string; env?: Record<string, string>; dark?: boolean; scale?: number } = {},
  ): Promise<Page> {
    const endpoint = await this.#chromiumAt(options.scale ?? 1)
    this.#main = this.start(options, endpoint)
    const page = await this.window()
    if (options.dark) await page.emulateMedia({ colorScheme: 'dark' })
    return page
  }

  /** Runs a command of the command line to its end, with settings of its own: what it opens is not what the app opened last. */
  command(args: string[], entry?: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const child = this.start({ args, entry, env: { ANOMALY_STUDIO_DATA: join(this.folder, 'data-of-commands') } })
    const said = { stdout: '', stderr: '' }
    child.stdout?.on('data', (text: Buffer) => (said.stdout += String(text)))
    child.stderr?.on('data', (text: Buffer) => (said.stderr += String(text)))
    return new Promise((done) => child.once('close', (code) => done({ code, ...said })))
  }

  /** Starts the main script and waits for nothing. */
  start(options: { args?: string[]; entry?: string; env?: Record<string, string> }, endpoint = ''): ChildProcess {
    const entry = options.entry ?? join(root, 'dist', 'electron.js')
    const child = fork(entry, options.args ?? [], {
      execArgv: ['--import', new URL('./stand-in/register.ts', import.meta.url).href],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      cwd: this.folder,
      env: {
        ...process.env,
        ANOMALY_STUDIO_DATA: join(this.folder, 'data'),
        ANOMALY_STUDIO_PROJECTS: join(this.folder, 'projects'),
        STAND_IN_BROWSER: endpoint,
        ...options.env,
      },
    })
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (this.said += String(text)))
    return child
  }

  /** The pages of all windows, in the order in which they were opened. */
  windows = (): Page[] =>
    this.#browser!.contexts()[0]
      .pages()
      .filter((one) => one.url().includes('app-scheme'))

  /** The page of a window: of the first one that is open now. */
  async window(at = 0): Promise<Page> {
    for (let tries = 0; tries < 400; tries++) {
      const page = this.windows()[at]
      if (page) {
        page.setDefaultTimeout(120_000)
        page.on('pageerror', (error) => this.complaints.push(error.message))
        page.on('console', (message) => void (message.type() === 'error' && this.complaints.push(message.text())))
        await page.setViewportSize({ width: 1280, height: 800 })
        return page
      }
      if (this.#main?.exitCode !== null) break
      await new Promise((wait) => setTimeout(wait, 50))
    }
    throw new Error(`No window opened. The app said: ${this.said}`)
  }

  /** Runs a function in the main process. It sees nothing of the test but its argument. */
  evaluate<T, A = undefined>(work: (electron: StandIn, arg: A) => T | Promise<T>, arg?: A): Promise<T> {
    const main = this.#main!
    const id = ++this.#count
    return new Promise((found, failed) => {
      const hear = (message: unknown) => {
        const answer = message as { id: number; kind: 'value' | 'error'; text: string }
        if (answer.id !== id) return
        main.off('message', hear)
        main.off('exit', gone)
        if (answer.kind === 'value') found(decodeClone(answer.text) as T)
        else failed(new Error(String(decodeClone(answer.text))))
      }
      const gone = () => failed(new Error(`The app ended. It said: ${this.said}`))
      main.on('message', hear)
      main.once('exit', gone)
      main.send({ id, source: work.toString(), arg: encodeClone(arg) })
    })
  }

  /** With the exit code, when the app has ended by itself. */
  ended(): Promise<number | null> {
    const main = this.#main!
    return new Promise((done) => (main.exitCode === null ? main.once('exit', done) : done(main.exitCode)))
  }

  /** Quits the app as its menu would. */
  async close(): Promise<void> {
    if (this.#main?.exitCode !== null) return
    await this.evaluate(({ app }) => app.quit())
    await this.ended()
  }

  /** Ends everything, also what does not want to. */
  async end(): Promise<void> {
    this.#main?.kill('SIGKILL')
    await this.#browser?.close().catch(() => {})
    this.#chromium?.kill('SIGKILL')
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }

  async #chromiumAt(scale: number): Promise<string> {
    this.#chromium ??= spawn(
      browserPath!,
      [
        ...chromiumFlags,
        '--remote-debugging-port=0',
        `--force-device-scale-factor=${scale}`,
        `--user-data-dir=${join(this.folder, 'chromium')}`,
        'about:blank',
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    )
    const { stderr } = this.#chromium
    this.#endpoint ??= await new Promise<string>((found) => {
      let said = ''
      stderr!.on('data', (text: Buffer) => {
        const url = /ws:\/\/\S+/.exec((said += String(text)))
        if (url) found(url[0])
      })
    })
    this.#browser ??= await chromium.connectOverCDP(this.#endpoint)
    return this.#endpoint
  }
  #endpoint: string | null = null
}
