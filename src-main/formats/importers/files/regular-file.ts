import type { Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { badInput } from '../../../shared/errors.ts'

/**
 * What is at a path, before anything opens it: opening a pipe waits until somebody writes into it.
 * Throws bad-input for everything that is no file with something in it.
 */
export async function regularFile(path: string): Promise<Stats> {
  const info = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw badInput(
      error.code === 'ENAMETOOLONG'
        ? 'The name of the file is longer than this system allows. Give it a shorter one.'
        : 'The file is not there any more, or may not be read.',
      path,
    )
  })
  const kind = info.isFile() ? null : kindOf(info)
  if (kind) throw badInput(kind, path)
  if (info.size === 0) throw badInput('The file is empty.')
  return info
}

function kindOf(info: Stats): string {
  if (info.isDirectory()) return 'This is a folder, not a file.'
  if (info.isFIFO()) return 'This is a pipe, not a file: save what comes out of it to a file, and import that.'
  if (info.isSocket()) return 'This is a socket of a program, not a file.'
  return 'This is a device, not a file.'
}
