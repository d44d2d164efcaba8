import { createReadStream, createWriteStream, mkdirSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, resolve, sep } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createInflateRaw } from 'node:zlib'
import { badInput } from '../shared/errors.ts'

interface Entry {
  name: string
  method: number
  packed: number
  size: number
  offset: number
}

const endSignature = 0x06054b50
const entrySignature = 0x02014b50

/**
 * Unpacks the wanted files of a ZIP archive (Python's wheels and Java's JARs are such) into a folder, streaming.
 * `target` names the path of an entry below `folder`, or null for one that is not wanted.
 * Archives over 4 GB (ZIP64) are refused; sizes are checked, what is in it is not compared, since the whole file's check sum was.
 */
export async function unzip(
  archive: string,
  folder: string,
  target: (name: string) => string | null,
  onProgress: (fraction: number) => void = () => {},
): Promise<string[]> {
  const wanted = (await entriesOf(archive)).flatMap((entry) => {
    const path = entry.name.endsWith('/') ? null : target(entry.name)
    return path === null ? [] : [{ entry, path: resolve(folder, path) }]
  })
  const total = wanted.reduce((sum, { entry }) => sum + entry.size, 0)
  let done = 0
  for (const { entry, path } of wanted) {
    if (!path.startsWith(resolve(folder) + sep))
      throw badInput(`The archive has an entry that leads outside: "${entry.name}".`)
    mkdirSync(dirname(path), { recursive: true })
    const before = done
    const counter = new Transform({
      transform(chunk: Buffer, _encoding, next) {
        done += chunk.length
        onProgress(done / total)
        next(null, chunk)
      },
    })
    await unpackOne(archive, entry, path, counter)
    if (done - before !== entry.size) throw badInput(`"${entry.name}" in the archive is damaged.`)
  }
  return wanted.map(({ entry }) => entry.name)
}

async function unpackOne(archive: string, entry: Entry, path: string, counter: Transform): Promise<void> {
  const file = await open(archive)
  const head = Buffer.alloc(30)
  await file.read(head, 0, 30, entry.offset)
  await file.close()
  // The local header repeats the name and may hold other extra fields than the directory's.
  const start = entry.offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28)
  if (entry.packed === 0) return pipeline([], counter, createWriteStream(path))
  const source = createReadStream(archive, { start, end: start + entry.packed - 1, highWaterMark: 1 << 20 })
  if (entry.method === 0) return pipeline(source, counter, createWriteStream(path))
  if (entry.method !== 8)
    throw badInput(`"${entry.name}" is packed in a way that is not known here (method ${entry.method}).`)
  await pipeline(source, createInflateRaw({ chunkSize: 1 << 20 }), counter, createWriteStream(path))
}

async function entriesOf(archive: string): Promise<Entry[]> {
  const file = await open(archive)
  try {
    const { size } = await file.stat()
    const tail = Buffer.alloc(Math.min(size, 65557))
    await file.read(tail, 0, tail.length, size - tail.length)
    let end = tail.length - 22
    while (end >= 0 && tail.readUInt32LE(end) !== endSignature) end--
    if (end < 0) throw badInput(`${archive} is not a whole ZIP archive.`)
    const directory = Buffer.alloc(tail.readUInt32LE(end + 12))
    const start = tail.readUInt32LE(end + 16)
    if (start === 0xffffffff) throw badInput(`${archive} is a ZIP64 archive, which is not supported.`)
    await file.read(directory, 0, directory.length, start)
    return readDirectory(directory)
  } finally {
    await file.close()
  }
}

function readDirectory(directory: Buffer): Entry[] {
  const entries: Entry[] = []
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === entrySignature;) {
    const nameLength = directory.readUInt16LE(at + 28)
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      method: directory.readUInt16LE(at + 10),
      packed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    })
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return entries
}
