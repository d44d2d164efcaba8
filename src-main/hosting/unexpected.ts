import { toPlainError } from '../shared/errors.ts'

interface Watch {
  log(text: string): void
  /** sentence — for the person. */
  tell(sentence: string): void
}

let watch: Watch | null = null

/**
 * The one place where a process learns of an error that nobody caught, whether thrown or a rejected promise: it is logged with
 * its stack and told in a sentence. What comes then is up to the host: an app goes on, because what it holds is in the project
 * file; a command ends. Called again, the last caller counts.
 */
export function catchUnexpected(next: Watch): void {
  const first = watch === null
  watch = next
  if (!first) return
  process.on('uncaughtException', caught)
  process.on('unhandledRejection', caught)
}

function caught(error: unknown): void {
  try {
    const plain = toPlainError(error)
    const stack = error instanceof Error ? error.stack : undefined
    watch?.log([plain.message, stack ?? plain.detail ?? ''].join('\n'))
    watch?.tell(plain.code === 'internal' ? unexpected : plain.message)
  } catch {
    // An error in telling of an error would begin a circle.
  }
}

const unexpected = 'Something went wrong inside the app that was not expected. What was saved is not lost.'
