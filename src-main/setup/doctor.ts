import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { compilerFor } from './compile-addon.ts'
import { electronState, noWindowBecause } from './electron.ts'
import { fetcherOf } from './fetch-library.ts'
import { nativeSources } from './native-sources.ts'
import { placeFromCache } from './cache.ts'
import { findProgram, host, tfjsNodeFolder } from './paths.ts'
import { lastLine, run } from './run.ts'
import { verifyNative } from './verify.ts'

/** One part of the installation. `advice` is empty where nothing needs doing. */
export interface Check {
  name: string
  ok: boolean
  finding: string
  advice: string
}

/**
 * Looks at everything the app stands on and says what to do about what is missing. Loads every native module in a
 * process of its own: one built for another Node does not fail, it takes the process down. About two seconds.
 */
export async function doctor(): Promise<Check[]> {
  const parts = [runtime(), engine(), sqlite(), duckdb(), browser(), electron()]
  return Promise.all(parts)
}

/** The checks as text, one paragraph each, for a terminal. */
export const doctorInWords = (checks: Check[]) =>
  checks
    .map(({ name, ok, finding, advice }) => `${ok ? '✓' : '✗'} ${name}: ${finding}${advice ? `\n  ${advice}` : ''}`)
    .join('\n')

async function runtime(): Promise<Check> {
  const version = process.versions.node
  const pinned = /node_modules[\\/]node-/.test(process.execPath)
  const from = pinned ? 'the one pinned by this project' : process.execPath
  // better-sqlite3 13 wants Node-API 10, which Node 22.14 brought.
  const ok = Number(process.versions.napi) >= 10
  return {
    name: 'Runtime',
    ok,
    finding: `Node ${version} on ${host}, ${from}.`,
    advice: ok ? '' : 'Run it through npm ("npm start"), which uses the pinned Node, or install Node 22.18 or newer.',
  }
}

async function engine(): Promise<Check> {
  const name = 'Engine'
  const state = await placeFromCache(() => {})
  const folder = tfjsNodeFolder()
  if (state.kind === 'missing' || !folder) {
    const why = state.kind === 'missing' ? state.why : 'it is not installed'
    return {
      name,
      ok: false,
      finding: `TensorFlow on WebAssembly, slower, because native TensorFlow is missing: ${why}.`,
      advice: engineAdvice(),
    }
  }
  const verified = await verifyNative(folder)
  if ('version' in verified) return { name, ok: true, finding: `Native TensorFlow ${verified.version}.`, advice: '' }
  return {
    name,
    ok: false,
    finding: `Native TensorFlow is there, but cannot be used: ${verified.why}.`,
    advice: `Delete ${folder}/native-state.json and run "npm run native": it is fetched anew.`,
  }
}

/** Only what is not there already is asked for. */
function engineAdvice(): string {
  const source = nativeSources[host]
  if (!source) return 'Run "npm run native" with a connection to the internet, once: it downloads native TensorFlow.'
  const missing = [
    fetcherOf(source) ? null : 'artifact' in source.from ? 'Maven' : 'Python with pip',
    compilerFor(process.platform) ? null : compilers[process.platform],
  ].filter((part) => part !== null)
  if (missing.length)
    return `Everything works without it; training takes longer. Install ${missing.join(' and ')}, then run "npm run native": it builds native TensorFlow, once.`
  return `Run "npm run native" with a connection to the internet${'artifact' in source.from ? '' : ' or to a Python package index'}, once.`
}

const compilers: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'a C++ compiler (Debian: apt install g++)',
  win32: 'MinGW-w64 (a C++ compiler, on the PATH; it needs no rights)',
  darwin: 'a C++ compiler (xcode-select --install)',
}

async function loads(name: string, program: string, advice: string): Promise<Check> {
  const ran = await run(process.execPath, ['-e', program, import.meta.url], { timeoutMs: 120_000 })
  if (ran.code === 0) return { name, ok: true, finding: `${ran.output.trim()}.`, advice: '' }
  return {
    name,
    ok: false,
    finding: `It does not load: ${ran.timedOut ? 'it does not answer within two minutes' : ran.code === null ? 'the process ended by a crash' : lastLine(ran.output)}.`,
    advice,
  }
}

const sqlite = () =>
  loads(
    'SQLite',
    `const Database = require('node:module').createRequire(process.argv[1])('better-sqlite3')
     console.log(new Database(':memory:').prepare('select sqlite_version()').pluck().get())`,
    'Run "npm ci" again; if that does not help, this Node is too old or the platform has no prebuilt better-sqlite3.',
  )

const duckdb = () =>
  loads(
    'DuckDB',
    `const duckdb = require('node:module').createRequire(process.argv[1])('@duckdb/node-api')
     console.log(duckdb.version().replace('v', ''))`,
    'Run "npm ci" again. Importing files needs DuckDB; projects that exist already open without it.',
  )

async function browser(): Promise<Check> {
  const path = findBrowser()
  return {
    name: 'Browser',
    ok: path !== null,
    finding: path ? `${path}.` : 'No Chromium was found.',
    advice: path ? '' : `Only "npm test" needs one, for the tests that look at the screen. ${browserAdvice()}`,
  }
}

const browserAdvice = (platform = process.platform) =>
  platform === 'win32'
    ? 'Edge, which comes with Windows, and Chrome serve.'
    : platform === 'darwin'
      ? 'Chrome and Edge serve.'
      : 'Debian: apt install chromium.'

/** Chromium or a browser made of it: $CHROMIUM_PATH first, then what is on PATH, then where installers put it. */
export function findBrowser(env = process.env, platform = process.platform): string | null {
  const programs = [env.ProgramFiles, env['ProgramFiles(x86)'], env.LOCALAPPDATA].filter(
    (folder) => folder !== undefined,
  )
  const usual =
    platform === 'win32'
      ? programs.flatMap((folder) => [
          join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
          join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
        ])
      : platform === 'darwin'
        ? ['Google Chrome', 'Microsoft Edge'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`)
        : []
  return (
    env.CHROMIUM_PATH ||
    findProgram('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge') ||
    (usual.find((path) => existsSync(path)) ?? null)
  )
}

async function electron(): Promise<Check> {
  const name = 'Electron'
  const state = electronState()
  if (state.kind === 'missing')
    return {
      name,
      ok: false,
      finding: `Missing: ${state.why}.`,
      advice:
        'Run "npx install-electron" where its host can be reached. Until then "npm start" opens the app in a browser.',
    }
  const noWindow = noWindowBecause()
  if (noWindow)
    return {
      name,
      ok: false,
      finding: `Electron ${state.version}, but ${noWindow}.`,
      advice: '"npm start" opens the app in a browser instead.',
    }
  return { name, ok: true, finding: `Electron ${state.version}.`, advice: '' }
}
