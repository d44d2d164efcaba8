import { z } from 'zod'
import { storedColumns } from './columns.ts'

/** Where rows go through cleaning steps first: what the steps hold, and rows that came and wait for their scores. */
const cleaningState = z.object({
  steps: z.array(z.object({ rows: storedColumns, at: z.number().nullable() })),
  lastTime: z.number(),
  waiting: z.number().int().min(0),
  times: z.array(z.number()),
  hasBefore: z.boolean(),
  scored: storedColumns,
})

const streamState = z.object({
  times: z.array(z.number()),
  values: z.array(z.array(z.number().nullable())),
  scored: z.number().int().min(0),
  begins: z.boolean(),
  cleaning: cleaningState.optional(),
})

/**
 * What a stream holds between two batches: rows that later ones look back at, and rows that wait. values — [channel][row], null =
 * missing; scored — how many of the rows have their scores; begins — whether the first row begins a stretch in truth, and is
 * not just the first that is kept. Plain data.
 */
export type StreamState = z.output<typeof streamState>

const stateFile = z.object({
  format: z.literal('anomaly-studio-score-state'),
  version: z.literal(1),
  model: z.string(),
  series: z.record(z.string(), streamState),
})

/** States of the series by key, and of which model they are; null where the text is none of ours. channels — of the model. */
export function parseStates(
  text: string,
  channels: number,
): { model: string; series: Record<string, StreamState> } | null {
  try {
    const read = stateFile.parse(JSON.parse(text))
    const fits = ({ times, values, scored }: StreamState) =>
      values.length === channels && scored <= times.length && values.every((v) => v.length === times.length)
    return Object.values(read.series).every(fits) ? read : null
  } catch {
    return null
  }
}

export const stateText = (model: string, series: Record<string, StreamState>): string =>
  JSON.stringify({ format: 'anomaly-studio-score-state', version: 1, model, series })
