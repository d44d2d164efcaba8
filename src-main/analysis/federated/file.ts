import { z } from 'zod'
import { StudioError } from '../../shared/errors.ts'
import type { ParamValues } from '../../shared/models/params.ts'
import { packModel, unpackModel } from '../model-file.ts'
import type { Federation, SiteUpdate } from './federation.ts'

// Both kinds of file are packed as models are: checked by their sum, plain data, nothing in them is ever run.

const doubles = z.instanceof(Float64Array)
const weights = z.record(z.string(), z.instanceof(Float32Array)).nullable()
const count = z.number().int().min(0)

const federationData = z.object({
  kind: z.literal('federation'),
  seed: count,
  settings: z.object({
    proximal: z.number().min(0),
    clip: z.number().min(0),
    noise: z.number().min(0),
    delta: z.number(),
    sites: z.number().min(0),
    sample: z.number(),
  }),
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

function unpacked<T extends { kind: string }>(bytes: Uint8Array, name: string, schema: z.ZodType<T>, what: string) {
  const { detector, version, params, channels, data } = unpackModel(bytes)
  const read = schema.safeParse(data)
  if (!read.success) throw new StudioError('bad-input', `"${name}" is not ${what}.`, read.error.message)
  const { kind: _, ...rest } = read.data
  return { detector, version, params, channels, ...rest }
}
