import { z } from 'zod'
import { StudioError, toPlainError } from '../../shared/errors.ts'
import type { ParamValues } from '../../shared/models/params.ts'
import { mergeSettings } from '../../shared/sites/federation.ts'
import { isPacked, packModel, unpackModel } from '../model-file.ts'
import type { Federation, SiteUpdate } from './federation.ts'
import type { Units } from './units.ts'

// Both kinds of file are packed as models are: checked by their sum, plain data, nothing in them is ever run.

const doubles = z.instanceof(Float64Array)
const weights = z.record(z.string(), z.instanceof(Float32Array)).nullable()
// Files of former versions say nothing of units.
const units = z.array(z.string().nullable()).default([])
const count = z.number().int().min(0)

const federationData = z.object({
  kind: z.literal('federation'),
  units,
  seed: count,
  settings: mergeSettings,
  round: count,
  scaler: z.object({ centre: doubles, spread: doubles }).nullable(),
  weights,
  history: z.array(
    z.object({
      round: count,
      sites: z.array(z.string()),
      rows: z.number(),
      loss: z.number().or(z.nan()),
      refused: z.array(z.string()),
    }),
  ),
})

const updateData = z.object({
  kind: z.literal('update'),
  site: z.string().min(1),
  round: count,
  rows: z.number().positive(),
  loss: z.number().or(z.nan()),
  units,
  sums: z.object({ rows: z.number().positive(), mean: doubles, squares: doubles }).nullable(),
  weights,
})

interface Named {
  detector: string
  version: number
  params: ParamValues
  channels: string[]
}

const packed = ({ detector, version, params, channels }: Named, data: object) =>
  packModel({
    detector,
    version,
    params,
    channels,
    data,
    trainingScores: new Float64Array(0),
    history: [],
    rowsUsed: 0,
    seconds: 0,
  })

export function packFederation({ detector, version, params, channels, ...rest }: Federation): Uint8Array {
  return packed({ detector, version, params, channels }, { kind: 'federation', ...rest })
}

export function packUpdate({ detector, version, params, channels, ...rest }: SiteUpdate): Uint8Array {
  return packed({ detector, version, params, channels }, { kind: 'update', ...rest })
}

/** name — of the file, for the sentence. Throws corrupt, or bad-input for another kind of file. */
export const unpackFederation = (bytes: Uint8Array, name: string): Federation =>
  unpacked(bytes, name, federationData, 'a federation')

export const unpackUpdate = (bytes: Uint8Array, name: string): SiteUpdate =>
  unpacked(bytes, name, updateData, 'an update of a site')

function unpacked<T extends { kind: string; units: Units }>(
  bytes: Uint8Array,
  name: string,
  schema: z.ZodType<T>,
  what: string,
) {
  const { detector, version, params, channels, data } = carried(bytes, name, what)
  const read = schema.safeParse(data)
  if (!read.success) throw new StudioError('bad-input', `"${name}" is not ${what}.`, read.error.message)
  const { kind: _, ...rest } = read.data
  return { detector, version, params, channels, ...rest, units: channels.map((_, c) => rest.units[c] ?? null) }
}

/** A file that came on a stick may be cut off, and one that was chosen by mistake is no model at all. */
function carried(bytes: Uint8Array, name: string, what: string) {
  try {
    return unpackModel(bytes)
  } catch (error) {
    const { message } = toPlainError(error)
    throw new StudioError(
      'bad-input',
      isPacked(bytes) ? `"${name}" was cut off or changed on its way: copy it again.` : `"${name}" is not ${what}.`,
      message,
    )
  }
}
