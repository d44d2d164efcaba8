import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { unzip } from '../../src-main/setup/zip.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zip-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('unzip', () => {
  test('unpacks the wanted entries, packed or stored, to where the caller wants them', async () => {
    const large = 'A line that repeats. '.repeat(100_000)
    const archive = write([
      { name: 'a/packed.txt', text: large },
      { name: 'a/stored.txt', text: 'as it is', stored: true },
      { name: 'a/empty.txt', text: '' },
      { name: 'b/unwanted.txt', text: 'no' },
    ])
    const seen: number[] = []
    const names = await unzip(
      archive,
      join(folder, 'out'),
      (name) => (name.startsWith('a/') ? name.slice(2) : null),
      (f) => seen.push(f),
    )
    expect(names).toEqual(['a/packed.txt', 'a/stored.txt', 'a/empty.txt'])
    expect(
      ['packed.txt', 'stored.txt', 'empty.txt'].map((name) => readFileSync(join(folder, 'out', name), 'utf8')),
    ).toEqual([large, 'as it is', ''])
    expect(seen.at(-1)).toBe(1)
  })

  test('refuses an entry that leads outside the folder', async () => {
    const archive = write([{ name: '../evil.txt', text: 'x' }])
    await expect(unzip(archive, join(folder, 'out'), (name) => name)).rejects.toThrow('leads outside')
  })

  test('refuses what is no archive and one that was cut short', async () => {
    const path = join(folder, 'none.zip')
    writeFileSync(path, 'no archive')
    await expect(unzip(path, folder, (name) => name)).rejects.toThrow('not a whole ZIP archive')
    const whole = readFileSync(write([{ name: 'a.txt', text: 'abc '.repeat(1000) }]))
    writeFileSync(path, whole.subarray(0, whole.length - 30))
    await expect(unzip(path, folder, (name) => name)).rejects.toThrow('not a whole ZIP archive')
  })

  test('refuses an entry whose length is not what the directory says', async () => {
    const archive = write([{ name: 'a.txt', text: 'abcdef', stored: true, claimed: 7 }])
    await expect(unzip(archive, join(folder, 'out'), (name) => name)).rejects.toThrow('damaged')
  })

  test('reads what another program has packed', async ({ skip }) => {
    const script =
      'import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1],"w",zipfile.ZIP_DEFLATED)\nz.writestr("x/y.txt","from python "*1000)\nz.close()'
    const path = join(folder, 'python.zip')
    try {
      execFileSync('python3', ['-c', script, path])
    } catch {
      skip('There is no Python here to pack an archive with.')
    }
    await unzip(path, folder, (name) => name)
    expect(readFileSync(join(folder, 'x', 'y.txt'), 'utf8')).toBe('from python '.repeat(1000))
  })
})

interface Entry {
  name: string
  text: string
  stored?: boolean
  /** The size the directory gives, where it lies. */
  claimed?: number
}

/** A ZIP archive as the format's description has it: local headers with data, a central directory, the end record. */
function write(entries: Entry[]): string {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, text, stored, claimed } of entries) {
    const data = Buffer.from(text)
    const packed = stored ? data : deflateRawSync(data)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(stored ? 0 : 8, 4)
    fields.writeUInt32LE(crc32(data), 10)
    fields.writeUInt32LE(packed.length, 14)
    fields.writeUInt32LE(claimed ?? data.length, 18)
    fields.writeUInt16LE(Buffer.byteLength(name), 22)
    const local = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), fields, Buffer.from(name), packed])
    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x02014b50, 0)
    fields.copy(central, 6)
    central.writeUInt32LE(offset, 42)
    directory.push(central, Buffer.from(name))
    parts.push(local)
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  const path = join(folder, 'test.zip')
  writeFileSync(path, Buffer.concat([...parts, central, end]))
  return path
}
