import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ElectronState } from '../../src-main/setup/electron.ts'

const checkout = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** An installation with a package `electron` whose installer does what the test wants. */
let folder: string
let packageFolder: string

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'electron-')))
  packageFolder = join(folder, 'node_modules', 'electron')
  for (const part of ['native', 'shared'])
    cpSync(
      join(checkout, 'src-main', part === 'native' ? 'setup' : part),
      join(folder, 'src-main', part === 'native' ? 'setup' : part),
      { recursive: true },
    )
  mkdirSync(packageFolder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}')
  writeFileSync(
    join(packageFolder, 'package.json'),
    '{\n  "version": "45.4.1",\n  "repository": "https://127.0.0.1:9/electron"\n}\n',
  )
})
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

const installer = (program: string) => writeFileSync(join(packageFolder, 'install.js'), program)

async function ensure(mirror?: string): Promise<{ state: ElectronState; seconds: number }> {
  const program = `
    const { ensureElectron } = await import('./src-main/setup/electron.ts')
    const started = performance.now()
    const state = await ensureElectron(() => {})
    console.log(JSON.stringify({ state, seconds: (performance.now() - started) / 1000 }))`
  const elsewhere = new Set(['HTTPS_PROXY', 'https_proxy', 'ELECTRON_MIRROR', 'npm_config_electron_mirror'])
  const env = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !elsewhere.has(name))),
    XDG_CACHE_HOME: join(folder, 'cache'),
    LOCALAPPDATA: join(folder, 'cache'),
    ...(mirror ? { ELECTRON_MIRROR: mirror } : {}),
  }
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    cwd: folder,
    env,
  })
  return JSON.parse(stdout)
}

/** A host that accepts connections, which is all that is asked of it before the installer runs. */
async function withHost<T>(work: (url: string) => Promise<T>): Promise<T> {
  const server = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  try {
    return await work(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`)
  } finally {
    server.close()
  }
}

describe('ensureElectron', () => {
  test('gives up within three seconds where the host cannot be reached, without running the installer, and remembers it', async () => {
    installer('throw new Error("must not run")')
    const first = await ensure()
    expect(first.state).toEqual({ kind: 'missing', why: '127.0.0.1, where its program is, cannot be reached' })
    expect(first.seconds).toBeLessThan(3)
    // Even where the host answers by now: a start must not wait again on the same day.
    const second = await withHost((url) => ensure(url))
    expect(second.state).toEqual(first.state)
    expect(second.seconds).toBeLessThan(0.1)
  })

  test('finds the program that the installer brought', async () => {
    installer(`
      const { mkdirSync, writeFileSync } = require('node:fs')
      mkdirSync('dist'); writeFileSync('dist/electron', ''); writeFileSync('path.txt', 'electron')`)
    const { state } = await withHost((url) => ensure(url))
    expect(state).toEqual({ kind: 'ready', program: join(packageFolder, 'dist', 'electron'), version: '45.4.1' })
  })

  test('says why the installer failed', async () => {
    installer('throw new Error("checksum mismatch")')
    const { state } = await withHost((url) => ensure(url))
    expect(state).toEqual({ kind: 'missing', why: 'its download failed: Error: checksum mismatch' })
  })
})
