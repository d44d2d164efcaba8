import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { logFile, machineLog, readMachineLog } from '../../src-main/hosting/machine-log.ts'

test('the log that is shown is its newest lines, whole, also right after a new file was begun', () => {
  const folder = mkdtempSync(join(tmpdir(), 'anomaly-log-'))
  expect(readMachineLog(folder)).toEqual({ path: logFile(folder), text: '' })
  const log = machineLog(folder)
  log('the first')
  expect(readMachineLog(folder).text).toMatch(/^\d{4}-\S+Z \d+ the first\n$/)
  for (let i = 0; i < 1100; i++) log(`${i} ${'x'.repeat(1000)}`)
  expect(statSync(logFile(folder)).size).toBeLessThan(2 ** 18)
  const { text } = readMachineLog(folder)
  expect(text.length).toBeGreaterThan(2 ** 17)
  expect(text.length).toBeLessThanOrEqual(2 ** 18)
  const lines = text.trimEnd().split('\n')
  for (const line of lines) expect(line).toMatch(/^\d{4}-\S+Z \d+ \d+ x{1000}$/)
  expect(lines.at(-1)).toContain(' 1099 ')
  rmSync(folder, { recursive: true, force: true })
})
