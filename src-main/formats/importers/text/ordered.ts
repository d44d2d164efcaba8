import type { Job } from '../../../analysis/job.ts'
import { orderFacts } from '../facts.ts'
import { ascending } from './order.ts'
import type { RowStore } from './row-store.ts'

/** Rows in time order. times — [n]; columns — [column][n]. */
export interface OrderedRows {
  times: Float64Array
  columns: Float64Array[]
}

/** Rows that are put in order at once; a file that is not in order is passed over once for each such part. */
const memoryBytes = 128 << 20

/**
 * The rows of a store in ascending order of time, equal times in the order of the store, rows without a time left out.
 * A store that is in order is passed on as it is; its blocks are given away. times — [row]. sorted — they never descend.
 */
export async function* orderedRows(
  store: RowStore,
  times: Float64Array,
  sorted: boolean,
  job: Job,
): AsyncGenerator<OrderedRows> {
  const { blockRows } = store
  if (sorted && orderFacts(times).missing === 0) {
    for (let k = 0, at = 0; k < store.blocks; k++) {
      const columns = await store.blockAt(k, true)
      const n = columns[0].length
      yield { times: times.slice(at, at + n), columns }
      at += n
    }
    return
  }
  const order = ascending(times)
  const part = Math.max(blockRows, Math.floor(memoryBytes / (8 * store.columns) / blockRows) * blockRows)
  const place = new Uint32Array(Math.max(times.length, 1)).fill(0xffffffff)
  for (let i = 0; i < order.length; i++) place[order[i]] = i
  for (let from = 0; from < order.length; from += part) {
    const n = Math.min(part, order.length - from)
    const columns = Array.from({ length: store.columns }, () => new Float64Array(n))
    for (let k = 0, before = 0; k < store.blocks; k++) {
      const block = await store.blockAt(k)
      const rows = block[0].length
      for (let i = 0; i < rows; i++) {
        const to = place[before + i] - from
        if (to >= 0 && to < n) for (let c = 0; c < columns.length; c++) columns[c][to] = block[c][i]
      }
      before += rows
      await job.checkpoint({ phase: 'Sorting', done: from + n * (k / store.blocks), total: order.length, unit: 'rows' })
    }
    for (let at = 0; at < n; at += blockRows) {
      const end = Math.min(n, at + blockRows)
      yield {
        times: Float64Array.from({ length: end - at }, (_, i) => times[order[from + at + i]]),
        columns: columns.map((column) => column.slice(at, end)),
      }
    }
  }
}
