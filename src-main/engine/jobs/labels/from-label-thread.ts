import type { PlainError } from '../../../shared/errors.ts'
import type { FileLabel } from '../../../shared/labels/file-label.ts'
import type { Progress } from '../../../analysis/job.ts'

/**
 * A long label file is read in a thread of its own: the engine goes on with what it does, and a Cancel ends the thread in the
 * midst of the parse.
 */
export type FromThread =
  | { kind: 'progress'; progress: Progress }
  | { kind: 'labels'; labels: FileLabel[] }
  | { kind: 'done'; problems: string[] }
  | { kind: 'failed'; error: PlainError }
