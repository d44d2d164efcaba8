import { readFileSync, statSync } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { getDataset } from '../../../db/datasets.ts'
import { closeProject, openProject } from '../../../db/file/open.ts'
import { badInput, fromPlainError } from '../../../shared/errors.ts'
import type { LabelFormatInfo } from '../../../shared/labels/label-format-info.ts'
import { quietJob, type Job, type Progress } from '../../../analysis/job.ts'
import { decoded } from '../../../formats/labels/file-text.ts'
import { describeFormats, lookAtLabels, parseLabelFile } from '../../../formats/labels/index.ts'
import type { LabelContext, ParsedLabels } from '../../../formats/labels/label-format.ts'
import type { FromThread } from './from-label-thread.ts'
import { fitToData } from '../../../formats/labels/stored-labels.ts'
import { storedRows } from '../data/stored-rows.ts'
import type { EngineCalls } from '../../protocol.ts'
import type { FileLabel } from '../../../shared/labels/file-label.ts'

/** No text can be longer in this language. */
const largestBytes = 500 * 2 ** 20
/** A smaller file is read before a thread would have started. */
const quickBytes = 2 ** 20
/** As much as is looked at before a file is imported. */
const headBytes = 2 ** 17
/** Labels cross to the app in parts, so that none of them holds it up. */
const partLength = 5000

/** The formats that label files can be written in. */
export const labelFormats = async (): Promise<LabelFormatInfo[]> => describeFormats()

/** Reads a label file, called `name`, against a dataset. Throws bad-input. */
export function readLabelFile(path: string, name: string, context: LabelContext): ParsedLabels {
  const { size } = statSync(path)
  if (size > largestBytes)
    throw badInput(
      `"${name}" has ${Math.round(size / 2 ** 20).toLocaleString('en')} MB: files of labels are read up to ${largestBytes / 2 ** 20} MB.`,
    )
  return parseLabelFile(decoded(readFileSync(path)), name, context)
}

/** Looks at the beginning of a label file. */
export async function lookAtLabelFile({
  path,
  name,
  zone,
  mapping,
}: EngineCalls['lookAtLabels']['args']): Promise<EngineCalls['lookAtLabels']['result']> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0)
    return lookAtLabels(decoded(buffer.subarray(0, bytesRead), true), name, zone, mapping)
  } finally {
    await file.close()
  }
}

export type LabelOrder = EngineCalls['readLabels']['args']

/** What reading gives besides its answer. */
export interface ReadingHands {
  progress(progress: Progress): void
  labels(part: FileLabel[]): void
}

/** Reads a label file against a dataset of a project, and hands over what can lie on it, sorted by start. Throws bad-input. */
export function readStoredLabels(
  { path, name, project, dataset, mapping }: LabelOrder,
  hands: ReadingHands,
): { problems: string[] } {
  const db = openProject(project, { role: 'engine' })
  try {
    const { sourceFile, zone, channels, start, end, stepMs, name: datasetName } = getDataset(db, dataset)
    const data = { channels: channels.map((channel) => channel.name), start, end, name: datasetName }
    hands.progress({ phase: 'Reading', done: 0, total: 100, unit: '%' })
    let told = 0
    const { labels, problems } = readLabelFile(path, name, {
      datasetFile: sourceFile,
      zone,
      ...data,
      stepMs,
      rows: storedRows(db, dataset),
      mapping,
      tell: (share) => {
        if (share - told < 0.01) return
        told = share
        hands.progress({ phase: 'Looking for labels', done: Math.round(100 * share), total: 100, unit: '%' })
      },
    })
    const fitted = fitToData(labels, data)
    for (let from = 0; from < fitted.labels.length; from += partLength)
      hands.labels(fitted.labels.slice(from, from + partLength))
    return { problems: [...problems, ...fitted.problems] }
  } finally {
    closeProject(db)
  }
}

export async function readLabels(
  order: LabelOrder,
  job: Job = quietJob(),
): Promise<EngineCalls['readLabels']['result']> {
  if ((await stat(order.path)).size >= quickBytes) return readInThread(order, job)
  const parts: FileLabel[][] = []
  const answer = readStoredLabels(order, { progress: () => {}, labels: (part) => void parts.push(part) })
  // Cancelled meanwhile, it must not come to the labels.
  await job.checkpoint({ phase: 'Looking for labels', done: 100, total: 100, unit: '%' })
  for (const part of parts) job.labels?.(part)
  return answer
}

/** Beside this module in the bundle, which is flat; started from the sources, their own file. */
const threadFile = import.meta.filename.endsWith('.ts')
  ? join(import.meta.dirname, '../../label-reader.ts')
  : join(dirname(import.meta.filename), 'label-reader.js')
const lookEveryMs = 100

async function readInThread(order: LabelOrder, job: Job): Promise<EngineCalls['readLabels']['result']> {
  const thread = new Worker(threadFile, { workerData: order, execArgv: [] })
  const said: FromThread[] = []
  let wake = () => {}
  thread.on('message', (message: FromThread) => (said.push(message), wake()))
  thread.on(
    'error',
    (error) => (
      said.push({
        kind: 'failed',
        error: { code: 'internal', message: `The label file could not be read: ${error.message}` },
      }),
      wake()
    ),
  )
  thread.on(
    'exit',
    () => (
      said.push({
        kind: 'failed',
        error: { code: 'internal', message: 'The label file could not be read: its thread ended.' },
      }),
      wake()
    ),
  )
  let progress: Progress | undefined
  try {
    for (;;) {
      // Also while nothing is said: the person may have pressed Cancel.
      await job.checkpoint(progress)
      if (said.length === 0)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, lookEveryMs)
          wake = () => (clearTimeout(timer), resolve())
        })
      for (let message = said.shift(); message; message = said.shift()) {
        if (message.kind === 'failed') throw fromPlainError(message.error)
        if (message.kind === 'done') return { problems: message.problems }
        if (message.kind === 'progress') progress = message.progress
        else {
          job.labels?.(message.labels)
          await job.checkpoint(progress)
        }
      }
    }
  } finally {
    // Not waited for: in the midst of a JSON it ends when that is through.
    void thread.terminate()
  }
}
