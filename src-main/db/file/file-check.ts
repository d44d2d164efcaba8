import { accessSync, closeSync, constants, existsSync, openSync, readSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { StudioError, badInput } from '../../shared/errors.ts'
import { applicationId, databaseMagic as magic } from '../../shared/project-file.ts'

export { applicationId }

/** What a project file's first 100 bytes say, read without opening it as a database (SQLite file format, section 1.3). */
export interface FileHeader {
  bytes: number
  /** Migrations applied when the header was last written; a WAL beside the file may hold a newer number. */
  version: number
  /** Whether a connection needs the -wal and -shm files beside it. */
  wal: boolean
}

/**
 * Refuses what is no project file, or only part of one, before SQLite touches it.
 * Throws not-found, bad-input (another kind of file) or corrupt (empty, cut off), each with the name in it.
 */
export function checkFile(path: string): FileHeader {
  const name = basename(path)
  if (!existsSync(path))
    throw new StudioError(
      'not-found',
      `There is no project file "${name}" there. It may have been moved, or its drive taken away.`,
      path,
    )
  const { size } = statSync(path)
  if (size === 0) throw new StudioError('corrupt', `"${name}" is empty (0 bytes), so it is no project.`, path)
  const head = readHead(path)
  const text = head.toString('latin1', 0, Math.min(16, head.length))
  if (text !== magic.slice(0, text.length))
    throw badInput(`"${name}" is not an Anomaly Studio project: it does not begin like a database.`, path)
  if (head.length < 100) throw cutOff(name, size, 100)
  if (head.readUInt32BE(68) !== applicationId)
    throw badInput(`"${name}" is a database, but not an Anomaly Studio project.`, path)
  const pageSize = head.readUInt16BE(16) === 1 ? 65536 : head.readUInt16BE(16)
  const expected = head.readUInt32BE(28) * pageSize
  const walBytes = existsSync(`${path}-wal`) ? statSync(`${path}-wal`).size : 0
  // While a WAL waits beside the file, its pages may be newer and longer than the file itself.
  if (walBytes === 0 && size < expected) throw cutOff(name, size, expected)
  return { bytes: size, version: head.readInt32BE(60), wal: head[18] === 2 }
}

const cutOff = (name: string, size: number, expected: number) =>
  new StudioError(
    'corrupt',
    `"${name}" is cut off: it holds ${size.toLocaleString('en')} of ${expected.toLocaleString('en')} bytes. Copy it again from where it came from.`,
  )

function readHead(path: string): Buffer {
  const file = openSync(path, 'r')
  try {
    const head = Buffer.alloc(100)
    return head.subarray(0, readSync(file, head, 0, 100, 0))
  } finally {
    closeSync(file)
  }
}

/** Why the file cannot be written, in a sentence; null if it can. */
export function whyUnwritable(path: string): string | null {
  if (existsSync(path) && !writable(path)) return 'The file is marked read-only. Changes cannot be saved.'
  if (!writable(dirname(path))) return 'The folder that holds the file is read-only. Changes cannot be saved.'
  return null
}

// The mode bits are looked at too: an administrator may write to everything, and still a file marked read-only means it.
function writable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return (statSync(path).mode & 0o222) !== 0
  } catch {
    return false
  }
}
