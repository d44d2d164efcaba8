import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { withLock } from '../../src-main/setup/lock.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

const source = new URL('../../src-main/setup/lock.ts', import.meta.url).href

describe('withLock', () => {
  test('lets one process at a time in', async () => {
    const log = join(folder, 'log')
    const program = `
      const { appendFileSync } = await import('node:fs')
      const { withLock } = await import('${source}')
      for (let i = 0; i < 3; i++) await withLock(${JSON.stringify(folder)}, () => {}, async () => {
        appendFileSync(${JSON.stringify(log)}, 'in ')
        await new Promise((r) => setTimeout(r, 20))
        appendFileSync(${JSON.stringify(log)}, 'out ')
      })`
    const codes = await Promise.all(
      [1, 2, 3].map(
        () =>
          new Promise((resolve) =>
            spawn(process.execPath, ['--input-type=module', '-e', program]).on('close', resolve),
          ),
      ),
    )
    expect(codes).toEqual([0, 0, 0])
    expect(readFileSync(log, 'utf8')).toBe('in out '.repeat(9))
  })

  test('breaks the lock of a process that was killed', async () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid
    writeFileSync(join(folder, 'lock'), String(gone))
    let waited = false
    expect(
      await withLock(
        folder,
        () => (waited = true),
        async () => 7,
      ),
    ).toBe(7)
    expect(waited).toBe(false)
    expect(existsSync(join(folder, 'lock'))).toBe(false)
  })

  test('waits for a process that lives, and says so once', async () => {
    writeFileSync(join(folder, 'lock'), String(process.pid))
    setTimeout(() => rmSync(join(folder, 'lock')), 600)
    let said = 0
    await withLock(
      folder,
      () => said++,
      async () => {},
    )
    expect(said).toBe(1)
  })

  test('is free again when the work fails', async () => {
    await expect(
      withLock(
        folder,
        () => {},
        () => Promise.reject(new Error('no')),
      ),
    ).rejects.toThrow('no')
    expect(existsSync(join(folder, 'lock'))).toBe(false)
  })
})
