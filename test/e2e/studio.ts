import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chromium, type Browser, type Locator, type Page } from 'playwright-core'
import { chromiumFlags } from '../chromium.ts'

const root = resolve(import.meta.dirname, '../..')
export const sharedData = resolve(root, '../shared/data')

/** Where tests leave screenshots for people to look at. */
const pictures = join(root, 'artifacts/screenshots')

/** A Chromium of the system; tests in a browser are skipped, in a sentence, where there is none. */
export const browserPath = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
].find((path) => path !== undefined && existsSync(path))

/** How many pixels of a canvas have about this colour, "#rrggbb": a thin line hardly fills one. */
export function pixelsOf(canvas: Locator, colour: string): Promise<number> {
  return canvas.evaluate(
    (element: HTMLCanvasElement, rgb) => {
      const { data } = element.getContext('2d')!.getImageData(0, 0, element.width, element.height)
      const near = (at: number, wanted: number) => Math.abs(data[at] - (wanted & 255)) <= 40
      let count = 0
      for (let i = 0; i < data.length; i += 4)
        if (near(i, rgb >> 16) && near(i + 1, rgb >> 8) && near(i + 2, rgb)) count++
      return count
    },
    Number.parseInt(colour.slice(1), 16),
  )
}

/** The app as its user meets it: the loopback server as a process of its own, and a browser window on it. */
export class Studio {
  readonly projects: string
  readonly data: string
  /** Errors that the page threw or logged. */
  readonly complaints: string[] = []
  page!: Page
  #server: ChildProcess | null = null
  #browser: Browser | null = null
  url = ''

  constructor() {
    const folder = mkdtempSync(join(tmpdir(), 'anomaly-studio-e2e-'))
    this.projects = join(folder, 'projects')
    this.data = join(folder, 'data')
    mkdirSync(this.projects)
    mkdirSync(this.data)
    mkdirSync(pictures, { recursive: true })
  }

  /** Starts the server and opens its page. watch — is given the page before anything is in it. */
  async start(
    options: {
      project?: string
      width?: number
      height?: number
      dark?: boolean
      watch?: (page: Page) => void | Promise<void>
    } = {},
  ): Promise<Page> {
    await this.serve(options.project)
    this.#browser ??= await chromium.launch({
      executablePath: browserPath,
      args: chromiumFlags,
    })
    const context = await this.#browser.newContext({
      viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
      colorScheme: options.dark ? 'dark' : 'light',
      acceptDownloads: false,
    })
    this.page = await context.newPage()
    // For what never comes: a busy machine is no fault.
    this.page.setDefaultTimeout(120_000)
    this.page.on('pageerror', (error) => this.complaints.push(error.message))
    this.page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text())
    })
    await options.watch?.(this.page)
    await this.page.goto(this.url)
    return this.page
  }

  async serve(project?: string): Promise<void> {
    const server = spawn(
      process.execPath,
      [join(root, 'dist/cli.js'), 'serve', '--no-open', ...(project ? [project] : [])],
      {
        env: { ...process.env, ANOMALY_STUDIO_PROJECTS: this.projects, ANOMALY_STUDIO_DATA: this.data },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    this.#server = server
    this.url = await new Promise<string>((found, failed) => {
      let said = ''
      const read = (chunk: Buffer) => {
        said += chunk
        const url = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(said)
        if (url) found(url[0])
      }
      server.stdout.on('data', read)
      server.stderr.on('data', read)
      server.on('exit', (code) => failed(new Error(`The server ended with ${code}: ${said}`)))
    })
  }

  /** Ends the server: 'SIGTERM' as closing would, 'SIGKILL' as a crash would. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const server = this.#server
    this.#server = null
    if (!server || server.exitCode !== null) return
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill(signal)
    await ended
  }

  async close(): Promise<void> {
    await this.#browser?.close()
    this.#browser = null
    await this.end()
  }

  get pid(): number {
    return this.#server!.pid!
  }

  /** Makes a project of a file in its folder, as the other journeys do. */
  async importFile(name: string): Promise<void> {
    await this.page.getByTestId('new-project').click()
    await this.page.getByTestId('import').first().click()
    await this.page.getByTestId('file-browser').getByText(name, { exact: true }).click()
    await this.page.getByTestId('file-accept').click()
    await this.page.getByTestId('import-start').click()
    await this.page.getByTestId('lane').first().waitFor()
  }

  async picture(name: string): Promise<string> {
    const path = join(pictures, `${name}.png`)
    await this.page.screenshot({ path })
    return path
  }
}
