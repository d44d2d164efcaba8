import { execFile } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { nativeState, type NativeState } from '../../src-main/setup/library.ts'
import { host, tfjsNodeFolder } from '../../src-main/setup/paths.ts'
import { nativeFiles, placeFiles } from '../../src-main/setup/placing.ts'

const checkout = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const installed = tfjsNodeFolder()
const here = nativeState()
const library = 'deps/lib/libtensorflow_cc.so.2'

interface Answer {
  before: NativeState
  state: NativeState
  after: NativeState
  lines: string[]
  seconds: number
}

/**
 * An installation of its own in a temporary folder: the sources, tfjs-node without its native files, links to the
 * packages it needs, a cache. No host can be reached from it and no compiler is on its PATH, so only the cache can help.
 */
let folder: string
let packageFolder: string
let entry: string

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'native-')))
  packageFolder = join(folder, 'node_modules', '@tensorflow', 'tfjs-node')
  if (!installed) return
  cpSync(join(checkout, 'src-main', 'setup'), join(folder, 'src-main', 'setup'), { recursive: true })
  cpSync(join(checkout, 'src-main', 'shared'), join(folder, 'src-main', 'shared'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}')
  for (const name of ['package.json', 'dist', 'scripts', 'binding'])
    cpSync(join(installed, name), join(packageFolder, name), {
      recursive: true,
      filter: (path) => !path.endsWith('.map'),
    })
  const packages = join(checkout, 'node_modules')
  for (const name of readdirSync(packages))
    if (!name.startsWith('@tensorflow') && !name.startsWith('.'))
      symlinkSync(join(packages, name), join(folder, 'node_modules', name), 'junction')
  for (const name of readdirSync(join(packages, '@tensorflow')))
    if (name !== 'tfjs-node')
      symlinkSync(join(packages, '@tensorflow', name), join(folder, 'node_modules', '@tensorflow', name), 'junction')
  entry = join(folder, 'cache', 'anomaly-studio', 'native', `tfjs-node-4.22.0-${host}`)
})

afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

beforeEach(() => {
  rmSync(join(folder, 'cache'), { recursive: true, force: true })
  for (const name of ['lib', 'deps', 'native-state.json'])
    rmSync(join(packageFolder, name), { recursive: true, force: true })
})

/** The cache as a successful fetch leaves it: the files of the real installation, by hard links. */
function fillCache(): void {
  placeFiles(installed ?? '', entry, nativeFiles(installed ?? ''))
  writeFileSync(join(entry, 'manifest.json'), JSON.stringify(nativeFiles(entry)))
}

/** Hard links share their content, so a damaged file must be a new one. */
function damage(path: string): void {
  rmSync(path)
  writeFileSync(path, 'cut short')
}

async function ensure(way: 'ensureNative' | 'placeFromCache' = 'ensureNative'): Promise<Answer> {
  const program = `
    const { ${way} } = await import('./src-main/setup/${way === 'ensureNative' ? 'library' : 'cache'}.ts')
    const { nativeState } = await import('./src-main/setup/state.ts')
    const before = nativeState()
    const lines = []
    const started = performance.now()
    const state = await ${way}((line) => lines.push(line))
    console.log(JSON.stringify({ before, state, after: nativeState(), lines, seconds: (performance.now() - started) / 1000 }))`
  const env = {
    ...process.env,
    PATH: '/nonexistent',
    XDG_CACHE_HOME: join(folder, 'cache'),
    LOCALAPPDATA: join(folder, 'cache'),
    HTTPS_PROXY: 'http://127.0.0.1:9',
  }
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    cwd: folder,
    env,
  })
  return JSON.parse(stdout)
}

