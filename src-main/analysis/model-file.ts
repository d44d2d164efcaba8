import { crc32 } from 'node:zlib'
import { z } from 'zod'
import { cleaningSteps } from '../shared/data/cleaning.ts'
import { StudioError } from '../shared/errors.ts'
import { damagedModel } from './model-check.ts'
import type { TrainedModel } from './train-and-score.ts'

/**
 * A packed model, little-endian: "ANMODEL1", length of the header (uint32), crc32 of everything after these 16 bytes
 * (uint32), header (JSON, UTF-8), padding to 8 bytes, the typed arrays, each padded to 8 bytes. In the header a typed
 * array is {"$": type, at, length}, and a number that JSON cannot hold is {"$": "number", text}. Nothing in it is ever run.
 */
const magic = 'ANMODEL1'
const preamble = 16

const arrayTypes = {
  Float64Array,
  Float32Array,
  Int32Array,
  Uint32Array,
  Int16Array,
  Uint16Array,
  Int8Array,
  Uint8Array,
}
type ArrayType = keyof typeof arrayTypes
type PlainArray = InstanceType<(typeof arrayTypes)[ArrayType]>

const reference = z.discriminatedUnion('$', [
  z.strictObject({ $: z.literal('number'), text: z.enum(['NaN', 'Infinity', '-Infinity', '-0']) }),
  ...(Object.keys(arrayTypes) as ArrayType[]).map((type) =>
    z.strictObject({ $: z.literal(type), at: z.number().int().min(0), length: z.number().int().min(0) }),
  ),
])

const trainedModel = z.strictObject({
  detector: z.string(),
  version: z.number().int(),
  params: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  channels: z.array(z.string()).min(1),
  data: z.unknown(),
  trainingScores: z.instanceof(Float64Array),
  usual: z.strictObject({ centre: z.number(), spread: z.number().positive() }).optional(),
  history: z.array(
    z.strictObject({
      epoch: z.number(),
      loss: z.number().or(z.nan()),
      validationLoss: z.number().or(z.nan()).optional(),
      seconds: z.number(),
    }),
  ),
  rowsUsed: z.number(),
  seconds: z.number(),
  leftOut: z.array(z.string()).optional(),
  cleaning: cleaningSteps.optional(),
})

/** Whether bytes begin as a packed model does. */
export const isPacked = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, magic.length)).toString('latin1') === magic

/** A model as bytes: for the project file, for a file of its own. Throws internal where the model is not plain data. */
export function packModel(model: TrainedModel): Uint8Array {
  const arrays: PlainArray[] = []
  let size = 0
  const header = Buffer.from(
    JSON.stringify(
      encoded(model, (array) => {
        const at = size
        arrays.push(array)
        size += padded(array.byteLength)
        return at
      }),
    ),
  )
  const body = padded(preamble + header.length)
  const bytes = new Uint8Array(body + size)
  bytes.set(Buffer.from(magic))
  bytes.set(header, preamble)
  let at = body
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at)
    at += padded(array.byteLength)
  }
  const view = new DataView(bytes.buffer)
  view.setUint32(8, header.length, true)
  view.setUint32(12, crc32(bytes.subarray(preamble)), true)
  return bytes
}

/** The inverse of packModel. Throws corrupt where the bytes are not a whole, unharmed model, naming the part that is not. */
export function unpackModel(packed: Uint8Array): TrainedModel {
  // A Buffer's slice() shares memory where a Uint8Array's copies.
  const bytes = new Uint8Array(packed.buffer, packed.byteOffset, packed.byteLength)
  if (bytes.length < preamble || Buffer.from(bytes.subarray(0, 8)).toString('latin1') !== magic)
    throw corrupt('it does not begin like one')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const headerLength = view.getUint32(8, true)
  if (crc32(bytes.subarray(preamble)) !== view.getUint32(12, true)) throw corrupt('it is incomplete or damaged')
  const body = padded(preamble + headerLength)
  try {
    const header: unknown = JSON.parse(Buffer.from(bytes.subarray(preamble, preamble + headerLength)).toString('utf8'))
    const checked = trainedModel.safeParse(decoded(header, arrayReader(bytes.subarray(body))))
    if (!checked.success) throw damagedModel(String(checked.error.issues[0].path[0] ?? 'header'), checked.error.message)
    return checked.data
  } catch (error) {
    throw error instanceof StudioError ? error : corrupt('its header is not understood', String(error))
  }
}

const padded = (length: number) => Math.ceil(length / 8) * 8
const corrupt = (why: string, detail?: string) =>
  new StudioError('corrupt', `This saved model cannot be read: ${why}.`, detail)

function encoded(value: unknown, store: (array: PlainArray) => number): unknown {
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0)
      ? value
      : { $: 'number', text: Object.is(value, -0) ? '-0' : String(value) }
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.map((item) => encoded(item, store))
  if (ArrayBuffer.isView(value)) {
    const type = value.constructor.name
    if (type in arrayTypes) return { $: type, at: store(value as PlainArray), length: (value as PlainArray).length }
  } else if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype && !('$' in value)) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, v]) => v !== undefined)
        .map(([key, v]) => [key, encoded(v, store)]),
    )
  }
  throw new StudioError('internal', `A model may hold only plain data, not ${Object.prototype.toString.call(value)}.`)
}

type ArrayReader = (type: ArrayType, at: number, length: number) => PlainArray

function decoded(value: unknown, read: ArrayReader): unknown {
  if (Array.isArray(value)) return value.map((item) => decoded(item, read))
  if (value === null || typeof value !== 'object') return value
  if (!('$' in value)) return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, decoded(v, read)]))
  const found = reference.parse(value)
  if (found.$ === 'number') return Number(found.text)
  return read(found.$, found.at, found.length)
}

/** Arrays of a body. Together they hold no more than it does: a header that names the same bytes a million times is none of ours. */
function arrayReader(body: Uint8Array): ArrayReader {
  let left = body.length
  return (type, at, length) => {
    const Type = arrayTypes[type]
    const end = at + length * Type.BYTES_PER_ELEMENT
    if (end > body.length) throw corrupt('an array reaches beyond its end')
    left -= padded(end - at)
    if (left < 0) throw corrupt('its arrays lie over each other')
    return new Type(body.slice(at, end).buffer)
  }
}
