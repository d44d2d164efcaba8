import { constants, inflateSync } from 'node:zlib'
import { badInput } from '../../../shared/errors.ts'
import { numbersFrom, type NumberType } from './numbers.ts'

/** A variable of numbers. columns — [column][row]: the longer dimension of a matrix is time. */
export interface MatVariable {
  name: string
  rows: number
  columns: number
  /** Its numbers, read when asked for. */
  read(): Float64Array[]
}

/** Variables of numbers, and names of those that hold something else. */
export interface MatContents {
  variables: MatVariable[]
  others: string[]
}

const types: Readonly<Record<number, NumberType>> = {
  1: 'i1',
  2: 'u1',
  3: 'i2',
  4: 'u2',
  5: 'i4',
  6: 'u4',
  7: 'f4',
  9: 'f8',
  12: 'i8',
  13: 'u8',
}
const matrix = 14
const compressed = 15
const structClass = 2
const numericClass = (id: number) => id >= 6 && id <= 15
/** What one variable may take when inflated; MATLAB itself keeps to 2 GB in this version. */
const largest = 2 ** 31 - 1

/**
 * The variables of a MATLAB file of version 5 (saved with -v6 or -v7). Fields of a structure are called structure.field.
 * Throws bad-input where the file is damaged. Source: MathWorks, "MAT-File Format", R2024a, level 5.
 */
export function mat5Contents(file: Buffer): MatContents {
  const little = file.toString('latin1', 126, 128) === 'IM'
  const found: MatContents = { variables: [], others: [] }
  let at = 128
  while (at + 8 <= file.length) {
    const tag = tagOf(file, at, little)
    if (tag.end > file.length) throw cutOff()
    const bytes = file.subarray(tag.from, tag.end)
    if (tag.type === compressed) {
      const whole = () => inner(inflate(bytes, false), little)
      describe(inner(inflate(bytes, true), little), little, '', found, whole)
    } else if (tag.type === matrix) describe(bytes, little, '', found, () => bytes)
    // Compressed elements are not padded.
    at = tag.type === compressed ? tag.end : tag.next
  }
  return found
}

const cutOff = () => badInput('The MATLAB file is damaged or cut off. Copy it again, or save it from MATLAB as CSV.')

function inflate(bytes: Buffer, beginning: boolean): Buffer {
  try {
    return beginning
      ? inflateSync(bytes.subarray(0, 1 << 16), { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 1 << 27 })
      : inflateSync(bytes, { maxOutputLength: largest })
  } catch {
    throw cutOff()
  }
}

/** The content of the matrix within an inflated element. */
const inner = (bytes: Buffer, little: boolean) => bytes.subarray(tagOf(bytes, 0, little).from)

interface Tag {
  type: number
  from: number
  end: number
  /** Where the next element begins. */
  next: number
}

function tagOf(bytes: Buffer, at: number, little: boolean): Tag {
  if (at + 8 > bytes.length) throw cutOff()
  const read = (from: number) => (little ? bytes.readUInt32LE(from) : bytes.readUInt32BE(from))
  const first = read(at)
  // A small element has its size in the upper half of the type, and its data in the place of the size.
  if (first >>> 16 > 0) {
    const size = first >>> 16
    return { type: first & 0xffff, from: at + 4, end: at + 4 + size, next: at + 8 }
  }
  const size = read(at + 4)
  return { type: first, from: at + 8, end: at + 8 + size, next: at + 8 + Math.ceil(size / 8) * 8 }
}

/** Reads the head of a matrix and adds what it holds. whole — the complete bytes, of which `bytes` may be the beginning. */
function describe(
  bytes: Buffer,
  little: boolean,
  prefix: string,
  found: MatContents,
  whole: () => Buffer,
  field?: string,
): void {
  const flags = tagOf(bytes, 0, little)
  const kind = (little ? bytes.readUInt32LE(flags.from) : bytes.readUInt32BE(flags.from)) & 0xff
  const shape = tagOf(bytes, flags.next, little)
  const sizes = [...numbersFrom(copy(bytes, shape.from, shape.end), 'i4', little)]
  const label = tagOf(bytes, shape.next, little)
  const name = prefix + (field ?? bytes.toString('latin1', label.from, label.end))
  const [a = 0, b = 0] = sizes
  if (numericClass(kind) && sizes.length === 2) {
    if (a * b === 0) return
    const at = label.next
    found.variables.push({
      name,
      rows: Math.max(a, b),
      columns: Math.min(a, b),
      read: () => {
        const all = whole()
        const data = tagOf(all, at, little)
        const type = types[data.type]
        if (!type || data.end > all.length) throw cutOff()
        const numbers = numbersFrom(copy(all, data.from, data.end), type, little)
        if (numbers.length !== a * b) throw cutOff()
        return a >= b
          ? Array.from({ length: b }, (_, c) => numbers.subarray(c * a, (c + 1) * a))
          : Array.from({ length: a }, (_, r) => Float64Array.from({ length: b }, (__, c) => numbers[c * a + r]))
      },
    })
  } else if (kind === structClass && a * b === 1 && sizes.length === 2) {
    const all = whole()
    const lengthTag = tagOf(all, label.next, little)
    const length = numbersFrom(copy(all, lengthTag.from, lengthTag.end), 'i4', little)[0]
    const namesTag = tagOf(all, lengthTag.next, little)
    let at = namesTag.next
    for (let from = namesTag.from; from < namesTag.end; from += length) {
      const fieldName = all.toString('latin1', from, from + length).replace(/\0.*$/s, '')
      const element = tagOf(all, at, little)
      const content = all.subarray(element.from, element.end)
      if (content.length > 0) describe(content, little, `${name}.`, found, () => content, fieldName)
      at = element.next
    }
  } else found.others.push(name)
}

/** Numbers need not begin where a typed array may. */
const copy = (bytes: Buffer, from: number, end: number) => new Uint8Array(bytes.subarray(from, end))
