import { existsSync, mkdirSync, accessSync, constants } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

/** "linux-x64": native files of one host are of no use on another. */
export const host = `${process.platform}-${process.arch}`

/** The folder of the installed package @tensorflow/tfjs-node, or null where it is not installed. */
export function tfjsNodeFolder(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-node/package.json'))
  } catch {
    return null
  }
}

/**
 * The per-user cache folder of the app: $XDG_CACHE_HOME or ~/.cache, %LOCALAPPDATA% on Windows. It outlives `npm ci`.
 * Where it cannot be written, a folder inside node_modules takes its place, which costs a fetch after every `npm ci`.
 */
export function cacheFolder(): string {
  const base =
    process.env.XDG_CACHE_HOME ||
    (process.platform === 'win32' && process.env.LOCALAPPDATA) ||
    join(homedir(), '.cache')
  const wanted = join(base, 'anomaly-studio')
  if (canWrite(wanted)) return wanted
  const folder = tfjsNodeFolder()
  const instead = folder ? join(folder, '..', '..', '.cache', 'anomaly-studio') : wanted
  mkdirSync(instead, { recursive: true })
  return instead
}

function canWrite(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** The full path of the first of these programs that is on PATH, or null. */
export function findProgram(...names: string[]): string | null {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat', ''] : ['']
  for (const name of names)
    for (const folder of (process.env.PATH ?? '').split(delimiter))
      for (const ending of endings) {
        const path = join(folder, name + ending)
        if (folder && existsSync(path)) return path
      }
  return null
}
