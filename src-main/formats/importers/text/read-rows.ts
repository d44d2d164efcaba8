import type { Job } from '../../../analysis/job.ts'
import type { Encoding } from '../file-head.ts'
import { textBlocks } from './blocks.ts'
import type { RowPlan } from './row-plan.ts'
import { RowReader, type FoundRows } from './row-reader.ts'
import { RowStore } from './row-store.ts'
import { becameShorter, canBeParted, readInThreads } from './row-threads.ts'

export type ReadRows = FoundRows & {
  /** [column of the plan][row], and the number of the data row in the file as last column; of pairs, the number of the pair. */
  store: RowStore
}

/** Where the text comes from: a file, or its first bytes. */
export type TextSource = { path: string; bytes: number; encoding: Encoding } | { text: Buffer }

/** Reads all rows of a text once. Throws bad-input where the file is damaged or becomes shorter meanwhile, and cancelled. */
export async function readRows(
  source: TextSource,
  plan: RowPlan,
  folder: () => Promise<string>,
  job: Job,
): Promise<ReadRows> {
  const parted = 'path' in source && source.encoding === 'utf-8' && canBeParted(plan, source.bytes)
  const kept = (read: (store: RowStore) => Promise<FoundRows | null>) =>
    withStore(new RowStore(plan.columns.length + 1, folder), read)
  const found = parted ? await kept((store) => readInThreads(source, plan, store, job)) : null
  return found ?? (await kept((store) => readInOrder(source, plan, store, job)))!
}

/** The store of what was read; closed where there is nothing. */
async function withStore(
  store: RowStore,
  read: (store: RowStore) => Promise<FoundRows | null>,
): Promise<ReadRows | null> {
  let found: FoundRows | null = null
  try {
    found = await read(store)
  } finally {
    if (found === null) await store.close()
  }
  return found && { store, ...found }
}

async function readInOrder(source: TextSource, plan: RowPlan, store: RowStore, job: Job): Promise<FoundRows> {
  const rows = new RowReader(plan, store)
  if ('text' in source) rows.push(source.text)
  else {
    const read = { bytes: 0 }
    const total = source.bytes
    for await (const block of textBlocks(source.path, source.encoding, read)) {
      rows.push(block)
      await store.settle()
      await job.checkpoint({ phase: 'Reading', done: read.bytes, total, unit: 'bytes' })
    }
    if (read.bytes < total) throw becameShorter()
  }
  const found = rows.end()
  await store.settle()
  return found
}
