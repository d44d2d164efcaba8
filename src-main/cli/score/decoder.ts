import { badInput } from '../../shared/errors.ts'

/** How text begins whose encoding it says itself. */
const marks: [encoding: string, first: number[]][] = [
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
]
const packed: [name: string, first: number[]][] = [
  ['gzip', [0x1f, 0x8b]],
  ['ZIP', [0x50, 0x4b, 3, 4]],
  ['Parquet', [0x50, 0x41, 0x52, 0x31]],
]

/** What reads a stream by its first block. Throws bad-input where it is no text. */
export function decoderOf(block: Uint8Array): TextDecoder {
  const begins = ([, first]: [string, number[]]) => first.every((byte, i) => block[i] === byte)
  const file = packed.find(begins)
  if (file)
    throw badInput(
      `The input is a ${file[0]} file, and rows come as text: unpack or convert it first${file[0] === 'gzip' ? ', as "gunzip -c FILE" does' : ''}.`,
    )
  const encoding = marks.find(begins)?.[0]
  if (!encoding && block.subarray(0, 4096).includes(0))
    throw badInput('The input is no text: rows come as CSV with a header, or as JSON lines.')
  return new TextDecoder(encoding)
}
