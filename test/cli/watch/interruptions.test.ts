import { expect, test } from 'vitest'
import { interrupted } from './interruptions.ts'

// By hand: INTERRUPTIONS=1000 SEED=3 before the command that runs this file.
const interruptions = Number(process.env.INTERRUPTIONS ?? 30)
const seed = Number(process.env.SEED ?? 11)

test(
  'no row and no alarm is lost or doubled, however the watch and its files are interrupted',
  async () => {
    const found = await interrupted(interruptions, seed)
    if (process.env.INTERRUPTIONS) console.info(JSON.stringify({ seed, ...found }))
    expect(found.lost, JSON.stringify(found.interruptions)).toEqual([])
    expect(found.doubled).toEqual([])
    expect(found.faults).toBeGreaterThan(0)
    expect(found.alarms).toBe(found.faults)
    expect([found.lines, found.told]).toEqual([found.faults, found.faults])
  },
  120_000 + 5000 * interruptions,
)
