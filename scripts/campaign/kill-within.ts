import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

/** Where a process is killed from within: at its n-th statement that writes, message to the app, or half written frame of the log. */
export interface KillPoint {
  at: 'write' | 'message' | 'frame'
  n: number
}

const die = () => process.kill(process.pid, 'SIGKILL')

/** Kills this process at a point, counted from now. A frame is counted by the preloaded library, from the start of the process. */
export function killWithin({ at, n }: KillPoint): void {
  let left = n
  const count = () => {
    if (--left === 0) die()
  }
  if (at === 'write') {
    const { prepare, exec } = Database.prototype
    Database.prototype.exec = function (text) {
      count()
      return exec.call(this, text)
    }
    Database.prototype.prepare = function (this: Database.Database, text: string) {
      const statement = prepare.call(this, text)
      const run = statement.run.bind(statement) as (...args: unknown[]) => Database.RunResult
      statement.run = (...args: unknown[]) => {
        count()
        return run(...args)
      }
      return statement
    } as typeof prepare
  } else if (at === 'message' && process.send) {
    const send = process.send.bind(process) as (...args: unknown[]) => boolean
    process.send = (...args: unknown[]) => {
      count()
      return send(...args)
    }
  }
}

/** The environment of a process that is to be killed at a point. library — from `preloaded`. */
export function deadly(point: KillPoint, library: string | null): Record<string, string> {
  if (point.at === 'frame') return { LD_PRELOAD: library!, KILL_AT_FRAME: String(point.n) }
  return { NODE_OPTIONS: `--import ${import.meta.filename}`, KILL_WITHIN: JSON.stringify(point) }
}

/** Builds a library of this folder that is preloaded into processes; null where the machine has no compiler or is no Linux. */
export function preloaded(name: 'kill-at-frame' | 'fail-at-write', folder: string): string | null {
  if (process.platform !== 'linux') return null
  const library = join(folder, `${name}.so`)
  try {
    if (!existsSync(library))
      execFileSync('cc', ['-shared', '-fPIC', '-o', library, join(import.meta.dirname, `${name}.c`), '-ldl'])
    return library
  } catch {
    return null
  }
}

// As a preloaded module: of the engine.
if (process.env.KILL_WITHIN) killWithin(JSON.parse(process.env.KILL_WITHIN) as KillPoint)
