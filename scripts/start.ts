/**
 * `npm start`: native TensorFlow, dist/, then the app in its own window, or in a browser where Electron cannot be had.
 * `npm start -- --serve` wants the browser; other arguments go to the app.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { ensureElectron, noWindowBecause } from '../src-main/setup/electron.ts'
import { ensureNative } from '../src-main/setup/library.ts'
import { run } from '../src-main/setup/run.ts'
import { isFresh, root } from './steps/fresh.ts'
import { engineInWords, progressPrinter } from './steps/progress.ts'

const args = process.argv.slice(2).filter((arg) => arg !== '--serve')
const progress = progressPrinter()

const engine = engineInWords(await ensureNative(progress.report))
if (!isFresh()) {
  progress.report('Building the app (a few seconds, only after a change)')
  // In a process of its own: the bundler's half a gigabyte goes with it, and this one stays as long as the app does.
  const built = await run(process.execPath, [join(root, 'scripts', 'build.ts')], { timeoutMs: 10 * 60_000 })
  if (built.code !== 0) {
    progress.end()
    console.error(`The app cannot be built. ${built.output.trim()}`)
    process.exit(1)
  }
}
const because = await openWindow()
if (because) serve(because)

/** Opens Electron and returns null, or returns why it could not. */
async function openWindow(): Promise<string | null> {
  if (process.argv.includes('--serve')) return 'as asked'
  const noWindow = noWindowBecause()
  if (noWindow) return `because ${noWindow}`
  const electron = await ensureElectron(progress.report)
  progress.end()
  if (electron.kind === 'missing') return `because Electron is missing: ${electron.why}`
  const child = spawn(electron.program, [root, ...args], { stdio: 'inherit' })
  const code = await firstOf(child, 4000)
  if (code) return `because Electron ended at once with code ${code}`
  console.log(`Anomaly Studio is open in its own window (Electron ${electron.version}). Engine: ${engine}.`)
  stayWith(child)
  return null
}

/** The exit code where the child ends within `limitMs`, else null: it runs. A person who closes the window at once made code 0. */
function firstOf(child: ChildProcess, limitMs: number): Promise<number | null> {
  return new Promise((resolve) => {
    setTimeout(resolve, limitMs, null)
    child.on('error', () => resolve(1))
    child.on('exit', (code) => resolve(code ?? 1))
  })
}

function serve(because: string): void {
  progress.end()
  const child = spawn(process.execPath, [join(root, 'dist', 'cli.js'), 'serve', ...args], {
    stdio: ['inherit', 'pipe', 'inherit'],
  })
  let told = false
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const url = /https?:\/\/[\w.:[\]-]+\S*/.exec(text)?.[0]
    if (told || !url) return void process.stdout.write(text)
    told = true
    console.log(`Anomaly Studio is at ${url} (in a browser, ${because}). Engine: ${engine}. Ctrl+C ends it.`)
  })
  stayWith(child)
}

/**
 * Ends with the app, and takes it along when this process is told to end. Ctrl+C reaches the app from the terminal by
 * itself, and a second one would mean "stop although a job is running", so it is not passed on twice.
 */
function stayWith(child: ChildProcess): void {
  if (child.exitCode !== null) process.exit(child.exitCode)
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
  // A SIGTERM to npm ends the shell between npm and us, and the shell passes nothing on: notice that it is gone.
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500).unref()
  child.on('exit', (code) => process.exit(code ?? 1))
}
