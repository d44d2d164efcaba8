import { appendFileSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** One file of this size and the one before it are kept: enough for weeks, small enough to be sent. */
const mostBytes = 2 ** 20

/** Where a person finds what went wrong on this machine. */
export const logFile = (dataFolder: string) => join(dataFolder, 'log', 'anomaly-studio.log')

/** Writes lines with their time into the log. Never throws: a disk that is full must not make things worse. */
export function machineLog(dataFolder: string): (text: string) => void {
  const file = logFile(dataFolder)
  return (text) => {
    try {
      mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 })
      if (sizeOf(file) > mostBytes) renameSync(file, `${file}.1`)
      appendFileSync(file, `${new Date().toISOString()} ${process.pid} ${text.trimEnd()}\n`, { mode: 0o600 })
    } catch {
      // Nothing is left to tell it to.
    }
  }
}

/** The log as a person looks at it: the last lines of it, and of the one before where it has just begun anew. */
export function readMachineLog(dataFolder: string): { path: string; text: string } {
  const path = logFile(dataFolder)
  const text = [`${path}.1`, path].map(textOf).join('')
  const from = text.length > shownCharacters ? text.indexOf('\n', text.length - shownCharacters) + 1 : 0
  return { path, text: text.slice(from) }
}

const shownCharacters = 262_144

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size
  } catch {
    return 0
  }
}
