import { basename, dirname } from 'node:path'
import { badInput, StudioError } from '../shared/errors.ts'

/** The file system's code as a sentence about the chosen place; any other error as it is. */
export function writeProblem(error: unknown, path: string): unknown {
  if (error instanceof StudioError || !(error instanceof Error) || !('code' in error)) return error
  const name = `"${basename(path)}"`
  const folder = `"${dirname(path)}"`
  switch (error.code) {
    case 'ENOENT':
      return badInput(`${name} cannot be written: the folder ${folder} is not there.`, error.message)
    case 'ENOTDIR':
      return badInput(`${name} cannot be written: ${folder} is not a folder.`, error.message)
    case 'EISDIR':
      return badInput(`${name} is a folder, and only files are written: choose another name.`, error.message)
    case 'EACCES':
    case 'EPERM':
      // Windows says the same of both.
      if (process.platform === 'win32')
        return badInput(
          `${name} cannot be written: another program has it open, or this account may not write into ${folder}. Close it there, or choose another name.`,
          error.message,
        )
      return badInput(`${name} cannot be written: this account may not write into ${folder}.`, error.message)
    case 'EROFS':
      return badInput(`${name} cannot be written: the drive of ${folder} is read-only.`, error.message)
    case 'ENAMETOOLONG':
      return badInput(`${name} cannot be written: the name or its folder's is too long.`, error.message)
    case 'ELOOP':
      return badInput(`${name} cannot be written: its folder is a link that leads back to itself.`, error.message)
    case 'EINVAL':
    case 'ERR_INVALID_ARG_VALUE':
      return badInput(`${name} cannot be the name of a file on that drive.`, error.message)
    case 'EBUSY':
    case 'ETXTBSY':
      return new StudioError('locked', `${name} is open in another program: close it there first.`, error.message)
    case 'EFBIG':
      return badInput(`${name} would be larger than a file on that drive can be.`, error.message)
    case 'ENOSPC':
    case 'EDQUOT':
      return new StudioError(
        'disk-full',
        `The disk is full: ${name} was not written, and what was there is as it was.`,
        error.message,
      )
    default:
      return error
  }
}
