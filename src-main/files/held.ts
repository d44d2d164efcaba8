import { setTimeout as wait } from 'node:timers/promises'

/** A virus scanner looks at a new file for a moment, and keeps everyone else from it meanwhile. */
const pausesMs = [50, 150, 400, 1000]

/** What Windows answers while another program holds a file; it says the same where rights are missing. */
const heldCodes: ReadonlySet<unknown> = new Set(['EBUSY', 'EPERM', 'EACCES'])

/** Does it again, for less than two seconds, while another program holds the file. Other systems never hold one so. */
export async function unlessHeld<T>(work: () => Promise<T>, platform: NodeJS.Platform = process.platform): Promise<T> {
  for (const pause of platform === 'win32' ? pausesMs : []) {
    try {
      return await work()
    } catch (error) {
      if (!heldCodes.has((error as NodeJS.ErrnoException).code)) throw error
      await wait(pause)
    }
  }
  return work()
}
