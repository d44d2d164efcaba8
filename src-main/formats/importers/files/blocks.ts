import { createReadStream } from 'node:fs'
import { decoderFor, type Encoding } from './file-head.ts'

/**
 * A text file from its beginning as blocks of UTF-8 without NUL bytes and without a byte-order mark.
 * read — filled with the bytes read from disk so far, for progress.
 */
export async function* textBlocks(path: string, encoding: Encoding, read: { bytes: number }): AsyncGenerator<Buffer> {
  const source = createReadStream(path, { highWaterMark: 1 << 20 })
  const decoder = encoding === 'utf-8' ? null : decoderFor(encoding)
  let first = true
  try {
    for await (const block of source as AsyncIterable<Buffer>) {
      read.bytes += block.length
      let text = decoder ? Buffer.from(decoder.decode(block, { stream: true })) : block
      if (first && text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf) text = text.subarray(3)
      first = false
      if (text.includes(0)) text = Buffer.from(text.filter((byte) => byte !== 0))
      if (text.length > 0) yield text
    }
  } finally {
    source.destroy()
  }
  const rest = decoder?.decode()
  if (rest) yield Buffer.from(rest)
}
