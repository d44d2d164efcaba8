import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { parseThreshold, thresholdById } from '../../../src-main/analysis/thresholds/index.ts'
import { processorMs } from '../../processor-time.ts'

const limitOf = (text: string, scored: Float64Array, training = new Float64Array(0), calibrated = false) => {
  const { rule, params } = parseThreshold(text)
  return thresholdById(rule).compute({ training, scored, calibrated, labels: null, stepMs: 1000 }, params)
}
const rise = (from: number, length: number, height: number) => (i: number) =>
  i >= from && i < from + length ? height : 0
const noise = (n: number, seed: number, extra: (i: number) => number = () => 0) => {
  const random = seededRandom(seed)
  return Float64Array.from({ length: n }, (_, i) => Math.abs(random.normal()) + extra(i))
}
/** Runs above a threshold, joined within `apart` rows. */
function alarms(scored: Float64Array, limit: number, apart: number): [number, number][] {
  const found: [number, number][] = []
  scored.forEach((score, row) => {
    if (!(score > limit)) return
    const last = found.at(-1)
    if (last && row - last[1] <= apart) last[1] = row
    else found.push([row, row])
  })
  return found
}

describe('what stands out', () => {
  test('is never nothing, not even of noise, and not of scores that are all the same but one', () => {
    for (const seed of [1, 2, 3]) {
      const scored = noise(3000, seed)
      expect(alarms(scored, limitOf('stands-out:window=50', scored), 50).length).toBeGreaterThan(0)
    }
    const flat = new Float64Array(500).fill(2)
    flat[77] = 2.5
    expect(alarms(flat, limitOf('stands-out:window=10', flat), 10)).toEqual([[77, 77]])
  })

  test('is no more than the budget: 2 + 0.4 √(windows), times the generosity', () => {
    const scored = noise(10_000, 4)
    expect(alarms(scored, limitOf('stands-out:window=25', scored), 25).length).toBeLessThanOrEqual(10)
    expect(alarms(scored, limitOf('stands-out:window=25,generosity=0.1', scored), 25).length).toBe(1)
  })

  test('holds every anomaly of an equal height and little else, whatever share of the data they are', () => {
    for (const share of [0.05, 0.2, 0.4]) {
      const length = (share * 4000) / 4
      const events = [300, 1250, 2200, 3150]
      const scored = noise(4000, 5, (i) => Math.max(...events.map((from) => rise(from, length, 60)(i))))
      const found = alarms(scored, limitOf('stands-out:window=20', scored), 20)
      for (const from of events) expect(found.some(([first, last]) => first < from + length && last >= from)).toBe(true)
      // 200 windows: a budget of 8 alarms, and next to nothing of what is normal is in them.
      expect(found.length).toBeLessThanOrEqual(8)
      const isNormal = (row: number) => events.every((from) => row < from || row >= from + length)
      const limit = limitOf('stands-out:window=20', scored)
      const raised = [...scored.keys()].filter((row) => isNormal(row) && scored[row] > limit)
      expect(raised.length / 4000).toBeLessThan(0.005)
    }
  })

  test('of long data is spent on what is higher than chance reaches, or near the highest', () => {
    const found = (scored: Float64Array) => alarms(scored, limitOf('stands-out:window=20', scored), 20)
    const starts = (scored: Float64Array) => found(scored).map(([first]) => first)
    for (const seed of [1, 2, 3, 4]) expect(found(noise(3000, seed)).length).toBeLessThanOrEqual(2)
    expect(starts(noise(3000, 5, rise(1000, 1, 20)))).toEqual([1000])
    // As high as that, as several faults of one machine are.
    const several = (i: number) => rise(1000, 1, 40)(i) + rise(2000, 1, 22)(i) + rise(2500, 1, 9)(i)
    expect(starts(noise(3000, 5, several))).toEqual([1000, 2000, 2500])
  })

  test('of 40 windows is three where the highest may be chance, and what is far below chance is left out', () => {
    // Means over 50 rows, as scores of windows are.
    const smooth = (seed: number, extra: (i: number) => number = () => 0) => {
      const rough = noise(2050, seed, extra)
      return Float64Array.from({ length: 2000 }, (_, i) => rough.subarray(i, i + 50).reduce((a, b) => a + b) / 50)
    }
    const found = (scored: Float64Array) => alarms(scored, limitOf('stands-out:window=50', scored), 50)
    const counts = Array.from({ length: 20 }, (_, seed) => found(smooth(seed + 1)).length)
    expect(counts.filter((count) => count <= 3).length).toBeGreaterThan(15)
    const fault = found(smooth(7, rise(1000, 50, 4)))
    expect(fault.length).toBeLessThanOrEqual(2)
    expect(fault.some(([first, last]) => first <= 1000 && last >= 980)).toBe(true)
  })

  test('is not spent on what comes again and again, such as the starts of a machine, but on what is clearly higher', () => {
    for (const seed of [1, 2, 3]) {
      const starts = (i: number) => (i % 200 < 5 ? 30 : 0)
      const found = (scored: Float64Array) => alarms(scored, limitOf('stands-out:window=20', scored), 20)
      expect(found(noise(6000, seed, starts)).length).toBeLessThanOrEqual(2)
      const fault = (i: number) => starts(i) + rise(2100, 5, 45)(i)
      expect(found(noise(6000, seed, fault)).map(([first]) => first)).toEqual([2100])
      // Of six of the same height none is the way of the data.
      const few = (i: number) => (i % 1000 >= 500 && i % 1000 < 505 ? 30 : 0)
      expect(found(noise(6000, seed, few)).length).toBe(6)
    }
  })

  test('of logarithms is not spent on what is less than a fifth as high as the strangest', () => {
    const scored = noise(4000, 6, (i) => rise(1000, 20, 40)(i) + rise(3000, 20, 15)(i))
    const found = (scores: string) => {
      const rule = `stands-out:window=50,scores=${scores}`
      return alarms(scored, limitOf(rule, scored), 50).map(([first]) => first)
    }
    expect(found('distances').length).toBeGreaterThan(2)
    expect(found('logarithms')).toEqual([1000, 3000])
  })

  test('of long data is spent on what comes near to what chance reaches, where that is a good share of the highest, and not on what lies below', () => {
    // Of maxima of 20 normal numbers, what chance reaches in 150 pieces lies near 3.8, and 2.5 scales below that near 2.8.
    const normal = (seed: number, extra: (i: number) => number) => {
      const random = seededRandom(seed)
      return Float64Array.from({ length: 3000 }, (_, i) => Math.min(2.4, random.normal()) + extra(i))
    }
    for (const seed of [1, 2, 3]) {
      const scored = normal(seed, () => 0)
      scored.set([7], 1000)
      scored.set([3.3], 2000)
      const found = alarms(scored, limitOf('stands-out:window=20', scored), 20)
      expect(found.map(([first]) => first)).toEqual([1000, 2000])
    }
  })

  test('is not spent on the ripples of one long fault', () => {
    const ripple = (i: number) => (i >= 700 && i < 1000 ? 12 + Math.sin(i / 8) : 0)
    const scored = noise(1200, 9, ripple)
    const limit = limitOf('stands-out:window=20', scored)
    expect(limit).toBeLessThan(9)
    expect(alarms(scored, limit, 1).filter(([first, last]) => last - first > 100)).toEqual([[700, 999]])
  })

  test('is not hidden by one huge outlier', () => {
    const scored = noise(4000, 6, (i) => rise(500, 1, 1e6)(i) + rise(2000, 40, 4000)(i))
    const found = alarms(scored, limitOf('stands-out:window=20', scored), 20)
    expect(found.map(([first]) => first)).toEqual([500, 2000])
  })

  test('is measured by rows that somebody calls normal after training', () => {
    // More than half of the scores are high: their own median calls that usual.
    const scored = noise(1000, 7, (i) => (i >= 400 ? 20 : 0))
    const normal = scored.slice(0, 300)
    const rule = 'stands-out:window=200'
    expect(limitOf(rule, scored, normal, true)).toBeLessThan(5)
    expect(limitOf(rule, scored)).toBeGreaterThan(15)
  })

  test('says so where nothing has a score', () => {
    expect(() => limitOf('stands-out', new Float64Array(4).fill(NaN))).toThrow('No point has a score')
  })

  test('is found among a million rows without sorting them all', () => {
    const scored = noise(1_000_000, 8)
    const began = processorMs()
    limitOf('stands-out:window=20', scored)
    expect(processorMs() - began).toBeLessThan(15_000)
  })
})

