import { expect, test } from 'vitest'
import { driftBoard, type DriftRows } from '../../../src-main/analysis/drift/board.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'

const hour = 3_600_000
const stepMs = 600_000

/** What a machine does by the day of the week (Monday 0) and the hour. */
const weeks: Record<string, (day: number, at: number) => number> = {
  'half the load at weekends': (day, at) => (day >= 5 ? 5 : 10) + 3 * Math.sin((2 * Math.PI * at) / 24),
  'a smooth week': (day, at) => 10 + 4 * Math.sin((2 * Math.PI * (24 * day + at)) / 168),
  'cleaned on Fridays': (day, at) => (day === 4 && at >= 14 && at < 18 ? 2 : 10),
}

/** So many days to learn from, and the three that follow. shift — of both channels in the recent days. */
function machine(seed: number, days: number, load: (day: number, at: number) => number, shift = 0) {
  const random = seededRandom(seed)
  const start = Date.UTC(2026, 2, 2 + 2 * seed)
  let wander = 0
  const part = (from: number, rows: number, more: number): DriftRows => {
    const times = Float64Array.from({ length: rows }, (_, i) => start + (from + i) * stepMs)
    const a = times.map((t) => {
      wander = 0.9 * wander + 0.25 * random.normal()
      return load((Math.floor(t / (24 * hour)) + 3) % 7, (t / hour) % 24) + wander + more
    })
    return { times, values: [a, a.map((v) => 40 + 2 * v + random.normal())] }
  }
  const rows = (days * 24 * hour) / stepMs
  return {
    channels: ['flow', 'power'].map((name) => ({ name, unit: null })),
    training: part(0, rows, 0),
    recent: part(rows, (3 * 24 * hour) / stepMs, shift),
    scores: null,
    zone: 'UTC',
    offset: () => 0,
  }
}

test.each(Object.keys(weeks))('a week that repeats is no drift, also after three of them: %s', async (name) => {
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const board = await driftBoard(machine(seed, 22, weeks[name]))
    expect([board.cycle, board.advice, board.reasons.join(' ')], `seed ${seed}`).toEqual([
      'week',
      'go on',
      expect.stringContaining('No channel differs from training'),
    ])
  }
})

test('what is done once a week was seen in two weeks; what was never done is told', async () => {
  for (const seed of [1, 2, 3, 4, 5, 6])
    expect((await driftBoard(machine(seed, 15, weeks['cleaned on Fridays']))).advice, `seed ${seed}`).toBe('go on')
  for (const seed of [1, 2, 3])
    expect((await driftBoard(machine(seed, 15, weeks['cleaned on Fridays'], 20))).advice, `seed ${seed}`).toBe(
      'retrain',
    )
})
