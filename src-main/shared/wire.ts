import { StudioError } from './errors.ts'

/**
 * Messages between page and loopback server as binary frames, so that a lane of typed arrays crosses without becoming
 * text. Little-endian: length of the header (uint32), header (JSON, UTF-8), padding to 8 bytes, the typed arrays, each
 * padded to 8 bytes. In the header a typed array is {"$": type, at, length}; a number that JSON cannot hold is
 * {"$": "number", text}; an object that has a key "$" of its own is {"$": "object", entries}.
 * Pure, and the same code in browser and Node.
 */
const arrayTypes = {
  Float64Array,
  Float32Array,
  BigInt64Array,
  BigUint64Array,
  Int32Array,
  Uint32Array,
  Int16Array,
  Uint16Array,
  Int8Array,
  Uint8Array,
}
type ArrayType = keyof typeof arrayTypes
type Attachment = InstanceType<(typeof arrayTypes)[ArrayType]>

const deepest = 64
const longestHeader = 256 * 1024 * 1024
const padded = (length: number) => Math.ceil(length / 8) * 8

/** A message as one frame. Keys whose value is undefined are left out. Throws internal where it is not plain data. */
export function encode(message: unknown): Uint8Array<ArrayBuffer> {
  const attachments: Attachment[] = []
  let size = 0
  const plain = toPlain(message, 0, (array) => {
    const at = size
    attachments.push(array)
    size += padded(array.byteLength)
    return at
  })
  const header = new TextEncoder().encode(JSON.stringify(plain) ?? 'null')
  const body = padded(4 + header.length)
  const frame = new Uint8Array(body + size)
  new DataView(frame.buffer).setUint32(0, header.length, true)
  frame.set(header, 4)
  let at = body
  for (const array of attachments) {
    frame.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at)
    at += padded(array.byteLength)
  }
  return frame
}

/** The inverse of encode. Throws bad-input where the bytes are not a whole frame; never returns half of one. */
export function decode(frame: ArrayBuffer | Uint8Array): unknown {
  // A Node Buffer's slice() shares memory where a Uint8Array's copies: what attachment() relies on.
  const bytes =
    frame instanceof Uint8Array
      ? new Uint8Array(frame.buffer, frame.byteOffset, frame.byteLength)
      : new Uint8Array(frame)
  if (bytes.length < 4) throw malformed('it is shorter than its own length field')
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true)
  if (length > longestHeader || 4 + length > bytes.length) throw malformed('its header reaches beyond its end')
  const attachments = { bytes: bytes.subarray(Math.min(padded(4 + length), bytes.length)), copied: 0 }
  refuseSwollen(bytes.subarray(4, 4 + length))
  let text: string
  let header: unknown
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(4, 4 + length))
    header = JSON.parse(text)
  } catch (error) {
    throw malformed('its header is not JSON', String(error))
  }
  // Whatever is written differently has this key; most messages have none and need no second look. "\\" could spell it otherwise.
  return text.includes('"$"') || text.includes('\\u') ? fromPlain(header, 0, attachments) : header
}

/** The arrays of a frame, and how many of their bytes were handed out. */
interface Attached {
  bytes: Uint8Array
  copied: number
}

/** Values in one message: a hundred thousand labels with all their fields are a seventh of it. */
const mostValues = 12_000_000

/** "[],[],[]…" becomes many times its size when it is read: counted before it is. */
function refuseSwollen(header: Uint8Array): void {
  if (header.length < mostValues) return
  let values = 0
  for (const byte of header) if (byte === 0x2c || byte === 0x5b || byte === 0x7b) values++
  if (values > mostValues) throw malformed('it holds too many values')
}

const malformed = (why: string, detail?: string) =>
  new StudioError('bad-input', `A message could not be read: ${why}.`, detail)

function toPlain(value: unknown, depth: number, attach: (array: Attachment) => number): unknown {
  if (value === null || value === undefined || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0)
      ? value
      : { $: 'number', text: Object.is(value, -0) ? '-0' : String(value) }
  if (depth > deepest) throw new StudioError('internal', `A message may be nested ${deepest} levels deep, not more.`)
  if (Array.isArray(value)) return plainArray(value, depth, attach)
  if (ArrayBuffer.isView(value)) {
    const type = typeOf(value)
    if (type) return { $: type, at: attach(value as Attachment), length: (value as Attachment).length }
  } else if (typeof value === 'object' && isPlainObject(value)) return plainObject(value, depth, attach)
  throw new StudioError('internal', `A message may hold only plain data, not ${Object.prototype.toString.call(value)}.`)
}

