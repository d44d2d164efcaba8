import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildNative } from './build-native.ts'
import { entryName, placeFromCache, placeKept, quiet } from './cache.ts'
import { downloadPrebuilt } from './download.ts'
import { withLock } from './lock.ts'
import { nativeSources } from './native-sources.ts'
import type { Report } from './report.ts'
import { cacheFolder, host, tfjsNodeFolder } from './paths.ts'
import { clearFiles, nativeFiles, placeFiles } from './placing.ts'
import { forgetState, nativeState, type NativeState, recordMissing, recordReady, rememberedFailure } from './state.ts'
import { verifyNative } from './verify.ts'

export { nativeState, type NativeState } from './state.ts'

/**
 * Gets libtensorflow and tfjs-node's addon in place, by the first way that works: they are there already; the per-user
 * cache has them; tfjs-node's own download; libtensorflow as it is published and the addon from source (the other way round where tfjs-node would build its addon too). Whatever it is
 * must multiply two matrices in a process of its own before it counts. Never throws for want of a network, a compiler or
 * space: the answer is then `missing` with the reason, remembered for a day, and WASM is used. `again` tries nevertheless.
 */
export async function ensureNative(report: Report, { again = false } = {}): Promise<NativeState> {
  const state = nativeState()
  const packageFolder = tfjsNodeFolder()
  if (!packageFolder) return state
  if (state.kind === 'ready') return quiet(state, packageFolder)
  const remembered = rememberedFailure()
  if (remembered && !again) return placeFromCache(report)
  try {
    const shelf = join(cacheFolder(), 'native')
    const onWait = () => report('Another start of Anomaly Studio is fetching TensorFlow: waiting for it')
    return await quiet(await withLock(shelf, onWait, () => fetchOnce(packageFolder, shelf, report)), packageFolder)
  } catch (error) {
    return recordMissing(`it could not be put in place: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function fetchOnce(packageFolder: string, shelf: string, report: Report): Promise<NativeState> {
  const meanwhile = nativeState()
  if (meanwhile.kind === 'ready') return meanwhile
  sweep(shelf)
  forgetState()
  const entry = join(shelf, entryName(packageFolder))

  const placed = await placeKept(packageFolder, entry)
  if (placed?.kind === 'ready') return placed
  if (placed) report(`Fetching TensorFlow anew: ${placed.why}`)
  rmSync(entry, { recursive: true, force: true })
  clearFiles(packageFolder)

  const reasons: string[] = []
  // tfjs-node's download checks no check sum, but brings an addon that is built already, except where the library is a plain file.
  const builds = nativeSources[host] && 'artifact' in nativeSources[host].from
  for (const way of builds ? [keepBuild, keepDownload] : [keepDownload, keepBuild]) {
    const outcome = await way(packageFolder, entry, report)
    if ('version' in outcome) return recordReady(outcome.version, nativeFiles(packageFolder))
    reasons.push(outcome.why)
    clearFiles(packageFolder)
  }
  return recordMissing(reasons.join(', and '))
}

type Outcome = { version: string } | { why: string }

async function keepDownload(packageFolder: string, entry: string, report: Report): Promise<Outcome> {
  const why = await downloadPrebuilt(packageFolder, report)
  if (why) return { why }
  const verified = await verifyNative(packageFolder)
  if ('why' in verified) return { why: `what was downloaded cannot be used: ${verified.why}` }
  const staging = newStaging(entry)
  placeFiles(packageFolder, staging, nativeFiles(packageFolder))
  keep(staging, entry)
  return verified
}

async function keepBuild(packageFolder: string, entry: string, report: Report): Promise<Outcome> {
  const staging = newStaging(entry)
  const why = await buildNative(packageFolder, staging, report)
  if (why) {
    rmSync(staging, { recursive: true, force: true })
    return { why }
  }
  placeFiles(staging, packageFolder, nativeFiles(staging))
  report('Checking TensorFlow with a first product of two matrices')
  const verified = await verifyNative(packageFolder)
  if ('why' in verified) {
    rmSync(staging, { recursive: true, force: true })
    return { why: `what was built cannot be used: ${verified.why}` }
  }
  keep(staging, entry)
  return verified
}

const stagingMark = '.unfinished-'

function newStaging(entry: string): string {
  const staging = `${entry}${stagingMark}${process.pid}`
  rmSync(staging, { recursive: true, force: true })
  mkdirSync(staging, { recursive: true })
  return staging
}

/** The manifest is written last and the folder renamed after it: a kill at any moment leaves no half entry under the real name. */
function keep(staging: string, entry: string): void {
  writeFileSync(join(staging, 'manifest.json'), JSON.stringify(nativeFiles(staging), null, 2) + '\n')
  rmSync(entry, { recursive: true, force: true })
  renameSync(staging, entry)
}

/** What a killed fetch left behind. Only called under the lock. */
function sweep(shelf: string): void {
  for (const name of readdirSync(shelf))
    if (name.includes(stagingMark)) rmSync(join(shelf, name), { recursive: true, force: true })
}
