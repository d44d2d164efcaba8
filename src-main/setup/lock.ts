import {
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

/** No fetch takes this long; a holder that seems alive after it is another process with a recycled number. */
const oldest = 30 * 60_000

/** Runs `work` while no other process of this user does the same in `folder`. A lock left by a killed process is broken. */
export async function withLock<T>(folder: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'lock')
  for (let waits = 0; !take(path); waits++) {
    if (breakIfDead(path)) continue
    if (waits === 0) onWait()
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  try {
    return await work()
  } finally {
    rmSync(path, { force: true })
  }
}

function take(path: string): boolean {
  try {
    const file = openSync(path, 'wx')
    writeSync(file, String(process.pid))
    closeSync(file)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** Moves a dead holder's lock aside first and looks again: two that wait must not break the lock one of them just took. */
function breakIfDead(path: string): boolean {
  if (!isDead(path)) return false
  const aside = `${path}.${process.pid}`
  try {
    renameSync(path, aside)
    if (!isDead(aside)) linkSync(aside, path)
  } catch {
    // Someone else broke or took it between two looks: look again.
  }
  rmSync(aside, { force: true })
  return true
}

function isDead(path: string): boolean {
  try {
    const pid = Number(readFileSync(path, 'utf8'))
    const age = Date.now() - statSync(path).mtimeMs
    // Empty: its holder is between creating and writing, or was killed there.
    if (!pid) return age > 5000
    if (age > oldest) return true
    process.kill(pid, 0)
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}
