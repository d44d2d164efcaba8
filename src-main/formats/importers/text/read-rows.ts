import type { Job } from '../../../analysis/job.ts'
import type { Encoding } from '../files/file-head.ts'
import { textBlocks } from '../files/blocks.ts'
import type { RowPlan } from './row-plan.ts'
import { RowReader, type FoundRows } from './row-reader.ts'
import { BlockSpace, type RowTarget } from './row-space.ts'
import { becameShorter, canBeParted, readInThreads } from './row-threads.ts'

/** Where the text comes from: a file, or its first bytes. */
export type TextSource = { path: string; bytes: number; encoding: Encoding } | { text: Buffer }

/**
 * Reads all rows of a text. target — where they go: called again where they have to be read anew, and what the target before has got is
 * then void. Columns of a block: those of the plan, and the number of the data row in the file; of pairs, the number of the pair.
 * Throws bad-input where the file is damaged or becomes shorter meanwhile, and cancelled.
 */
export async function readRows(
  source: TextSource,
  plan: RowPlan,
  target: () => Promise<RowTarget>,
  job: Job,
): Promise<FoundRows> {
  const parted = 'path' in source && source.encoding === 'utf-8' && canBeParted(plan, source.bytes)
  const found = parted ? await readInThreads(source, plan, await target(), job) : null
  return found ?? readInOrder(source, plan, await target(), job)
}

async function readInOrder(source: TextSource, plan: RowPlan, target: RowTarget, job: Job): Promise<FoundRows> {
  const space = new BlockSpace(plan.columns.length + 1)
  const reader = new RowReader(plan, space)
  let given = 0
  const give = async () => {
    for (const { block, rows } of space.takeFull())
      await target.take(block, rows, reader.timesOf(given, (given += rows)))
  }
  if ('text' in source) reader.push(source.text)
  else {
    const read = { bytes: 0 }
    const total = source.bytes
    for await (const block of textBlocks(source.path, source.encoding, read)) {
      reader.push(block)
      await give()
      await job.checkpoint({ phase: 'Reading', done: read.bytes, total, unit: 'bytes' })
    }
    if (read.bytes < total) throw becameShorter()
  }
  const found = reader.end()
  await give()
  return found
}
