import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { replaceFileSync } from './held.ts'
import { writeProblem } from './write-problem.ts'

/** Writes what the app remembers on this machine, whole or not at all, for this user alone. Throws a sentence where it cannot be written. */
export function writeSettings(path: string, value: unknown): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeFileSync(`${path}.part`, JSON.stringify(value, null, 2), { mode: 0o600 })
    replaceFileSync(`${path}.part`, path)
  } catch (error) {
    throw writeProblem(error, path)
  }
}
