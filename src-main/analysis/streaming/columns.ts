import { z } from 'zod'
import { joined } from '../math/joined.ts'

/** Rows. times — [n], never descending; values — [channel][n], NaN = missing. */
export interface Columns {
  times: Float64Array
  values: Float64Array[]
}

export const noRows = (channels: number): Columns => ({
  times: new Float64Array(0),
  values: Array.from({ length: channels }, () => new Float64Array(0)),
})

/** Rows from ≤ i < to, in memory of their own. */
export const rowsOf = ({ times, values }: Columns, from: number, to: number): Columns => ({
  times: times.slice(from, to),
  values: values.map((channel) => channel.slice(from, to)),
})

export function behind(a: Columns, b: Columns): Columns {
  if (a.times.length === 0) return b
  if (b.times.length === 0) return a
  return {
    times: joined([a.times, b.times]),
    values: a.values.map((channel, c) => joined([channel, b.values[c]])),
  }
}

/** Columns as a file holds them: null = missing. */
export const storedColumns = z
  .object({ times: z.array(z.number()), values: z.array(z.array(z.number().nullable())) })
  .refine(({ times, values }) => values.every((channel) => channel.length === times.length))
export type StoredColumns = z.output<typeof storedColumns>

export const toStored = ({ times, values }: Columns): StoredColumns => ({
  times: [...times],
  values: values.map((channel) => Array.from(channel, (v) => (Number.isFinite(v) ? v : null))),
})
export const fromStored = ({ times, values }: StoredColumns): Columns => ({
  times: Float64Array.from(times),
  values: values.map((channel) => Float64Array.from(channel, (v) => v ?? NaN)),
})
