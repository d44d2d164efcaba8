import { describe, expect, test } from 'vitest'
import { doctor, doctorInWords } from '../../src-main/setup/doctor.ts'
import { nativeState } from '../../src-main/setup/library.ts'

describe('doctor', () => {
  test('looks at every part, finds what this test run stands on in order, and gives advice where and only where something is wrong', async () => {
    const checks = await doctor()
    expect(checks.map((check) => check.name)).toEqual(['Runtime', 'Engine', 'SQLite', 'DuckDB', 'Browser', 'Electron'])
    for (const name of ['Runtime', 'SQLite', 'DuckDB'])
      expect(checks.find((check) => check.name === name)).toMatchObject({ ok: true })
    expect(checks[1].ok).toBe(nativeState().kind === 'ready')
    for (const check of checks) {
      expect(check.finding).toMatch(/\.$/)
      expect(check.advice === '').toBe(check.ok)
    }
    expect(doctorInWords(checks)).toMatch(/^✓ Runtime: Node \d+\.\d+\.\d+ on /)
  })
})
