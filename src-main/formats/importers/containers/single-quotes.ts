import { createReadStream } from 'node:fs'
import type { Container } from './container.ts'
import { pour } from './pour.ts'
import { regularFile } from '../files/regular-file.ts'

const quoted = /(?:^|[,;\t|])[ ]*'[^']*'[ ]*(?=[,;\t|]|$)/
const looked = 50

/** Text whose cells stand in single quotes, as databases write values: they become double ones, byte by byte, and nothing else changes. */
export const singleQuotes: Container = {
  id: 'single-quotes',
  name: 'text in single quotes',
  extensions: [],
  part: 'file',
  holds: 'files',
  recognises: (_, head) => {
    const lines = Buffer.from(head).toString('latin1').split(/\r?\n/).slice(0, -1).slice(0, looked)
    const filled = lines.filter((line) => line.trim() !== '')
    return (
      filled.length > 2 &&
      filled.filter((line) => quoted.test(line)).length >= filled.length * 0.8 &&
      !filled.some((line) => line.includes('"'))
    )
  },
  parts: async (_, name) => [{ name, bytes: 1 }],

  async unpack(path, _, { to, limit }, job) {
    const { size } = await regularFile(path)
    const source = createReadStream(path, { highWaterMark: 1 << 18 })
    try {
      const { whole, bytes } = await pour(doubleQuoted(source), to, limit, job, () => ({
        phase: 'Unpacking',
        done: source.bytesRead,
        total: size,
        unit: 'bytes',
      }))
      return { whole, share: whole ? 1 : Math.min(1, bytes / size), problems: [] }
    } finally {
      source.destroy()
    }
  },
}

const single = 39
const double = 34
const endsCell = (byte: number | undefined) =>
  byte === undefined || byte === 10 || byte === 13 || byte === 44 || byte === 59 || byte === 9 || byte === 124

/** A quote at the beginning of a cell opens it; one before the end of a cell, blanks aside, closes it; two are one, and belong to it. */
async function* doubleQuoted(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0)
  let open = false
  let begins = true
  function* turned(all: Buffer, last: boolean): Generator<Buffer> {
    const out = Buffer.alloc(all.length)
    let at = 0
    let i = 0
    // What closes a cell is told by what stands behind it.
    for (; i < all.length - (last ? 0 : 64); i++) {
      const byte = all[i]
      out[at++] = byte
      if (byte !== single) {
        if (!open) begins = endsCell(byte) || (begins && byte === 32)
        continue
      }
      if (!open) {
        if (begins) {
          out[at - 1] = double
          open = true
        }
        begins = false
        continue
      }
      if (all[i + 1] === single) {
        i++
        continue
      }
      let next = i + 1
      while (all[next] === 32 && next < i + 60) next++
      if (!endsCell(all[next])) continue
      out[at - 1] = double
      open = false
    }
    rest = all.subarray(Math.min(i, all.length))
    yield out.subarray(0, at)
  }
  for await (const block of source) yield* turned(Buffer.concat([rest, block]), false)
  yield* turned(rest, true)
}
