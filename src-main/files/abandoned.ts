import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeLeft } from './held.ts'

/**
 * A new folder for this user alone, named after this process, so that it can be told from one whose process was killed:
 * those of the same prefix are removed first. Whoever makes it removes it.
 */
export async function temporaryFolder(prefix: string, parent: string = tmpdir()): Promise<string> {
  await sweepAbandoned(parent, prefix)
  return mkdtemp(join(parent, `${prefix}${process.pid}-`))
}

/** Removes files and folders named `<prefix><process id>…` whose process is gone. What is not ours to remove stays. */
export async function sweepAbandoned(folder: string, prefix: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const owner = name.startsWith(prefix) ? /^(\d+)-/.exec(name.slice(prefix.length))?.[1] : undefined
    if (owner !== undefined && Number(owner) !== process.pid && !isAlive(Number(owner)))
      await removeLeft(join(folder, name))
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives, under another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
