import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { logFile, machineLog } from '../../src-main/hosting/machine-log.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'anomaly-log-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

/** Runs lines in a process of its own that catches what is unexpected as a host does. */
function inProcess(lines: string) {
  const hosting = resolve(import.meta.dirname, '../../src-main/hosting')
  const script = join(folder, 'host.ts')
  writeFileSync(
    script,
    `import { machineLog } from '${hosting}/machine-log.ts'
import { catchUnexpected } from '${hosting}/unexpected.ts'
catchUnexpected({ log: machineLog('${folder}'), tell: (sentence) => console.log('told:', sentence) })
${lines}`,
  )
  return spawnSync(process.execPath, [script], { encoding: 'utf8' })
}

test('an exception and a rejection that nobody caught are told and logged, and the process goes on', () => {
  const ran = inProcess(`
setTimeout(() => { throw new TypeError('thrown') }, 1)
setTimeout(() => void Promise.reject(Object.assign(new Error('no room'), { code: 'SQLITE_FULL' })), 20)
setTimeout(() => console.log('still here'), 60)`)
  expect(ran.stdout.trim().split('\n')).toEqual([
    'told: Something went wrong inside the app that was not expected. What was saved is not lost.',
    'told: The disk is full. Nothing that was saved is lost; free some space and try again.',
    'still here',
  ])
  expect(ran.status).toBe(0)
  const log = readFileSync(logFile(folder), 'utf8')
  expect(log).toContain('TypeError: thrown')
  expect(log).toContain('no room')
})

test('telling that fails itself ends in nothing worse', () => {
  const ran = inProcess(`
catchUnexpected({ log: () => { throw new Error('log') }, tell: () => { throw new Error('tell') } })
setTimeout(() => { throw new Error('thrown') }, 1)
setTimeout(() => console.log('still here'), 30)`)
  expect([ran.stdout.trim(), ran.status]).toEqual(['still here', 0])
})

test('the log is the owner’s alone, is turned over once it is large, and never throws', () => {
  const log = machineLog(folder)
  for (let i = 0; i < 5; i++) log('x'.repeat(700_000))
  expect(statSync(logFile(folder)).size).toBeLessThan(2 ** 21)
  expect(statSync(`${logFile(folder)}.1`).size).toBeGreaterThan(700_000)
  if (process.platform !== 'win32') expect(statSync(logFile(folder)).mode & 0o077).toBe(0)
  writeFileSync(join(folder, 'a file'), '')
  expect(() => machineLog(join(folder, 'a file'))('nowhere')).not.toThrow()
})
