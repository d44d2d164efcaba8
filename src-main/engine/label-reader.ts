import { parentPort, workerData } from 'node:worker_threads'
import { toPlainError, type PlainError } from '../shared/errors.ts'
import { readStoredLabels, type LabelOrder } from './jobs/labels.ts'
import type { Progress } from '../analysis/job.ts'
import type { FileLabel } from '../shared/file-label.ts'

/**
 * A long label file is read in a thread of its own: the engine goes on with what it does, and a Cancel ends the thread in the
 * midst of the parse.
 */
export type FromThread =
  | { kind: 'progress'; progress: Progress }
  | { kind: 'labels'; labels: FileLabel[] }
  | { kind: 'done'; problems: string[] }
  | { kind: 'failed'; error: PlainError }

const say = (message: FromThread) => parentPort!.postMessage(message)
try {
  const { problems } = readStoredLabels(workerData as LabelOrder, {
    progress: (progress) => say({ kind: 'progress', progress }),
    labels: (labels) => say({ kind: 'labels', labels }),
  })
  say({ kind: 'done', problems })
} catch (error) {
  say({ kind: 'failed', error: toPlainError(error) })
}
