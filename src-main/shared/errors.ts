/** What the UI can act on. Everything else is in the message. */
export type ErrorCode =
  | 'bad-input' // the person can mend it: a file, a parameter, a range
  | 'not-found'
  | 'exists' // a file is there already; the person may say that it is to be replaced
  | 'read-only'
  | 'locked' // another window has the project open
  | 'newer-version'
  | 'corrupt'
  | 'disk-full'
  | 'cancelled'
  | 'engine-crashed'
  | 'no-project'
  | 'internal'

/** An error as it crosses a process border: plain data. */
export interface PlainError {
  code: ErrorCode
  /** One sentence a plant engineer understands, with the fact in it. */
  message: string
  /** For a bug report: a stack, a path, a native message. */
  detail?: string
}

/** The only error class of the project. Thrown where the fact is known, shown where the person is looking. */
export class StudioError extends Error {
  readonly code: ErrorCode
  readonly detail?: string
  constructor(code: ErrorCode, message: string, detail?: string) {
    super(message)
    this.name = 'StudioError'
    this.code = code
    this.detail = detail
  }
}

/** Shorthand for the most common kind: something the person gave cannot be used, and why. */
export const badInput = (message: string, detail?: string) => new StudioError('bad-input', message, detail)

export const cancelled = () => new StudioError('cancelled', 'Cancelled.')

const wentWrong = 'Something went wrong inside the app. Nothing that was saved is lost.'
const noMemory = 'There is not enough memory for this. Close other programs, or take fewer channels or a shorter range.'

type Known = readonly [prefix: string, code: ErrorCode, message: string]

const full: [ErrorCode, string] = [
  'disk-full',
  'The disk is full. Nothing that was saved is lost; free some space and try again.',
]
const inUse: [ErrorCode, string] = ['locked', 'The project file is in use by another program. Try again.']
const damaged: [ErrorCode, string] = [
  'corrupt',
  'The project file is damaged. If you have a copy of it, open that one.',
]

const noDrive: [ErrorCode, string] = [
  'internal',
  'The drive does not answer as it should. Check that it is still connected.',
]

/** Codes of SQLite and Node, by what they begin with; the first that fits counts. SQLite's own words stay in the detail. */
const known: readonly Known[] = [
  ['ENOSPC', ...full],
  ['EDQUOT', ...full],
  ['SQLITE_FULL', ...full],
  ['SQLITE_READONLY', 'read-only', 'The project file is read-only.'],
  ['SQLITE_CORRUPT', ...damaged],
  ['SQLITE_NOTADB', ...damaged],
  ['SQLITE_BUSY', ...inUse],
  ['SQLITE_LOCKED', ...inUse],
  [
    'SQLITE_CANTOPEN',
    'not-found',
    'The project file cannot be opened where it is. It may have been moved, or its drive taken away.',
  ],
  [
    'SQLITE_IOERR',
    'internal',
    'The project file could not be read or written: its drive does not answer as it should. Check that it is still connected, and that there is room on it.',
  ],
  ['SQLITE_PERM', 'read-only', 'This account may not use the project file.'],
  ['SQLITE_AUTH', 'read-only', 'This account may not use the project file.'],
  ['SQLITE_NOMEM', 'internal', 'There is not enough memory for this. Close other programs and try again.'],
  ['SQLITE_TOOBIG', 'bad-input', 'This is too large to be kept in one piece in the project.'],
  [
    'SQLITE_CONSTRAINT_FOREIGNKEY',
    'not-found',
    'This belongs to something that is not in the project any more. It may just have been removed.',
  ],
  ['SQLITE_CONSTRAINT_UNIQUE', 'bad-input', 'There is already one like it in the project.'],
  [
    'SQLITE_',
    'internal',
    'The project file did not take this. Nothing that was saved is lost; close the project and open it again.',
  ],
  ['EROFS', 'read-only', 'The drive is read-only.'],
  ['EACCES', 'read-only', 'This account may not read or write that file.'],
  // Windows says so also while another program holds the file.
  ['EPERM', 'read-only', 'This account may not read or write that file, or another program has it open.'],
  ['EEXIST', 'exists', 'There is something else of that name already.'],
  ['ENOENT', 'not-found', 'The file is not there any more.'],
  ['ENAMETOOLONG', 'bad-input', 'The name of the file, or of a folder above it, is too long. Give it a shorter one.'],
  ['ENOTDIR', 'not-found', 'A folder on the way to that file is a file itself.'],
  ['EISDIR', 'bad-input', 'That is a folder, and a file is needed.'],
  ['ELOOP', 'bad-input', 'That is a link that leads back to itself.'],
  ['ERR_INVALID_ARG_VALUE', 'bad-input', 'That cannot be the name of a file.'],
  ['EBUSY', 'locked', 'The file is in use by another program.'],
  ['EMFILE', 'internal', 'Too many files are open on this machine. Close other programs and try again.'],
  ...['EIO', 'ENODEV', 'ENXIO', 'ESTALE', 'ENOTCONN', 'EHOSTDOWN', 'ETIMEDOUT'].map((code): Known => [
    code,
    ...noDrive,
  ]),
]

const notInstalled = /Cannot find (?:package|module) '((?:@[\w.-]+\/)?\w[\w.-]*)/

/** The sentence where a package is not in node_modules, as after an update of the sources without one of the packages; else null. */
export function missingPackage(error: unknown): string | null {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: string }
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') return null
  const name = notInstalled.exec(message ?? '')?.[1]
  return name === undefined
    ? null
    : `A part of the app that this needs, "${name}", is not installed. Run "npm ci" in the folder of the app, then try again.`
}

/** Turns anything thrown into plain data. Native errors of SQLite and Node are recognised here, once. */
export function toPlainError(error: unknown): PlainError {
  if (error instanceof StudioError) return { code: error.code, message: error.message, detail: error.detail }
  const e = error as { code?: unknown; message?: string; stack?: string } | null
  const missing = missingPackage(error)
  if (missing) return { code: 'internal', message: missing, detail: e?.stack }
  const native =
    typeof e?.code === 'string' ? known.find(([prefix]) => (e.code as string).startsWith(prefix)) : undefined
  if (native) return { code: native[1], message: native[2], detail: e?.message }
  if (error instanceof RangeError && /allocation failed|Invalid (typed )?array (buffer )?length/i.test(error.message))
    return {
      code: 'internal',
      message: noMemory,
      detail: error.stack,
    }
  // Words of a parser or of a schema tell a person nothing: whoever reads stored or foreign text says what it was.
  if (
    error instanceof TypeError ||
    error instanceof ReferenceError ||
    error instanceof RangeError ||
    error instanceof SyntaxError ||
    (error instanceof Error && 'issues' in error)
  )
    return {
      code: 'internal',
      message: wentWrong,
      detail: error.stack,
    }
  const said = e?.message ?? String(error)
  if (/No space left on device|failed to offload|max_temp_directory_size/i.test(said))
    return { code: full[0], message: full[1], detail: e?.stack ?? said }
  if (/out of memory|could not allocate|bad_alloc|failed to allocate/i.test(said))
    return { code: 'internal', message: noMemory, detail: e?.stack ?? said }
  // The words of a library are for whoever mends it, not for the person.
  return { code: 'internal', message: wentWrong, detail: e?.stack ?? said }
}

export function fromPlainError(error: PlainError): StudioError {
  return new StudioError(error.code, error.message, error.detail)
}
