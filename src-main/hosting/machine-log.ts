import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
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

function sizeOf(file: string): number {
  try {
    return statSync(file).size
  } catch {
    return 0
  }
}
