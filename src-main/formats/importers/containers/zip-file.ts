import { crc32 } from 'node:zlib'
import type { Entry, ZipFile } from 'yauzl'
import { badInput } from '../../../shared/errors.ts'

/** The files of a ZIP archive, folders left out, and what is in each. */
export interface ZipContents {
  entries: Entry[]
  /** The bytes of one, checked by length and check sum when the last has been taken. Throws bad-input where they do not agree. */
  bytes(entry: Entry): AsyncGenerator<Uint8Array>
}

/** An archive of more files is no export of measurements. */
const mostEntries = 20_000

/** Opens an archive for one piece of work. Throws bad-input where it is no whole one. */
export async function withZip<T>(path: string, work: (zip: ZipContents) => Promise<T>): Promise<T> {
  // When an archive is there and not before: a package that is missing is no reason to refuse every other file.
  const { openPromise } = await import('yauzl')
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true }).catch(
    (error: unknown) => {
      throw damaged(error)
    },
  )
  try {
    if (zip.entryCount > mostEntries)
      throw badInput(
        `The archive holds ${zip.entryCount.toLocaleString('en')} files, more than the ${mostEntries.toLocaleString('en')} that are looked at. Unpack it and import what you need.`,
      )
    const entries: Entry[] = []
    try {
      for await (const entry of zip.eachEntry()) if (!entry.fileName.endsWith('/')) entries.push(entry)
    } catch (error) {
      throw damaged(error)
    }
    return await work({ entries, bytes: (entry) => checkedBytes(zip, entry) })
  } finally {
    zip.close()
  }
}

async function* checkedBytes(zip: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  if (entry.isEncrypted())
    throw badInput(`"${entry.fileName}" is protected by a password. Unpack the archive with it first.`)
  const stream = await zip.openReadStreamPromise(entry).catch((error: unknown) => {
    throw damaged(error)
  })
  let sum = 0
  try {
    for await (const block of stream as AsyncIterable<Uint8Array>) {
      sum = crc32(block, sum)
      yield block
    }
  } catch (error) {
    throw damaged(error)
  } finally {
    stream.destroy()
  }
  if (sum !== entry.crc32) throw damaged(`check sum of ${entry.fileName}`)
}

function damaged(error: unknown) {
  return badInput(
    'The file is damaged or cut off: it does not agree with its own list of contents, so nothing of it was imported. Copy or download it again.',
    String(error),
  )
}
