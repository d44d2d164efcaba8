import { open } from 'node:fs/promises'
import { badInput } from '../../../shared/errors.ts'
import { plainCsv, startsWith, type Container } from './container.ts'
import { numbersFrom, type NumberType } from './numbers.ts'
import { pour } from './pour.ts'
import { regularFile } from '../files/regular-file.ts'

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]
const wayOut = 'Save it from Python as CSV or Parquet.'
const types: Readonly<Record<string, NumberType>> = {
  f8: 'f8',
  f4: 'f4',
  i1: 'i1',
  i2: 'i2',
  i4: 'i4',
  i8: 'i8',
  u1: 'u1',
  u2: 'u2',
  u4: 'u4',
  u8: 'u8',
  b1: 'u1',
}

interface ArrayHeader {
  type: NumberType
  littleEndian: boolean
  columnMajor: boolean
  rows: number
  columns: number
  /** Where the values begin. */
  at: number
}

/**
 * NumPy arrays (.npy, versions 1 to 3 of the format): [rows] or [rows, columns] of numbers, which have neither names nor times.
 * Source: NEP 1, "A Simple File Format for NumPy Arrays".
 */
export const numpy: Container = {
  id: 'numpy',
  name: 'NumPy array',
  extensions: ['.npy'],
  part: 'array',
  holds: 'tables',
  readsAs: { ...plainCsv, header: false },
  recognises: (_, head) => startsWith(head, magic),
  parts: async () => [{ name: 'array', bytes: 1 }],

  async unpack(path, _, { to, limit }, job) {
    const { size } = await regularFile(path)
    const handle = await open(path, 'r')
    try {
      const header = await headerOf(handle)
      const { type, rows, columns, at } = header
      const width = Number(type[1])
      if (size - at < rows * columns * width)
        throw badInput(
          `The NumPy array (.npy) is cut off: it should hold ${rows.toLocaleString('en')} × ${columns} numbers. Copy it again, or save it as CSV.`,
        )
      if (rows * columns === 0) throw badInput('The NumPy array (.npy) is empty.')
      const blockRows = Math.max(1, Math.floor((1 << 19) / (columns * width)))
      let done = 0
      const text = async function* () {
        for (let row = 0; row < rows; row += blockRows) {
          const n = Math.min(blockRows, rows - row)
          const table = header.columnMajor && columns > 1 ? await columnMajor(row, n) : await rowMajor(row, n)
          let block = ''
          for (let r = 0; r < n; r++) {
            for (let c = 0; c < columns; c++) block += (c > 0 ? ',' : '') + numberText(table[r * columns + c])
            block += '\n'
          }
          done = row + n
          yield block
        }
      }
      const read = async (from: number, count: number) => {
        const bytes = new Uint8Array(count * width)
        await handle.read(bytes, 0, bytes.length, at + from * width)
        return numbersFrom(bytes, type, header.littleEndian)
      }
      const rowMajor = (row: number, n: number) => read(row * columns, n * columns)
      const columnMajor = async (row: number, n: number) => {
        const table = new Float64Array(n * columns)
        for (let c = 0; c < columns; c++)
          (await read(c * rows + row, n)).forEach((value, r) => (table[r * columns + c] = value))
        return table
      }
      const { whole } = await pour(text(), to, limit, job, () => ({
        phase: 'Unpacking',
        done,
        total: rows,
        unit: 'rows',
      }))
      return { whole, share: done / rows, problems: [] }
    } finally {
      await handle.close()
    }
  },
}

/** NaN is a missing value; the word for infinity is the one that is counted as no number. */
const numberText = (value: number) => (value !== value ? '' : String(value))

async function headerOf(handle: Awaited<ReturnType<typeof open>>): Promise<ArrayHeader> {
  const start = Buffer.alloc(12)
  await handle.read(start, 0, 12, 0)
  const long = start[6] > 1
  const length = long ? start.readUInt32LE(8) : start.readUInt16LE(8)
  const at = (long ? 12 : 10) + length
  if (length > 1 << 20) throw badInput(`The NumPy array (.npy) is damaged. ${wayOut}`)
  const bytes = Buffer.alloc(length)
  await handle.read(bytes, 0, length, at - length)
  const text = bytes.toString('latin1')
  const [, order, kind] = /'descr':\s*'([<>|=]?)(\w+)'/.exec(text) ?? []
  const shape = /'shape':\s*\(([^)]*)\)/
    .exec(text)?.[1]
    .split(',')
    .map((part) => part.trim().replace(/L$/, ''))
    .filter((part) => part !== '')
    .map(Number)
  const type = types[kind]
  if (!type)
    throw badInput(
      `This NumPy array (.npy) holds ${kind?.startsWith('M8') ? 'times' : kind?.startsWith('U') || kind?.startsWith('S') ? 'texts' : 'something else than plain numbers'}, which cannot be read here. ${wayOut}`,
    )
  if (!shape || shape.length > 2 || shape.some((size) => !Number.isSafeInteger(size) || size < 0))
    throw badInput(
      `This NumPy array (.npy) has ${shape?.length ?? 0} dimensions; one with rows and columns can be read. ${wayOut}`,
    )
  return {
    type,
    littleEndian: order !== '>',
    columnMajor: /'fortran_order':\s*True/.test(text),
    rows: shape[0] ?? 1,
    columns: shape[1] ?? 1,
    at,
  }
}
