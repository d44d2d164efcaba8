import { renameSync, rmSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'

/** A virus scanner looks at a new file for a moment, and keeps everyone else from it meanwhile. */
const pausesMs = [50, 150, 400, 1000]

/** What Windows answers while another program holds a file; it says the same where rights are missing. */
const heldCodes: ReadonlySet<unknown> = new Set(['EBUSY', 'EPERM', 'EACCES'])

const isHeld = (error: unknown) => heldCodes.has((error as NodeJS.ErrnoException).code)

/** Does it again, for less than two seconds, while another program holds the file. Other systems never hold one so. */
export async function unlessHeld<T>(work: () => Promise<T>, platform: NodeJS.Platform = process.platform): Promise<T> {
  for (const pause of platform === 'win32' ? pausesMs : []) {
    try {
      return await work()
    } catch (error) {
      if (!isHeld(error)) throw error
      await wait(pause)
    }
  }
  return work()
}

/** The same where nothing can go on meanwhile. */
export function unlessHeldSync<T>(work: () => T, platform: NodeJS.Platform = process.platform): T {
  for (const pause of platform === 'win32' ? pausesMs : []) {
    try {
      return work()
    } catch (error) {
      if (!isHeld(error)) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause)
    }
  }
  return work()
}

/** Gives a file another name, in the place of one that may be there. Throws what the file system does. */
export const replaceFile = (from: string, to: string): Promise<void> => unlessHeld(() => rename(from, to))
export const replaceFileSync = (from: string, to: string): void => unlessHeldSync(() => renameSync(from, to))

/**
 * Removes a file or folder that nobody needs any more. Never throws: what another program holds on to stays, and what is done does not
 * fail for it.
 */
export async function removeLeft(path: string): Promise<void> {
  await unlessHeld(() => rm(path, { recursive: true, force: true })).catch(() => undefined)
}
export function removeLeftSync(path: string): void {
  try {
    unlessHeldSync(() => rmSync(path, { recursive: true, force: true }))
  } catch {
    // It stays: folders for a while are swept at the next start, and no other file stands in anybody's way.
  }
}
