import { parentPort, workerData } from 'node:worker_threads'
import { toPlainError } from '../shared/errors.ts'
import { readStoredLabels, type LabelOrder } from './jobs/labels/labels.ts'
import type { FromThread } from './jobs/labels/from-label-thread.ts'

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
