/** What the UI can act on. Everything else is in the message. */
export type ErrorCode =
  | 'bad-input' // the person can mend it: a file, a parameter, a range
  | 'not-found'
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

/** Turns anything thrown into plain data. Native errors of SQLite and Node are recognised here, once. */
export function toPlainError(error: unknown): PlainError {
  if (error instanceof StudioError) return { code: error.code, message: error.message, detail: error.detail }
  const e = error as { code?: string; message?: string; stack?: string } | null
  if (e?.code === 'ENOSPC' || e?.code === 'SQLITE_FULL')
    return { code: 'disk-full', message: 'The disk is full. Nothing that was saved is lost; free some space and try again.', detail: e.message }
  if (e?.code?.startsWith('SQLITE_READONLY') || e?.code === 'EROFS')
    return { code: 'read-only', message: 'The project file is read-only.', detail: e.message }
  if (e?.code?.startsWith('SQLITE_CORRUPT') || e?.code === 'SQLITE_NOTADB')
    return { code: 'corrupt', message: 'The project file is damaged. If you have a copy of it, open that one.', detail: e.message }
  if (e?.code?.startsWith('SQLITE_BUSY')) return { code: 'locked', message: 'The project file is in use by another program. Try again.', detail: e.message }
  return { code: 'internal', message: e?.message ?? String(error), detail: e?.stack }
}

export function fromPlainError(error: PlainError): StudioError {
  return new StudioError(error.code, error.message, error.detail)
}
