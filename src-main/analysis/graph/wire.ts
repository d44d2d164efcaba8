/**
 * Protocol Buffers' wire format, written: a message is its fields one after the other, each a tag and a value.
 * Source: protobuf.dev, "Encoding".
 */

/** A whole number, a boolean or an enum. */
export const whole = (field: number, value: number): Buffer => Buffer.concat([varint(field << 3), varint(value)])

export function float(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeFloatLE(value)
  return Buffer.concat([varint((field << 3) | 5), bytes])
}

/** A text, bytes or a message. */
export function bytes(field: number, value: string | Uint8Array): Buffer {
  const content = typeof value === 'string' ? Buffer.from(value) : value
  return Buffer.concat([varint((field << 3) | 2), varint(content.length), content])
}

/** One entry of a map from texts to messages. */
export const entry = (field: number, key: string, value: Uint8Array): Buffer =>
  bytes(field, Buffer.concat([bytes(1, key), bytes(2, value)]))

/** Seven bits a byte, the lowest first; a negative number as its 64-bit complement. */
function varint(value: number): Buffer {
  const out: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  while (rest > 127n) {
    out.push(Number(rest & 127n) | 128)
    rest >>= 7n
  }
  return Buffer.from([...out, Number(rest)])
}
