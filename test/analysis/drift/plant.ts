import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import type { DriftInput, DriftRows } from '../../../src-main/analysis/drift/board.ts'

export type Change = 'none' | 'slow drift' | 'sensor swap' | 'new mode'

/**
 * A machine with two ways of running that follow a plan, a daily cycle of its own size each day, noise that hangs together over hours, and
 * four channels. Training is the first part; something changes in the recent one. All sizes are drawn from the seed.
 */
export function plant(seed: number, change: Change, cyclic = true): DriftInput {
  const random = seededRandom(seed)
  const stepMs = [60_000, 300_000, 600_000][random.below(3)]
  const [trainingDays, recentDays] = [5 + random.below(12), [0.3, 0.7, 1.4, 3, 6][random.below(5)]]
  const days = change === 'none' ? recentDays : Math.max(recentDays, 2)
  const perDay = 86_400_000 / stepMs
  const n = Math.round((trainingDays + days) * perDay)
  const start = Date.parse('2026-03-01T00:00:00Z') + random.below(24) * 3_600_000
  const hasModes = random.next() < 0.5
  const amplitude = cyclic ? 1 + 4 * random.next() : 0
  const phase = 2 * Math.PI * random.next()
  const size = (random.next() < 0.5 ? -1 : 1) * (3 + 2 * random.next())
  const begins = Math.round(trainingDays * perDay)
  const changed = begins + Math.round((n - begins) * (0.1 + 0.3 * random.next()))
  const times = Float64Array.from({ length: n }, (_, i) => start + i * stepMs)
  const values = Array.from({ length: 4 }, () => new Float64Array(n))
  const hours = 3_600_000 / stepMs
  const wander = [0, 0, 0, 0]
  const keep = Math.exp(-1 / (3 * hours))
  let [mode, left, today] = [0, 0, 1]
  for (let i = 0; i < n; i++) {
    if (i % perDay === 0) today = 1 + 0.15 * random.normal()
    if (left-- <= 0) {
      left = Math.round(hours * (1 + 5 * random.next()))
      mode = hasModes ? random.below(2) : 0
      if (change === 'new mode' && i >= changed && random.next() < 0.7) mode = 2
    }
    const cycle = amplitude * today * Math.sin((2 * Math.PI * times[i]) / 86_400_000 + phase)
    const load = [0, 8, 18][mode]
    const at = i < changed ? 0 : (i - changed) / (n - changed)
    for (let c = 0; c < 4; c++) {
      wander[c] = keep * wander[c] + Math.sqrt(1 - keep * keep) * 0.5 * random.normal()
      values[c][i] =
        50 + [1, 0.5, -0.6, 0.3][c] * cycle + [1, -1.2, 0.8, 0][c] * load + wander[c] + 0.6 * random.normal()
    }
    if (change === 'slow drift') values[0][i] += size * at
    if (change === 'sensor swap' && i >= changed) values[2][i] += size
  }
  const part = (from: number, to: number): DriftRows => ({
    times: times.slice(from, to),
    values: values.map((v) => v.slice(from, to)),
  })
  return {
    channels: ['motor temperature', 'flow', 'pressure', 'vibration'].map((name) => ({ name, unit: null })),
    training: part(0, begins),
    recent: part(begins, n),
    scores: null,
    zone: 'UTC',
    offset: () => 0,
  }
}
