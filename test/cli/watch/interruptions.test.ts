import { expect, test } from 'vitest'
import { interrupted } from './interruptions.ts'

// By hand: INTERRUPTIONS=200 SEED=3 before the command that runs this file.
test('no row and no alarm is lost or doubled, however the watch and its files are interrupted', async () => {
  const found = await interrupted(Number(process.env.INTERRUPTIONS ?? 30), Number(process.env.SEED ?? 11))
  expect(found.lost, JSON.stringify(found.interruptions)).toEqual([])
  expect(found.doubled).toEqual([])
  expect(found.faults).toBeGreaterThan(0)
  expect(found.alarms).toBe(found.faults)
  expect([found.lines, found.told]).toEqual([found.faults, found.faults])
})
