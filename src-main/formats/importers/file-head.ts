import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import { badInput } from '../../shared/errors.ts'
import type { ImportRecipe } from '../../shared/recipe.ts'

export type Encoding = ImportRecipe['encoding']

/** The beginning of a file, unpacked. */
export interface FileHead {
  bytes: Uint8Array
  /** The last bytes of an unpacked file (empty for gzip and where `bytes` is the whole file): what a preview could not see otherwise. */
  tail: Uint8Array
  /** `bytes` is the whole content. */
  whole: boolean
  gzip: boolean
  /** Size on disk. */
  fileBytes: number
  /** Unpacked size; estimated for gzip. */
  contentBytes: number
}

/** No line of a table is longer; one that is, is refused before it fills the memory. */
export const longestLine = 2_000_000
const headBytes = 1 << 20
const tailBytes = 1 << 16

/**
 * Reads the first megabyte (more only while no line has ended), unpacking gzip.
 * Throws bad-input for a missing or empty file and for a folder.
 */
export async function readHead(path: string, limit = headBytes): Promise<FileHead> {
  const info = await stat(path).catch(() => null)
  if (!info) throw badInput('The file is not there any more, or may not be read.', path)
  if (!info.isFile()) throw badInput('This is a folder, not a file.', path)
  if (info.size === 0) throw badInput('The file is empty.')
  const handle = await open(path, 'r')
  try {
    const magic = new Uint8Array(2)
    await handle.read(magic, 0, 2, 0)
    if (magic[0] === 0x1f && magic[1] === 0x8b)
      return { ...(await unpackHead(path, limit)), tail: new Uint8Array(), gzip: true, fileBytes: info.size }
    const bytes = new Uint8Array(Math.min(limit, info.size))
    await handle.read(bytes, 0, bytes.length, 0)
    const whole = bytes.length === info.size
    const tail = new Uint8Array(whole ? 0 : Math.min(tailBytes, info.size - bytes.length))
    await handle.read(tail, 0, tail.length, info.size - tail.length)
    return { bytes, tail, whole, gzip: false, fileBytes: info.size, contentBytes: info.size }
  } finally {
    await handle.close()
  }
}

async function unpackHead(path: string, limit: number): Promise<Pick<FileHead, 'bytes' | 'whole' | 'contentBytes'>> {
  const source = createReadStream(path)
  const gunzip = createGunzip()
  source.on('error', (error) => gunzip.destroy(error))
  source.pipe(gunzip)
  const parts: Uint8Array[] = []
  let length = 0
  try {
    for await (const part of gunzip) {
      parts.push(part)
      length += part.length
      if (length >= limit) break
    }
  } catch (error) {
    throw badInput('The gzip file is damaged or cut off.', String(error))
  }
  const whole = length < limit
  const packed = Math.max(1, gunzip.bytesWritten)
  const { size } = await stat(path)
  source.destroy()
  gunzip.destroy()
  if (length === 0) throw badInput('The gzip file is empty.')
  return {
    bytes: Buffer.concat(parts),
    whole,
    contentBytes: whole ? length : Math.max(length, Math.round((length / packed) * size)),
  }
}

/** Guesses the encoding from a byte-order mark, the pattern of NUL bytes, or whether the bytes are valid UTF-8. */
export function guessEncoding(bytes: Uint8Array): { encoding: Encoding; reason: string } {
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    return { encoding: 'utf-16le', reason: 'The file begins with the mark of UTF-16 (little endian).' }
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return { encoding: 'utf-16be', reason: 'The file begins with the mark of UTF-16 (big endian).' }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
    return { encoding: 'utf-8', reason: 'The file begins with the mark of UTF-8.' }
  const sample = bytes.subarray(0, 4096)
  let even = 0
  let odd = 0
  for (let i = 0; i < sample.length; i++)
    if (sample[i] === 0) {
      if (i % 2 === 0) even++
      else odd++
    }
  if (odd > sample.length * 0.2 && even < sample.length * 0.05)
    return { encoding: 'utf-16le', reason: 'Every second byte is NUL, as in UTF-16 (little endian).' }
  if (even > sample.length * 0.2 && odd < sample.length * 0.05)
    return { encoding: 'utf-16be', reason: 'Every second byte is NUL, as in UTF-16 (big endian).' }
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return { encoding: 'utf-8', reason: 'All bytes are valid UTF-8.' }
  } catch {
    return { encoding: 'latin-1', reason: 'Some bytes are not valid UTF-8, so Latin-1 is assumed.' }
  }
}

/** A decoder for a stream of bytes; byte-order marks are dropped. Latin-1 is read as Windows-1252, its superset. */
export function decoderFor(encoding: Encoding): TextDecoder {
  return new TextDecoder(encoding === 'latin-1' ? 'windows-1252' : encoding)
}

const magics: readonly [string, number[]][] = [
  ['a ZIP archive or an Excel workbook: unpack it, or save the sheet as CSV', [0x50, 0x4b, 3, 4]],
  ['an old Excel workbook: save the sheet as CSV', [0xd0, 0xcf, 0x11, 0xe0]],
  ['a SQLite database', [...Buffer.from('SQLite format 3')]],
  ['a PDF document', [...Buffer.from('%PDF-')]],
  ['a PNG image', [0x89, 0x50, 0x4e, 0x47]],
  ['an HDF5 or MATLAB file: export it as CSV or Parquet', [0x89, 0x48, 0x44, 0x46]],
  ['a MATLAB file: export it as CSV or Parquet', [...Buffer.from('MATLAB ')]],
  ['a program', [0x7f, 0x45, 0x4c, 0x46]],
  ['a Zstandard archive: unpack it first', [0x28, 0xb5, 0x2f, 0xfd]],
  ['a bzip2 archive: unpack it first', [0x42, 0x5a, 0x68]],
  ['a 7-Zip archive: unpack it first', [0x37, 0x7a, 0xbc, 0xaf]],
]

/** Says what a file is that is no table of text; null for others. Text has almost no control characters in its first 64 KB. */
export function binaryReason(bytes: Uint8Array, encoding: Encoding): string | null {
  const known = magics.find(([, magic]) => magic.every((byte, i) => bytes[i] === byte))
  if (known) return `This is ${known[0]}.`
  const text = decoderFor(encoding).decode(bytes.subarray(0, 1 << 16), { stream: true })
  if (/^\s*(\{\s*"|\[\s*[[{"])/.test(text)) return 'This is JSON: export it as CSV or Parquet.'
  if (/^\s*<(!doctype|html|\?xml|table)/i.test(text))
    return 'This is a web page or XML, whatever its name: export it as CSV or Parquet.'
  let strange = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if ((code < 32 && code !== 9 && code !== 10 && code !== 13 && code !== 12 && code !== 0) || code === 0xfffd)
      strange++
  }
  // NUL bytes alone may be a block that was never written; with other control characters they are a binary.
  if (strange > text.length * 0.02)
    return 'This file is not text: it looks like a binary format that cannot be imported.'
  let nuls = 0
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) === 0) nuls++
  return nuls > text.length * 0.5
    ? 'This file holds mostly NUL bytes: it is no text file, or was never completely written.'
    : null
}
