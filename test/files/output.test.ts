import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { closeProject, openProject } from '../../src-main/db/file/open.ts'
import { temporaryFolder } from '../../src-main/files/abandoned.ts'
import { writeOutput, type Output } from '../../src-main/files/output.ts'

const root = mkdtempSync(join(tmpdir(), 'output-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let folder = root
beforeEach(() => void (folder = mkdtempSync(join(root, 'test-'))))

const at = (name: string) => join(folder, name)
const write = (output: Output, text = 'new') => writeOutput(output, (file) => file.writeFile(text))
const posix = process.platform !== 'win32'

describe('an output', () => {
  test('that is new is written whole, piece by piece, and nothing else is left in the folder', async () => {
    await writeOutput({ path: at('a.csv') }, async (file) => {
      await file.writeFile('one\n')
      await file.writeFile('two\n')
      expect(existsSync(at('a.csv'))).toBe(false)
    })
    expect(readFileSync(at('a.csv'), 'utf8')).toBe('one\ntwo\n')
    expect(readdirSync(folder)).toEqual(['a.csv'])
  })

  test('replaces a file only where somebody has said so, and keeps its mode', async () => {
    writeFileSync(at('a.csv'), 'old')
    chmodSync(at('a.csv'), 0o640)
    await expect(write({ path: at('a.csv') })).rejects.toMatchObject({
      code: 'exists',
      message: 'There is already a file "a.csv" in that folder.',
    })
    expect(readFileSync(at('a.csv'), 'utf8')).toBe('old')
    await write({ path: at('a.csv'), replace: true })
    expect(readFileSync(at('a.csv'), 'utf8')).toBe('new')
    if (posix) expect(statSync(at('a.csv')).mode & 0o7777).toBe(0o640)
    expect(readdirSync(folder)).toEqual(['a.csv'])
  })

  test('does not replace a file that came while it was written', async () => {
    const writing = writeOutput({ path: at('a.csv') }, async (file) => {
      await file.writeFile('new')
      writeFileSync(at('a.csv'), 'came meanwhile')
    })
    await expect(writing).rejects.toMatchObject({ code: 'exists' })
    expect(readFileSync(at('a.csv'), 'utf8')).toBe('came meanwhile')
    expect(readdirSync(folder)).toEqual(['a.csv'])
  })

  test('that fails half-way leaves what was there and nothing beside it', async () => {
    writeFileSync(at('a.csv'), 'old')
    const writing = writeOutput({ path: at('a.csv'), replace: true }, async (file) => {
      await file.writeFile('half')
      throw new Error('enough')
    })
    await expect(writing).rejects.toThrow('enough')
    expect([readdirSync(folder), readFileSync(at('a.csv'), 'utf8')]).toEqual([['a.csv'], 'old'])
  })

  test('sweeps what a killed process left beside it, and nothing of a process that lives', async () => {
    const gone = `.anomaly-studio-${deadProcess()}-1a2b3c4d.part`
    const alive = `.anomaly-studio-${process.ppid}-1a2b3c4d.part`
    for (const name of [gone, alive]) writeFileSync(at(name), '')
    await write({ path: at('a.csv') })
    expect(readdirSync(folder).sort()).toEqual([alive, 'a.csv'])
  })
})

describe('nothing is written over', () => {
  test.skipIf(!posix)('a pipe, a device, a link, a folder: each is named for what it is, and stays', async () => {
    execFileSync('mkfifo', [at('pipe.csv')])
    mkdirSync(at('folder.csv'))
    writeFileSync(at('elsewhere'), 'old')
    symlinkSync(at('elsewhere'), at('link.csv'))
    symlinkSync('/dev/null', at('null-link.csv'))
    symlinkSync(at('nowhere'), at('dangling.csv'))
    const made = madeDevice(at('device.csv'))
    const kinds: [name: string, kind: string][] = [
      ['pipe.csv', 'a pipe between programs'],
      ['folder.csv', 'a folder'],
      ['link.csv', 'a link to somewhere else'],
      ['null-link.csv', 'a link to somewhere else'],
      ['dangling.csv', 'a link to somewhere else'],
      ...(made ? [['device.csv', 'a device'] as [string, string]] : []),
    ]
    const before = kinds.map(([name]) => lstatSync(at(name)).mode)
    for (const [name, kind] of kinds)
      for (const replace of [false, true])
        await expect(write({ path: at(name), replace })).rejects.toThrow(
          `"${name}" is ${kind}, and only files are written: choose another name.`,
        )
    expect(kinds.map(([name]) => lstatSync(at(name)).mode)).toEqual(before)
    expect(readFileSync(at('elsewhere'), 'utf8')).toBe('old')
  })

  test('a project, whatever its name, and what belongs to one', async () => {
    closeProject(openProject(at('plant.anomaly'), { role: 'app', create: true }))
    const bytes = readFileSync(at('plant.anomaly'))
    writeFileSync(at('plant.csv'), bytes)
    writeFileSync(at('plant.anomaly.bak-v3'), bytes)
    const names = [
      'plant.anomaly',
      'new.ANOMALY',
      'plant.csv',
      'plant.anomaly.bak-v3',
      'plant.anomaly-wal',
      'plant.anomaly-shm',
      'plant.anomaly-journal',
      'plant.anomaly-lock',
      'plant.csv-wal',
    ]
    for (const name of names)
      await expect(write({ path: at(name), replace: true })).rejects.toMatchObject({
        code: 'bad-input',
        message: expect.stringMatching(/project.*: choose another name/),
      })
    expect(readFileSync(at('plant.anomaly'))).toEqual(bytes)
    expect(readFileSync(at('plant.csv'))).toEqual(bytes)
  })

  test('what the same command reads, also through a link', async () => {
    writeFileSync(at('in.csv'), 'data')
    linkSync(at('in.csv'), at('same.csv'))
    symlinkSync(at('in.csv'), at('link.csv'))
    for (const name of ['in.csv', 'same.csv', 'link.csv'])
      await expect(write({ path: at(name), replace: true, inputs: [undefined, at('in.csv')] })).rejects.toThrow(
        `"${name}" would be overwritten, and it is read here`,
      )
    expect(readFileSync(at('in.csv'), 'utf8')).toBe('data')
  })

  test('a file that is marked read-only', async () => {
    writeFileSync(at('kept.csv'), 'old')
    chmodSync(at('kept.csv'), 0o444)
    await expect(write({ path: at('kept.csv'), replace: true })).rejects.toThrow('"kept.csv" is marked read-only')
    expect(readFileSync(at('kept.csv'), 'utf8')).toBe('old')
  })
})

describe('a place that cannot be', () => {
  test('gets a sentence of its own, without a word of the system', async () => {
    writeFileSync(at('file'), '')
    const said: [path: string, sentence: RegExp][] = [
      [at('nowhere/a.csv'), /^There is no folder ".*nowhere" to write "a\.csv" into\.$/],
      [at('file/a.csv'), /^".*a\.csv" cannot be written: ".*file" is not a folder\.$|^There is no folder/],
      [at('x'.repeat(300)), /^The name "x{40}…" is too long for a file: choose a shorter one\.$/],
      [at('x/'.repeat(2500) + 'a.csv'), /cannot be written: the name or its folder's is too long\.$/],
      [at('nul\0.csv'), /cannot be the name of a file on that drive\.$/],
      ['', /^A file to write needs a name\.$/],
    ]
    for (const [path, sentence] of said)
      await expect(write({ path }), path.slice(0, 80)).rejects.toMatchObject({
        code: 'bad-input',
        message: expect.stringMatching(sentence),
      })
  })
})

test('a temporary folder is for this user alone, and takes the place of those whose process was killed', async () => {
  const left = at(`work-${deadProcess()}-abc`)
  mkdirSync(left)
  const own = await temporaryFolder('work-', folder)
  expect(existsSync(left)).toBe(false)
  if (posix) expect(statSync(own).mode & 0o777).toBe(0o700)
  expect(await temporaryFolder('work-', folder)).not.toBe(own)
  expect(existsSync(own)).toBe(true)
})

function deadProcess(): number {
  return Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }))
}

/** A stand-in for a disk, in the test's own folder; only an administrator may make one. */
function madeDevice(path: string): boolean {
  try {
    execFileSync('mknod', [path, 'c', '1', '3'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