describe('thresholds from training scores that hold anomalies', () => {
  // 5 and 20 % of the training scores are far out: what is normal must still be quiet, what is anomalous not.
  for (const rule of ['trimmed-quantile:p=75,margin=4', 'log-median-mad:k=5', 'median-mad:k=5'])
    for (const share of [0, 0.05, 0.2])
      test(`${rule} raises false alarms on less than 2 % of normal scores with ${100 * share} % anomalies among the training scores`, () => {
        const training = noise(2000, 9, (i) => (i < share * 2000 ? 50 : 0)).map((s) => s + 1)
        const fresh = noise(5000, 10).map((s) => s + 1)
        const limit = limitOf(rule, fresh, training)
        expect(alarms(fresh, limit, 0).reduce((sum, [a, b]) => sum + b - a + 1, 0) / 5000).toBeLessThan(0.02)
        expect(limit).toBeLessThan(50)
      })

  test('median and MAD of logarithms rise by what has raised all scores since training, and never fall', () => {
    const training = noise(2000, 11).map((s) => s + 1)
    const plain = limitOf('log-median-mad:k=3', training, training)
    const drifted = noise(2000, 12, (i) => (i >= 1500 ? 40 : 0)).map((s) => 2 * (s + 1))
    const raised = limitOf('log-median-mad:k=3,drift=10', drifted, training)
    expect(raised / plain).toBeGreaterThan(1.8)
    expect(raised / plain).toBeLessThan(2.2)
    expect(
      limitOf(
        'log-median-mad:k=3,drift=10',
        training.map((s) => s / 2),
        training,
      ),
    ).toBe(plain)
    expect(limitOf('log-median-mad:k=3', drifted, training)).toBe(plain)
    // Logarithms themselves, which may be negative, rise by a difference.
    const logs = training.map((s) => Math.log(s) - 1)
    const difference =
      limitOf(
        'log-median-mad:k=3,drift=10',
        logs.map((s) => s + 0.7),
        logs,
      ) - limitOf('log-median-mad:k=3', logs, logs)
    expect(difference).toBeCloseTo(0.7, 9)
  })

  test('the rule of SKAB is the quantile of training times the factor', () => {
    const training = Float64Array.from({ length: 1001 }, (_, i) => i)
    expect(limitOf('skab:p=99,factor=1.5', training, training)).toBeCloseTo(1.5 * 990, 9)
  })
})