describe.skipIf(!installed)('ensureNative without network and compiler', () => {
  test('says what is missing, remembers it, and answers at once the second time', async () => {
    const first = await ensure()
    expect(first.before.kind).toBe('missing')
    expect(first.state).toMatchObject({ kind: 'missing', why: expect.stringContaining('127.0.0.1 cannot be reached') })
    if (process.platform === 'linux')
      expect(first.state).toMatchObject({ why: expect.stringContaining('there is no pip') })
    expect(first.seconds).toBeLessThan(3)
    const second = await ensure()
    expect(second.state).toEqual(first.state)
    expect(second.before).toEqual(first.state)
    expect(second.seconds).toBeLessThan(0.2)
  })

  test('looks no further than the cache for a command, which does not wait for a download', async () => {
    const answer = await ensure('placeFromCache')
    expect(answer.state).toMatchObject({ kind: 'missing', why: expect.stringContaining('npm start does it') })
    expect([answer.lines, answer.seconds < 0.2]).toEqual([[], true])
  })

  describe.skipIf(here.kind === 'missing')('with the library that this machine has (skipped where it has none)', () => {
    test('takes the files from the cache, checks them, and is ready the next time without looking further', async () => {
      fillCache()
      const first = await ensure()
      expect(first.state).toEqual(here)
      expect(first.after).toEqual(here)
      const second = await ensure()
      expect(second.before).toEqual(here)
      expect(second.seconds).toBeLessThan(0.05)
    })

    test('places it for a command where no start ever ran, also when an earlier try had found no cache', async () => {
      expect((await ensure()).state.kind).toBe('missing')
      fillCache()
      const answer = await ensure('placeFromCache')
      expect(answer.state).toEqual(here)
      expect(answer.lines).toEqual([expect.stringContaining('from the cache')])
    })

    test('does not try what the cache holds again at each command where it does not load', async () => {
      fillCache()
      const addon = join(entry, 'lib', 'napi-v8', 'tfjs_binding.node')
      const { size } = statSync(addon)
      rmSync(addon)
      writeFileSync(addon, Buffer.alloc(size))
      expect((await ensure('placeFromCache')).state).toMatchObject({ why: expect.stringContaining('cannot be used') })
      const again = await ensure('placeFromCache')
      expect(again.state.kind).toBe('missing')
      expect(again.lines).toEqual([])
    })

    test('does not take a cache entry that was cut short, and removes it', async () => {
      fillCache()
      damage(join(entry, library))
      expect((await ensure()).state.kind).toBe('missing')
      expect(existsSync(entry)).toBe(false)
    })

    test('does not believe files of the right size that do not load', async () => {
      fillCache()
      const addon = join(entry, 'lib', 'napi-v8', 'tfjs_binding.node')
      const { size } = statSync(addon)
      rmSync(addon)
      writeFileSync(addon, Buffer.alloc(size))
      const answer = await ensure()
      expect(answer.state.kind).toBe('missing')
      expect(answer.lines).toContainEqual(expect.stringContaining('cannot be used'))
      expect(existsSync(join(packageFolder, 'lib'))).toBe(false)
    })

    test('repairs an installation from the cache when one of its files is damaged', async () => {
      fillCache()
      await ensure()
      damage(join(packageFolder, library))
      const answer = await ensure()
      expect(answer.before).toMatchObject({ kind: 'missing', why: expect.stringContaining(`${library} is damaged`) })
      expect(answer.state).toEqual(here)
    })

    test('sweeps what a killed fetch left and breaks its lock', async () => {
      fillCache()
      const shelf = dirname(entry)
      mkdirSync(`${entry}.unfinished-1`)
      writeFileSync(join(shelf, 'lock'), '999999999')
      expect((await ensure()).state).toEqual(here)
      expect(readdirSync(shelf)).toEqual([`tfjs-node-4.22.0-${host}`])
    })

    test('leaves the cache whole when the installation is deleted', async () => {
      fillCache()
      await ensure()
      const files = JSON.parse(readFileSync(join(entry, 'manifest.json'), 'utf8'))
      for (const name of ['lib', 'deps', 'native-state.json']) rmSync(join(packageFolder, name), { recursive: true })
      expect(nativeFiles(entry)).toEqual(files)
      expect((await ensure()).state).toEqual(here)
    })
  })
})