// Both give back what they were given where nothing in it needs writing differently: a hundred thousand labels are not copied.

function plainArray(value: unknown[], depth: number, attach: (array: Attachment) => number): unknown[] {
  let changed: unknown[] | null = null
  for (let i = 0; i < value.length; i++) {
    const item = toPlain(value[i], depth + 1, attach)
    if (item !== value[i]) (changed ??= [...value])[i] = item
  }
  return changed ?? value
}

function plainObject(value: object, depth: number, attach: (array: Attachment) => number): object {
  if ('$' in value)
    return { $: 'object', entries: Object.entries(value).map(([key, item]) => [key, toPlain(item, depth + 1, attach)]) }
  const items = value as Record<string, unknown>
  let changed: [string, unknown][] | null = null
  const keys = Object.keys(value)
  for (let k = 0; k < keys.length; k++) {
    const before = items[keys[k]]
    const item = toPlain(before, depth + 1, attach)
    if (item !== before) (changed ??= Object.entries(value))[k][1] = item
  }
  // From entries, because a key "__proto__" must stay a key.
  return changed ? Object.fromEntries(changed) : value
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null
}

/** By name and not by instanceof, because a Node Buffer is a Uint8Array with another constructor. */
function typeOf(view: ArrayBufferView): ArrayType | null {
  const name = Object.prototype.toString.call(view).slice(8, -1)
  return name in arrayTypes ? (name as ArrayType) : null
}

/** In place: what JSON.parse made is nobody else's. */
function fromPlain(value: unknown, depth: number, attachments: Attached): unknown {
  if (value === null || typeof value !== 'object') return value
  if (depth > deepest) throw malformed(`it is nested more than ${deepest} levels deep`)
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) value[i] = fromPlain(value[i], depth + 1, attachments)
    return value
  }
  if (!('$' in value)) {
    const items = value as Record<string, unknown>
    for (const key of Object.keys(items)) {
      const item = fromPlain(items[key], depth + 1, attachments)
      // Own keys alone are replaced, so that "__proto__" stays a key like any other.
      if (item !== items[key]) items[key] = item
    }
    return value
  }
  if (value.$ === 'number') return specialNumber(value)
  if (value.$ === 'object') return escapedObject(value, depth, attachments)
  return attachment(value, attachments)
}

function specialNumber(value: object): number {
  const text = 'text' in value ? value.text : null
  if (text !== 'NaN' && text !== 'Infinity' && text !== '-Infinity' && text !== '-0')
    throw malformed('it holds an unknown number')
  return Number(text)
}

function escapedObject(value: object, depth: number, attachments: Attached): unknown {
  const entries: unknown = 'entries' in value ? value.entries : null
  if (!Array.isArray(entries)) throw malformed('it holds a broken object')
  return Object.fromEntries(
    entries.map((entry: unknown) => {
      if (!Array.isArray(entry) || typeof entry[0] !== 'string') throw malformed('it holds a broken object')
      return [entry[0], fromPlain(entry[1], depth + 1, attachments)]
    }),
  )
}

/** A copy, because the array must be aligned and must not keep the whole frame alive. */
function attachment(value: object, attachments: Attached): Attachment {
  const type =
    '$' in value && typeof value.$ === 'string' && Object.hasOwn(arrayTypes, value.$) ? (value.$ as ArrayType) : null
  const at = 'at' in value ? value.at : null
  const length = 'length' in value ? value.length : null
  if (!type || !isCount(at) || !isCount(length)) throw malformed('it holds an unknown kind of value')
  const Type = arrayTypes[type]
  const end = at + length * Type.BYTES_PER_ELEMENT
  if (end > attachments.bytes.length) throw malformed('an array reaches beyond its end')
  // No two arrays share bytes: a small frame that names the same ones again and again would fill the memory.
  attachments.copied += end - at
  if (attachments.copied > attachments.bytes.length) throw malformed('its arrays are larger than it is')
  return new Type(attachments.bytes.slice(at, end).buffer)
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
