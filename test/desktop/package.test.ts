import { spawnSync } from 'node:child_process'
import { appendFileSync, copyFileSync, existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs' // prettier-ignore
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { everythingIsStillThere, journey, writePumpFile } from '../e2e/desktop-journey.ts'
import { browserPath } from '../e2e/studio.ts'
import { Desktop } from './desktop.ts'

const root = resolve(import.meta.dirname, '../..')
const tools = join(root, 'packaging', 'node_modules')
const why =
  process.platform !== 'linux'
    ? 'it is made of a folder as Electron has it on Linux'
    : !existsSync(tools)
      ? 'the packaging tools are not there (npm ci --prefix packaging)'
      : null
if (why) console.info(`The test of the package is skipped: ${why}.`)

interface Asar {
  listPackage(archive: string): string[]
  statFile(archive: string, path: string): { size?: number; unpacked?: boolean; files?: object }
  extractFile(archive: string, path: string): Buffer
}

describe.skipIf(why !== null)('a package, made with a folder in the place of Electron’s', () => {
  const folder = mkdtempSync(join(tmpdir(), 'anomaly-studio-package-'))
  const packed = join(folder, 'release', 'linux-unpacked')
  const archive = join(packed, 'resources', 'app.asar')
  let asar: Asar
  let files: string[]
  beforeAll(() => {
    standInFor(join(folder, 'electron'))
    const args = ['--dir', '--linux', `-c.electronDist=${join(folder, 'electron')}`, `-c.directories.output=${join(folder, 'release')}`] // prettier-ignore
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts', 'package.ts'), ...args], {
      encoding: 'utf8',
      env: { ...process.env, CI: '' },
    })
    expect([status, status === 0 ? '' : stdout + stderr]).toEqual([0, ''])
    asar = createRequire(join(tools, 'x.js'))('@electron/asar') as Asar
    files = asar.listPackage(archive).filter((path) => asar.statFile(archive, path.slice(1)).files === undefined)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

  test('has its fuses flipped: no second runtime, no options from outside, nothing but the archive', () => {
    const program = readFileSync(join(packed, 'anomaly-studio'))
    const at = program.lastIndexOf(sentinel) + sentinel.length
    // In Electron's order: run as Node, encrypt cookies, NODE_OPTIONS, --inspect, archive checked, only from the archive,
    // a snapshot for the browser process, privileges for file://.
    expect(program.subarray(at + 2, at + 10).toString()).toBe('01001100')
  })

  test('holds what the app loads and nothing for building it, for tests or for other systems', () => {
    for (const wanted of [
      '/package.json',
      '/LICENSE',
      '/dist/electron.js',
      '/dist/engine.js',
      '/dist/label-reader.js',
      '/dist/preload.cjs',
      '/dist/renderer/index.html',
      '/dist/licences.txt',
      '/node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
    ])
      // prettier-ignore
      expect(files).toContain(wanted)
    const tooMany =
      /\.(map|ts|cts|mts|cc|cpp|h|md)$|_test\.js$|\/echarts\/|\/zrender\/|better-sqlite3\/(deps|src)\/|tfjs-backend-(cpu|webgl)\/|\/node-(linux|win|darwin)-|\/(src-main|src-renderer|test|scripts|docs|packaging)\/|\/(core-js|vite|svelte|electron|typescript)\// // prettier-ignore
    expect(files.filter((path) => tooMany.test(path.replace(/^\/dist\//, '/')))).toEqual([])
    const prebuilt = files.filter((path) => /\/prebuilds\/|node-bindings-/.test(path))
    expect(prebuilt.filter((path) => !new RegExp(`linux-${process.arch}`).test(path))).toEqual([])
    // Everything that the bundles were built into is there.
    for (const name of readdirSync(join(root, 'dist')).filter((one) => one.endsWith('.js')))
      expect(files).toContain(`/dist/${name}`)
  })

  test('has native files beside the archive, where the system can load them', () => {
    const native = files.filter((path) => /\.(node|so|so\.\d+)$/.test(path))
    expect(native.length).toBeGreaterThan(2)
    for (const path of native) {
      expect(asar.statFile(archive, path.slice(1)).unpacked, path).toBe(true)
      expect(existsSync(`${archive}.unpacked${path}`), path).toBe(true)
    }
  })

  test('without TensorFlow is smaller than 130 MB, unpacked', () => {
    const bytes = bytesIn(join(packed, 'resources'))
    const tensorFlow = bytesIn(`${archive}.unpacked/node_modules/@tensorflow/tfjs-node`)
    expect((bytes - tensorFlow) / 1e6).toBeLessThan(130)
  })

  test('names every package in it with its licence', () => {
    const text = asar.extractFile(archive, 'dist/licences.txt').toString()
    const names = new Set(files.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/package\.json$/.exec(path)?.[1]))
    names.delete(undefined)
    expect(names.size).toBeGreaterThan(50)
    expect([...names].filter((name) => !text.includes(`\n${name} `))).toEqual([])
    expect(text).toMatch(/\necharts .*\n[\s\S]*Apache License/)
  })

  test.skipIf(!browserPath)('starts from what was packed, and goes through the first minute', async () => {
    const app = join(folder, 'app')
    for (const path of files) {
      mkdirSync(dirname(join(app, path)), { recursive: true })
      if (asar.statFile(archive, path.slice(1)).unpacked) linkSync(`${archive}.unpacked${path}`, join(app, path))
      else writeFileSync(join(app, path), asar.extractFile(archive, path.slice(1)))
    }
    const desktop = new Desktop()
    try {
      const entry = join(app, 'dist', 'electron.js')
      writePumpFile(join(desktop.folder, 'pump.csv'))
      const page = await desktop.launch({ entry })
      await desktop.evaluate(
        ({ dialog }, path) => {
          dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] })
        },
        join(desktop.folder, 'pump.csv'),
      )
      await journey(page, async () => {})
      await desktop.close()
      // What is on the PATH is this program.
      const detected = await desktop.command(['detect', join(desktop.folder, 'pump.csv'), '--detector', 'pca', '--json'], entry) // prettier-ignore
      expect([detected.code, JSON.parse(detected.stdout)]).toEqual([0, expect.objectContaining({ detections: expect.any(Array) })]) // prettier-ignore
      await everythingIsStillThere(await desktop.launch({ entry }))
      expect(desktop.complaints).toEqual([])
    } finally {
      await desktop.end()
    }
  })
})

/** What @electron/fuses looks for in Electron's program, then the version, how many there are, and their states. */
const sentinel = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX')

/** A folder laid out like Electron's. Its program is the Node that runs this, with fuses. */
function standInFor(folder: string): void {
  for (const name of ['locales', 'resources']) mkdirSync(join(folder, name), { recursive: true })
  copyFileSync(process.execPath, join(folder, 'electron'))
  appendFileSync(join(folder, 'electron'), Buffer.concat([sentinel, Buffer.from([1, 9]), Buffer.from('111111111')]))
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8')) as {
    version: string
  }
  for (const name of ['version', 'LICENSE', 'LICENSES.chromium.html', 'locales/en-US.pak'])
    writeFileSync(join(folder, name), version)
}

function bytesIn(folder: string): number {
  if (!existsSync(folder)) return 0
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
}
