import { chmodSync, mkdirSync, statSync } from 'node:fs'

/**
 * Makes a folder that this user alone may enter, and answers its path: what lies in it is run or trusted later.
 * null where that cannot be had, because it belongs to somebody else or cannot be made.
 */
export function ownFolder(path: string): string | null {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    if (process.platform === 'win32') return path
    const { uid, mode } = statSync(path)
    if (uid !== process.getuid?.()) return null
    if ((mode & 0o077) !== 0) chmodSync(path, 0o700)
    return path
  } catch {
    return null
  }
}
