import type { OrderedRows } from './ordered.ts'

/** Rows of a long table, put together: [channel][n], NaN where there is no value. */
export interface WideRows {
  times: Float64Array
  values: Float64Array[]
}

/** Numbers in a batch: fewer rows where there are more channels. */
const batchNumbers = 1 << 20

/**
 * Turns values in time order into rows with a channel each. Of several values of one channel at one moment the last is kept.
 * channelsOf — for each row of the long table the channels of its value columns, -1 for none.
 * fill — 'last': a value holds until the next one of its channel; a cell without a number ends it.
 * doubled — counts the values that were not kept.
 */
export async function* widen(
  rows: AsyncIterable<OrderedRows>,
  channels: number,
  channelsOf: (columns: Float64Array[], row: number, value: number) => number,
  values: number[],
  fill: 'last' | 'empty',
  doubled: { count: number },
): AsyncGenerator<WideRows> {
  const held = new Float64Array(channels).fill(NaN)
  const set = new Uint8Array(channels)
  const batchRows = Math.max(256, Math.min(8192, Math.floor(batchNumbers / channels)))
  let batch = empty(channels, batchRows)
  let n = 0
  let moment = NaN
  const close = () => {
    batch.times[n] = moment
    for (let c = 0; c < channels; c++) batch.values[c][n] = fill === 'last' || set[c] ? held[c] : NaN
    set.fill(0)
    n++
  }
  for await (const { times, columns } of rows)
    for (let i = 0; i < times.length; i++) {
      let named = false
      for (let v = 0; v < values.length; v++) named ||= channelsOf(columns, i, v) >= 0
      if (!named) continue
      if (times[i] !== moment) {
        if (!Number.isNaN(moment)) close()
        moment = times[i]
        if (n === batchRows) {
          yield batch
          batch = empty(channels, batchRows)
          n = 0
        }
      }
      for (let v = 0; v < values.length; v++) {
        const c = channelsOf(columns, i, v)
        if (c < 0) continue
        if (set[c]) doubled.count++
        set[c] = 1
        held[c] = columns[values[v]][i]
      }
    }
  if (!Number.isNaN(moment)) close()
  if (n > 0) yield { times: batch.times.slice(0, n), values: batch.values.map((v) => v.slice(0, n)) }
}

function empty(channels: number, batchRows: number): WideRows {
  return {
    times: new Float64Array(batchRows),
    values: Array.from({ length: channels }, () => new Float64Array(batchRows)),
  }
}
