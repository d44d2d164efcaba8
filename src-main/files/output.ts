import { randomUUID } from 'node:crypto'
import { closeSync, lstatSync, openSync, readSync, statSync, type Stats } from 'node:fs'
import { link, open, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { badInput, StudioError } from '../shared/errors.ts'
import { applicationId, databaseMagic, projectName, sideFileName } from '../shared/project-file.ts'
import { notAWindowsName } from '../shared/windows-names.ts'
import { sweepAbandoned } from './abandoned.ts'
import { writeProblem } from './write-problem.ts'
import { removeLeft, replaceFile } from './held.ts'

/** A file that is to be written for the person. */
export interface Output {
  path: string
  /** The person has said that what is there may go. */
  replace?: boolean
  /** What the same command reads: it must still be there afterwards. */
  inputs?: readonly (string | null | undefined)[]
}

const partialPrefix = '.anomaly-studio-'

/**
 * Writes a file of the person's: every output of every host goes through here. It is written beside its name and
 * renamed, so that a full disk or a kill leaves what was there, and keeps the mode of what it replaces.
 * Throws what `checkOutput` throws, and a sentence where the place cannot be written.
 */
export async function writeOutput<T>(output: Output, write: (file: FileHandle) => Promise<T>): Promise<T> {
  const path = resolve(output.path)
  try {
    const before = checkOutput(output)
    const partial = await partialBeside(path)
    const file = await open(partial, 'wx', before?.mode)
    try {
      let result: T
      try {
        result = await write(file)
        if (before) await keepRights(file, before)
        await file.datasync()
      } finally {
        await file.close()
      }
      await place(partial, output)
      return result
    } catch (error) {
      await removeLeft(partial)
      throw error
    }
  } catch (error) {
    throw writeProblem(error, path)
  }
}

/** A name beside a file, under which it is written until it is whole. What a killed process left under such names there is removed. */
export async function partialBeside(path: string): Promise<string> {
  await sweepAbandoned(dirname(path), partialPrefix)
  return join(dirname(path), `${partialPrefix}${process.pid}-${randomUUID().slice(0, 8)}.part`)
}

/**
 * Looks at what is at the place of an output, before work that would be in vain, and again before the file gets its name.
 * Answers the file to be replaced, or null. Throws bad-input where nothing may be written there: devices, pipes, links,
 * folders, projects and what lies beside them, what is read by the same command; exists where nobody has said that what
 * is there may go.
 */
export function checkOutput({ path: given, replace = false, inputs = [] }: Output): Stats | null {
  const path = resolve(given)
  const name = basename(path)
  if (name === '' || given === '') throw badInput('A file to write needs a name.')
  const notHere = process.platform === 'win32' ? notAWindowsName(name) : null
  if (notHere) throw badInput(`"${name}" cannot be written: ${notHere}. Choose another name.`)
  if (Buffer.byteLength(name) > 255)
    throw badInput(`The name "${name.slice(0, 40)}…" is too long for a file: choose a shorter one.`)
  if (projectName.test(name))
    throw badInput(`"${name}" is the name of a project file: choose another name to export to.`)
  if (sideFileName.test(name) || isProject(path.replace(/-(wal|shm|journal|lock)$/, '')))
    throw badInput(`"${name}" is or belongs to a project, whose labels and models would be lost: choose another name.`)
  const found = lookAt(path)
  const folder = statSync(dirname(path), { throwIfNoEntry: false })
  if (!folder) throw badInput(`There is no folder "${dirname(path)}" to write "${name}" into.`)
  if (!folder.isDirectory()) throw badInput(`"${dirname(path)}" is not a folder, so "${name}" cannot be written there.`)
  if (!found) return null
  if (inputs.some((input) => input && isSame(path, input)))
    throw badInput(`"${name}" would be overwritten, and it is read here: choose another name.`)
  if (!found.isFile()) throw badInput(`"${name}" is ${kindOf(found)}, and only files are written: choose another name.`)
  if (!replace) throw new StudioError('exists', `There is already a file "${name}" in that folder.`)
  if ((found.mode & 0o222) === 0)
    throw badInput(`"${name}" is marked read-only: choose another name, or change that first.`)
  return found
}

/** Gives the written file its name. Where nothing may be replaced, a file that has come meanwhile stays too. */
async function place(partial: string, output: Output): Promise<void> {
  const path = resolve(output.path)
  if (!checkOutput(output)) {
    try {
      await link(partial, path)
      return await removeLeft(partial)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') checkOutput({ ...output, replace: false })
      // A drive without links of this kind: renaming is all there is.
    }
  }
  await replaceFile(partial, path)
}

async function keepRights(file: FileHandle, { uid, gid, mode }: Stats): Promise<void> {
  // Only an administrator may give a file away; for anyone else it is theirs already or cannot be kept.
  await file.chown(uid, gid).catch(() => undefined)
  await file.chmod(mode & 0o7777).catch(() => undefined)
}

function lookAt(path: string): Stats | null {
  try {
    return lstatSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw writeProblem(error, path)
  }
}

function kindOf(found: Stats): string {
  if (found.isDirectory()) return 'a folder'
  if (found.isSymbolicLink()) return 'a link to somewhere else'
  if (found.isFIFO() || found.isSocket()) return 'a pipe between programs'
  return 'a device'
}

/** Also through links of either kind. */
function isSame(a: string, b: string): boolean {
  const [one, other] = [a, b].map((path) => statSync(path, { bigint: true, throwIfNoEntry: false }))
  return one !== undefined && other !== undefined && one.ino === other.ino && one.dev === other.dev
}

/** By content, whatever its name. */
function isProject(path: string): boolean {
  if (!lookAt(path)?.isFile()) return false
  try {
    const file = openSync(path, 'r')
    try {
      const head = Buffer.alloc(72)
      readSync(file, head, 0, head.length, 0)
      return head.toString('latin1', 0, 16) === databaseMagic && head.readUInt32BE(68) === applicationId
    } finally {
      closeSync(file)
    }
  } catch {
    // What cannot be read is judged by its name alone.
    return false
  }
}
