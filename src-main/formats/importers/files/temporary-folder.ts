import { temporaryFolder } from '../../../files/abandoned.ts'
import { removeLeft } from '../../../files/held.ts'

/** Runs `work` with a folder that is made when it is first asked for, and removed at the end, whatever happens. */
export async function withFolder<T>(work: (folder: () => Promise<string>) => Promise<T>): Promise<T> {
  let made: Promise<string> | null = null
  try {
    return await work(() => (made ??= temporaryFolder('anomaly-studio-import-')))
  } finally {
    if (made) await removeLeft(await made)
  }
}
