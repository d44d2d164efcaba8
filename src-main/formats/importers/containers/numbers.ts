/** A type of numbers as files hold them: kind (float, signed, unsigned) and bytes. */
export type NumberType = 'f8' | 'f4' | 'i1' | 'i2' | 'i4' | 'i8' | 'u1' | 'u2' | 'u4' | 'u8'

/** Numbers from bytes, as doubles; 64-bit integers beyond 2^53 lose their last digits. bytes — a whole count of numbers. */
export function numbersFrom(bytes: Uint8Array, type: NumberType, littleEndian: boolean): Float64Array {
  const width = Number(type[1])
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const read = readers[type]
  const numbers = new Float64Array(bytes.length / width)
  for (let i = 0; i < numbers.length; i++) numbers[i] = read(view, i * width, littleEndian)
  return numbers
}

const readers: Readonly<Record<NumberType, (view: DataView, at: number, littleEndian: boolean) => number>> = {
  f8: (view, at, little) => view.getFloat64(at, little),
  f4: (view, at, little) => Math.fround(view.getFloat32(at, little)),
  i1: (view, at) => view.getInt8(at),
  i2: (view, at, little) => view.getInt16(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  u1: (view, at) => view.getUint8(at),
  u2: (view, at, little) => view.getUint16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
}
