import { openSync, readSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { toPlainError } from '../../../shared/errors.ts'
import type { RangeOrder, RangeResult, ThreadOrder } from './row-threads.ts'
import { RowKernel } from './row-kernel.ts'
import { RowReader } from './row-reader.ts'
import { BlockSpace } from './row-space.ts'

const { path, plan, most } = workerData as ThreadOrder
const kernel = RowKernel.of(plan, most)
const file = openSync(path, 'r')

/** The rows of whole lines of the file, counted from their own beginning. */
function readRange({ from, to, spare }: RangeOrder): RangeResult {
  kernel?.space.reuse?.(spare)
  let bytes = kernel?.room(to - from) ?? Buffer.allocUnsafe(to - from)
  for (let at = 0; at < bytes.length;) {
    const n = readSync(file, bytes, at, bytes.length - at, from + at)
    if (n === 0) return { kind: 'short' }
    at += n
  }
  if (from === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) bytes = bytes.subarray(3)
  if (bytes.includes(0)) bytes = Buffer.from(bytes.filter((byte) => byte !== 0))
  const space = kernel?.space ?? new BlockSpace(plan.columns.length + 1)
  const reader = new RowReader(from === 0 ? plan : { ...plan, skipLines: 0 }, space, kernel)
  reader.push(bytes)
  if (reader.open) return { kind: 'open' }
  const found = reader.end()
  return {
    kind: 'rows',
    blocks: space.takeFull(),
    found: { ...found, times: found.times.slice(), fixed: found.fixed.slice() },
  }
}

parentPort!.on('message', (order: RangeOrder) => {
  try {
    const result = readRange(order)
    const memory =
      result.kind === 'rows' ? [...result.blocks.map(({ block }) => block.buffer), result.found.times.buffer] : []
    parentPort!.postMessage(result, memory as ArrayBuffer[])
  } catch (error) {
    parentPort!.postMessage({ kind: 'failed', error: toPlainError(error) } satisfies RangeResult)
  }
})
