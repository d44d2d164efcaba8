import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { withLock } from './lock.ts'
import { cacheFolder, host, tfjsNodeFolder } from './paths.ts'
import { placeFiles } from './placing.ts'
import { buildCompanion } from './companion.ts'
import type { Report } from './report.ts'
import {
  type FileSizes,
  firstBroken,
  forgetState,
  nativeState,
  type NativeState,
  recordMissing,
  recordReady,
  rememberedFailure,
} from './state.ts'
import { verifyNative } from './verify.ts'

/**
 * Puts native TensorFlow in place where the cache has it whole, which takes a second and no network, and says how it stands then.
 * For whoever uses a checkout in which "npm start" never ran. Never throws: where it cannot be placed, WASM is used.
 */
export async function placeFromCache(report: Report): Promise<NativeState> {
  const state = nativeState()
  const packageFolder = tfjsNodeFolder()
  if (!packageFolder) return state
  if (state.kind === 'ready') return quiet(state, packageFolder)
  try {
    const shelf = join(cacheFolder(), 'native')
    const entry = join(shelf, entryName(packageFolder))
    // What could not be loaded from there is not tried again at each start.
    if (!readManifest(entry) || rememberedFailure(keptAt(entry))) return state
    report('Putting native TensorFlow in place from the cache, once')
    return await withLock(
      shelf,
      () => {},
      async () => {
        const meanwhile = nativeState()
        const placed = meanwhile.kind === 'ready' ? meanwhile : await placeKept(packageFolder, entry)
        return quiet(placed ?? meanwhile, packageFolder)
      },
    )
  } catch (error) {
    return {
      kind: 'missing',
      why: `it could not be put in place: ${error instanceof Error ? error.message : String(error)}`,
    }
  }
}

export async function quiet(state: NativeState, packageFolder: string): Promise<NativeState> {
  if (state.kind === 'ready') await buildCompanion(packageFolder)
  return state
}

/** From the cache's entry into the package. Null where there is no whole one; missing, and remembered, where it cannot be used. */
export async function placeKept(packageFolder: string, entry: string): Promise<NativeState | null> {
  const kept = readManifest(entry)
  if (!kept) return null
  forgetState()
  placeFiles(entry, packageFolder, kept)
  const verified = await verifyNative(packageFolder)
  if ('version' in verified) return recordReady(verified.version, kept)
  return recordMissing(`what the cache holds in ${entry} cannot be used: ${verified.why}`)
}

/** One shelf for every combination that must not be mixed. */
export function entryName(packageFolder: string): string {
  const text = readFileSync(join(packageFolder, 'package.json'), 'utf8')
  return `tfjs-node-${/"version": "([^"]+)"/.exec(text)?.[1]}-${host}`
}

const keptAt = (entry: string) => statSync(join(entry, 'manifest.json')).mtimeMs

/** The files of a cache entry, or null where it is not there, not whole or not readable. */
function readManifest(entry: string): FileSizes | null {
  const path = join(entry, 'manifest.json')
  if (!existsSync(path)) return null
  try {
    const files: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return isFileSizes(files) && firstBroken(entry, files) === null ? files : null
  } catch {
    return null
  }
}

const isFileSizes = (value: unknown): value is FileSizes =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).length > 0 &&
  Object.values(value).every((n) => typeof n === 'number')
