import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import * as sync from 'node:fs'
import * as promises from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { closeProject, openProject, saveCopy } from '../../src-main/db/file/open.ts'
import { removeLeft, removeLeftSync } from '../../src-main/files/held.ts'
import { writeOutput } from '../../src-main/files/output.ts'
import { writeSettings } from '../../src-main/files/settings-file.ts'
import { toPlainError } from '../../src-main/shared/errors.ts'

vi.mock('node:fs', async (original) => {
  const real = await original<typeof sync>()
  return { ...real, renameSync: vi.fn(real.renameSync), rmSync: vi.fn(real.rmSync) }
})
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof promises>()
  return { ...real, rename: vi.fn(real.rename), rm: vi.fn(real.rm) }
})

/** As Windows answers while a virus scanner looks at a file. */
const held = (code: string) => Object.assign(new Error(`${code}: resource busy or locked`), { code })
const heldFor = (times: number, code: string, what: 'renameSync' | 'rmSync') => {
  for (let i = 0; i < times; i++)
    vi.mocked(sync[what]).mockImplementationOnce(() => {
      throw held(code)
    })
}
const heldForAsync = (times: number, code: string, what: 'rename' | 'rm') => {
  for (let i = 0; i < times; i++) vi.mocked(promises[what]).mockRejectedValueOnce(held(code))
}

let folder = ''
const platform = process.platform
const on = (value: NodeJS.Platform) => Object.defineProperty(process, 'platform', { value })
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'anomaly-held-'))
  vi.spyOn(Atomics, 'wait').mockReturnValue('timed-out')
  on('win32')
})
afterEach(() => {
  on(platform)
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true, force: true })
})

describe('while another program holds the file', () => {
  test.each(['EBUSY', 'EPERM', 'EACCES'])('an output gets its name after %s has passed', async (code) => {
    const path = join(folder, 'report.html')
    writeFileSync(path, 'before')
    heldForAsync(1, code, 'rename')
    await writeOutput({ path, replace: true }, (file) => file.writeFile('after'))
    expect([readFileSync(path, 'utf8'), readdirSync(folder)]).toEqual(['after', ['report.html']])
  })

  test('one that stays held is told in a sentence, and what was there is as it was', async () => {
    const path = join(folder, 'report.html')
    writeFileSync(path, 'before')
    heldForAsync(5, 'EBUSY', 'rename')
    const written = writeOutput({ path, replace: true }, (file) => file.writeFile('after'))
    await expect(written).rejects.toThrow('"report.html" is open in another program: close it there first.')
    expect([readFileSync(path, 'utf8'), readdirSync(folder)]).toEqual(['before', ['report.html']])
  })

  test('a copy of a project is saved', async () => {
    // Which binary of SQLite is loaded goes by the platform too.
    on(platform)
    const db = openProject(join(folder, 'plant.anomaly'), { role: 'app', create: true })
    on('win32')
    try {
      heldForAsync(2, 'EBUSY', 'rename')
      await saveCopy(db, join(folder, 'copy.anomaly'))
      expect(readdirSync(folder)).toContain('copy.anomaly')
      heldForAsync(5, 'EPERM', 'rename')
      const failed = await saveCopy(db, join(folder, 'other.anomaly')).catch(toPlainError)
      expect(failed).toMatchObject({ message: expect.stringContaining('another program has it open') as string })
      expect(readdirSync(folder).filter((name) => name.startsWith('other'))).toEqual([])
    } finally {
      closeProject(db)
    }
  })

  test('settings are kept, or it is said that they are not', () => {
    const path = join(folder, 'settings', 'recipes.json')
    heldFor(2, 'EBUSY', 'renameSync')
    writeSettings(path, [1])
    expect(readFileSync(path, 'utf8')).toBe('[\n  1\n]')
    heldFor(5, 'EPERM', 'renameSync')
    expect(() => writeSettings(path, [2])).toThrow('another program has it open')
    expect(readFileSync(path, 'utf8')).toBe('[\n  1\n]')
  })

  test('a folder that nobody needs any more stays, and nothing fails for it', async () => {
    const left = mkdtempSync(join(folder, 'left-'))
    heldForAsync(5, 'EBUSY', 'rm')
    await removeLeft(left)
    heldFor(5, 'EPERM', 'rmSync')
    removeLeftSync(left)
    expect(readdirSync(folder)).toHaveLength(1)
    heldForAsync(1, 'EBUSY', 'rm')
    await removeLeft(left)
    expect(readdirSync(folder)).toEqual([])
  })
})
