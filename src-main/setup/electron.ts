import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { canConnect } from './download.ts'
import type { Report } from './report.ts'
import { cacheFolder, host } from './paths.ts'
import { lastLine, run } from './run.ts'

/** Electron's program and version, or why there is none: half a sentence. */
export type ElectronState = { kind: 'ready'; program: string; version: string } | { kind: 'missing'; why: string }

const oneDay = 24 * 3600_000

/** Looks only: the npm package `electron` brings its program with `install-electron`, not with `npm ci`. */
export function electronState(): ElectronState {
  const folder = electronFolder()
  if (!folder) return { kind: 'missing', why: 'the package electron is not installed' }
  const version = versionOf(folder)
  const pathFile = join(folder, 'path.txt')
  if (existsSync(pathFile)) {
    const program = join(folder, 'dist', readFileSync(pathFile, 'utf8'))
    if (existsSync(program)) return { kind: 'ready', program, version }
  }
  return { kind: 'missing', why: rememberedFailure(version) ?? 'its program has not been downloaded' }
}

/** Gets Electron's program where its host answers within seconds. A failure is remembered for a day. */
export async function ensureElectron(report: Report): Promise<ElectronState> {
  const state = electronState()
  const folder = electronFolder()
  if (state.kind === 'ready' || !folder) return state
  const version = versionOf(folder)
  const remembered = rememberedFailure(version)
  if (remembered) return { kind: 'missing', why: remembered }
  const mirror = process.env.ELECTRON_MIRROR || process.env.npm_config_electron_mirror
  const stop = new URL(process.env.HTTPS_PROXY || process.env.https_proxy || mirror || repository(folder))
  if (!(await canConnect(stop, 2500)))
    return remember(version, `${stop.hostname}, where its program is, cannot be reached`)
  const onTick = (seconds: number) => report(`Downloading Electron ${version} (about 110 MB): ${seconds} s`)
  const ran = await run(process.execPath, ['install.js'], { cwd: folder, timeoutMs: 10 * 60_000, onTick })
  if (ran.code === 0) return electronState()
  return remember(
    version,
    ran.timedOut ? 'its download did not finish in 10 minutes' : `its download failed: ${errorOf(ran.output)}`,
  )
}

/** Why a window cannot open here whatever is installed, or null. */
export function noWindowBecause(): string | null {
  if (process.platform !== 'linux') return null
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'this machine has no display'
  // Chromium's sandbox does not run as root, and without it the app is not worth opening.
  return process.getuid?.() === 0 ? 'Electron does not run as root' : null
}

function electronFolder(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  } catch {
    return null
  }
}

const packageText = (folder: string) => readFileSync(join(folder, 'package.json'), 'utf8')
const versionOf = (folder: string) => /"version": "([^"]+)"/.exec(packageText(folder))?.[1] ?? ''

/** Releases lie at the host that the package names as its repository. */
const repository = (folder: string) => /https:\/\/[^/"]+/.exec(packageText(folder))?.[0] ?? ''

const failurePath = () => join(cacheFolder(), `electron-${host}.json`)

function rememberedFailure(version: string): string | null {
  try {
    const kept: { version: string; at: number; why: string } = JSON.parse(readFileSync(failurePath(), 'utf8'))
    return kept.version === version && Date.now() - kept.at < oneDay ? kept.why : null
  } catch {
    return null
  }
}

function remember(version: string, why: string): ElectronState {
  try {
    mkdirSync(cacheFolder(), { recursive: true })
    writeFileSync(failurePath(), JSON.stringify({ version, at: Date.now(), why }) + '\n')
  } catch {
    // Cannot be remembered: the next start asks again, which costs seconds.
  }
  return { kind: 'missing', why }
}

const errorOf = (output: string) => /^\w*Error: .*$/m.exec(output)?.[0].slice(0, 200) ?? lastLine(output)
