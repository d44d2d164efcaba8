import { open, type FileHandle } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { badInput, fromPlainError, StudioError, toPlainError, type PlainError } from '../../../shared/errors.ts'
import type { Job } from '../../../analysis/job.ts'
import { giveBack } from '../files/give-back.ts'
import { longestLine } from '../files/limits.ts'
import { FoundSum } from './found-sum.ts'
import type { FoundRows } from './row-reader.ts'
import type { RowPlan } from './row-plan.ts'
import type { FilledBlock, RowTarget } from './row-space.ts'

export interface ThreadOrder {
  path: string
  plan: RowPlan
  /** Bytes of the longest range. */
  most: number
}
/** Bytes of whole lines. */
interface ByteRange {
  from: number
  to: number
}
/** spare — memory of blocks that may be filled again. */
export interface RangeOrder extends ByteRange {
  spare: ArrayBuffer[]
}
export type RangeResult =
  | { kind: 'rows'; blocks: FilledBlock[]; found: FoundRows }
  /** A quote is open at the end: the range can not be read without the next. */
  | { kind: 'open' }
  | { kind: 'short' }
  | { kind: 'failed'; error: PlainError }

/** Beside this module in the bundle, which is flat; started from the sources, their own file. */
const threadFile = import.meta.filename.endsWith('.ts')
  ? join(import.meta.dirname, 'row-thread.ts')
  : join(dirname(import.meta.filename), 'row-thread.js')

/** Below this size threads take longer to start than they save. */
const leastBytes = 16 << 20
const rangeBytes = 4 << 20
const threads = 2
/** Ranges that are read, or wait for those before them: so many are in memory. */
const mostAhead = 2 * threads
/** A range fills so many blocks, or hardly more. Memory of blocks that is not wanted by the next ranges is let go of. */
const blocksPerRange = 2
const lookEveryMs = 200
/** Of smaller files little is left behind, and to collect it takes a tenth of the time of reading them. */
const largeBytes = 256 << 20

/** May parts of such a table be read without the lines before them? */
export const canBeParted = (plan: RowPlan, bytes: number): boolean =>
  bytes >= leastBytes &&
  availableParallelism() > 1 &&
  plan.pairs === null &&
  plan.stack === null &&
  plan.endLine === undefined &&
  !plan.time?.held &&
  !plan.time?.format.includes('|')

export const becameShorter = () =>
  badInput('The file became shorter while it was read: it may still be written, or copied. Try again when it is whole.')

/**
 * Reads a UTF-8 text in parts, by threads. null where its lines cannot be parted, as where a cell holds lines: what the target has got is
 * then void. Throws as readRows.
 */
export async function readInThreads(
  source: { path: string; bytes: number },
  plan: RowPlan,
  target: RowTarget,
  job: Job,
): Promise<FoundRows | null> {
  const ranges = await rangesOf(source)
  if (ranges === null) return null
  const results = new Map<number, RangeResult>()
  const spare: ArrayBuffer[] = []
  let wake = () => {}
  let next = 0
  let done = 0
  const most = Math.max(...ranges.map(({ from, to }) => to - from))
  const order: ThreadOrder = { path: source.path, plan, most }
  const workers = Array.from(
    { length: threads },
    () =>
      new Worker(threadFile, {
        workerData: order,
        execArgv: [],
      }),
  )
  const idle = new Set(workers)
  const failed = (error: Error) => {
    results.set(done, {
      kind: 'failed',
      error: toPlainError(
        new StudioError('internal', 'The file could not be read: a part of the app ended.', error.message),
      ),
    })
    wake()
  }
  const give = () => {
    for (const worker of idle) {
      if (next >= ranges.length || next >= done + mostAhead) return
      const k = next++
      idle.delete(worker)
      worker.once('message', (result: RangeResult) => {
        results.set(k, result)
        idle.add(worker)
        give()
        wake()
      })
      const order: RangeOrder = { ...ranges[k], spare: spare.splice(-blocksPerRange) }
      worker.postMessage(order, order.spare)
    }
  }
  for (const worker of workers) worker.on('error', failed)
  const sum = new FoundSum(plan, ranges.length)
  try {
    give()
    while (done < ranges.length) {
      const result = results.get(done)
      if (!result) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, lookEveryMs)
          wake = () => (clearTimeout(timer), resolve())
        })
        await job.checkpoint()
        continue
      }
      if (result.kind === 'open') return null
      // What stands above the rows goes beyond the first range.
      if (result.kind === 'rows' && done === 0 && result.found.lines < plan.skipLines) return null
      if (result.kind === 'short') throw becameShorter()
      if (result.kind === 'failed') throw fromPlainError(result.error)
      const { blocks, found } = result
      results.delete(done)
      let [at, isKept] = [0, false]
      for (const { block, rows } of blocks) {
        sum.place(block, block.length / (plan.columns.length + 1), rows, found.names)
        const isDone = await target.take(block, rows, found.times.subarray(at, (at += rows)))
        if (isDone) spare.push(block.buffer as ArrayBuffer)
        isKept ||= !isDone
      }
      sum.add(found, done++ === 0)
      for (const unused of spare.splice(0, spare.length - threads * blocksPerRange)) unused.transfer(0)
      // Left to be collected, the times of a hundred ranges would lie about.
      if (!isKept) (found.times.buffer as ArrayBuffer).transfer(0)
      give()
      await job.checkpoint({ phase: 'Reading', done: ranges[done - 1].to, total: source.bytes, unit: 'bytes' })
    }
  } finally {
    // What follows needs memory of its own: theirs is given back first.
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
  if (source.bytes >= largeBytes) giveBack()
  return sum.take()
}

/** Parts of a file that end with their lines; null where a line is too long for that. */
async function rangesOf({ path, bytes }: { path: string; bytes: number }): Promise<ByteRange[] | null> {
  const file = await open(path, 'r')
  try {
    const ranges: ByteRange[] = []
    for (let from = 0; from < bytes;) {
      const to = from + rangeBytes >= bytes ? bytes : await lineEnd(file, from + rangeBytes)
      if (to < 0) return null
      ranges.push({ from, to })
      from = to
    }
    return ranges
  } finally {
    await file.close()
  }
}

async function lineEnd(file: FileHandle, from: number): Promise<number> {
  const window = Buffer.alloc(1 << 14)
  for (let at = from; at < from + longestLine; at += window.length) {
    const { bytesRead } = await file.read(window, 0, window.length, at)
    const lf = window.subarray(0, bytesRead).indexOf(10)
    if (lf >= 0) return at + lf + 1
    if (bytesRead < window.length) return at + bytesRead
  }
  return -1
}
