import { expect, test } from 'vitest'
import { driftBoard, type DriftInput } from '../../../src-main/analysis/drift/board.ts'
import { noiseOf } from '../../../src-main/analysis/drift/noise.ts'
import { spreadOf } from '../../../src-main/analysis/drift/modes.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'

const minute = 60_000

/** A machine that is switched on and off every hour or so: its spread is that of the cycle. From `noisier` on one channel's noise is four times as large. */
function duty(seed: number, noisier = Infinity): DriftInput {
  const random = seededRandom(seed)
  const [training, n, step] = [2000, 2600, 5 * minute]
  const times = Float64Array.from({ length: n }, (_, i) => i * step)
  const values = [new Float64Array(n), new Float64Array(n), new Float64Array(n)]
  let [on, left, level] = [0, 0, 0]
  for (let i = 0; i < n; i++) {
    if (left-- <= 0) [on, left] = [1 - on, 6 + random.below(14)]
    level = 0.8 * level + 0.2 * 6 * on
    values[0][i] = 40 + level + (i >= noisier ? 4 : 1) * 0.5 * random.normal()
    values[1][i] = 90 - 1.5 * level + 0.5 * random.normal()
    values[2][i] = 5 + 0.5 * random.normal()
  }
  const part = (from: number, to: number) => ({
    times: times.slice(from, to),
    values: values.map((v) => v.slice(from, to)),
  })
  return {
    channels: ['temperature', 'flow', 'vibration'].map((name) => ({ name, unit: null })),
    training: part(0, training),
    recent: part(training, n),
    scores: null,
    zone: 'UTC',
    offset: () => 0,
  }
}

test('noise that grew is told where the machine moves so much that the spread hides it, and no other noise', async () => {
  for (const seed of [1, 2, 3]) {
    const { advice, channels, reasons } = await driftBoard(duty(seed, 2050))
    expect(channels.map(({ drifted }) => drifted)).toEqual(['noise', null, null])
    expect(advice).toBe('look at the sensor')
    expect(reasons[0]).toMatch(/^Temperature is (3|4)(\.\d)? times as noisy from value to value as in training/)
    const usual = await driftBoard(duty(seed))
    expect([usual.advice, usual.channels[0].drifted]).toEqual(['go on', null])
  }
})

test('the noise of values is that of the values alone, whatever moves slowly, and however far apart both sides lie', () => {
  const random = seededRandom(5)
  const course = (rows: number, step: number) => ({
    times: Float64Array.from({ length: rows }, (_, i) => i * step),
    values: Float64Array.from({ length: rows }, (_, i) => 1e-3 * i * step + 2 * random.normal()),
  })
  const noise = (a: number, b: number, rows = 8000) =>
    noiseOf(course(8000, a), course(rows, b))?.map(({ values }) => spreadOf(values.filter(Number.isFinite).sort()))
  expect(noise(300, 200)).toEqual([expect.closeTo(2, 1), expect.closeTo(2, 1)])
  expect(noise(300, 200, 1)).toBeUndefined()
})

test('across a gap, and beside a missing value, nothing is noise', () => {
  const times = Float64Array.of(0, 1, 2, 3, 50, 51, 52, 53, 54, 55)
  const values = Float64Array.of(0, 0, 0, 0, 9, 9, 9, NaN, 9, 9)
  const [{ values: found }] = noiseOf({ times, values }, { times, values })!
  expect([...found.keys()].filter((i) => Number.isFinite(found[i]))).toEqual([2, 3, 6])
  expect([...found].filter(Number.isFinite)).toEqual([0, 0, 0])
})
