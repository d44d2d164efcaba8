import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram, host, tfjsNodeFolder } from './paths.ts'

/** Whether native TensorFlow can be loaded. `version` is libtensorflow's, `why` half a sentence for the person. */
export type NativeState = { kind: 'ready'; version: string } | { kind: 'missing'; why: string }

/** Relative path in the tfjs-node package → size in bytes. Sizes tell a file cut short from a whole one, at no cost. */
export type FileSizes = Record<string, number>

interface ReadyRecord {
  kind: 'ready'
  host: string
  version: string
  files: FileSizes
}

interface MissingRecord {
  kind: 'missing'
  host: string
  why: string
  /** When it failed (epoch milliseconds) and with what at hand: another try makes sense a day later or with other tools. */
  at: number
  tools: string
}

/** Beside the addon: what keeps libtensorflow silent and small, see `buildCompanion`. Loaded before it, where it is there. */
export const companion = join('lib', 'napi-v8', 'companion.node')

const recordName = 'native-state.json'
const oneDay = 24 * 3600_000

/** Reads the record that ensureNative left and looks at the sizes of the files: a millisecond, nothing is loaded. */
export function nativeState(): NativeState {
  const folder = tfjsNodeFolder()
  if (!folder) return { kind: 'missing', why: 'the package @tensorflow/tfjs-node is not installed' }
  const record = readRecord(folder)
  if (!record || record.host !== host)
    return { kind: 'missing', why: 'it has not been fetched yet (npm start does it)' }
  if (record.kind === 'missing') return { kind: 'missing', why: record.why }
  const broken = firstBroken(folder, record.files)
  if (broken) return { kind: 'missing', why: `its file ${broken} is damaged or gone (npm start repairs it)` }
  return { kind: 'ready', version: record.version }
}

/** The reason of a failure so recent, and later than `since`, that trying again would only cost time, or null. */
export function rememberedFailure(since = 0): string | null {
  const folder = tfjsNodeFolder()
  const record = folder ? readRecord(folder) : null
  if (record?.kind !== 'missing' || record.host !== host) return null
  return record.tools === toolsAtHand() && Date.now() - record.at < oneDay && record.at > since ? record.why : null
}

export function recordReady(version: string, files: FileSizes): NativeState {
  write({ kind: 'ready', host, version, files })
  return { kind: 'ready', version }
}

export function recordMissing(why: string): NativeState {
  write({ kind: 'missing', host, why, at: Date.now(), tools: toolsAtHand() })
  return { kind: 'missing', why }
}

/** While files are being put in place nothing may look ready. */
export function forgetState(): void {
  const folder = tfjsNodeFolder()
  if (folder) rmSync(join(folder, recordName), { force: true })
}

/** The first file that is gone or has another size, or null when all are as recorded. */
export function firstBroken(folder: string, files: FileSizes): string | null {
  for (const [name, size] of Object.entries(files)) {
    const found = statSync(join(folder, name), { throwIfNoEntry: false })
    if (found?.size !== size) return name
  }
  return null
}

function readRecord(folder: string): ReadyRecord | MissingRecord | null {
  try {
    const record: unknown = JSON.parse(readFileSync(join(folder, recordName), 'utf8'))
    return isRecord(record) ? record : null
  } catch {
    return null
  }
}

function isRecord(value: unknown): value is ReadyRecord | MissingRecord {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false
  if (value.kind === 'ready') return 'files' in value && typeof value.files === 'object' && value.files !== null
  return value.kind === 'missing' && 'why' in value && typeof value.why === 'string'
}

function write(record: ReadyRecord | MissingRecord): void {
  const folder = tfjsNodeFolder()
  if (!folder) return
  try {
    writeFileSync(join(folder, recordName), JSON.stringify(record, null, 2) + '\n')
  } catch {
    // A read-only installation: nothing can be remembered, and the next start looks again.
  }
}

const toolsAtHand = () =>
  [findProgram('pip', 'pip3', 'python3'), findProgram('g++', 'c++', 'clang++'), findProgram('mvn')]
    .map((p) => p ?? '-')
    .join(' ')
