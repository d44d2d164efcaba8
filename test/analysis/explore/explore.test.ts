import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { clusters } from '../../../src-main/analysis/explore/clusters.ts'
import { CorrelationSums, spearmanMatrix } from '../../../src-main/analysis/explore/correlation-matrix.ts'
import { boxAndEcdf, density, histogram } from '../../../src-main/analysis/explore/distribution.ts'
import { chanceCorrelation, crossCorrelation } from '../../../src-main/analysis/explore/lag.ts'
import { overlay, periodsOf } from '../../../src-main/analysis/explore/overlay.ts'
import { periodsIn } from '../../../src-main/analysis/explore/periods.ts'
import { regularSeries } from '../../../src-main/analysis/explore/regular.ts'
import { coarsened, periodogram, spectrogram, welch } from '../../../src-main/analysis/explore/spectrum.ts'
import { stretchFacts } from '../../../src-main/analysis/explore/stretch.ts'
import { columns, filled, golden } from './golden.ts'

const names = ['a', 'b', 'c', 'd'] as const
const matrix = names.map((name) => columns[name])
const a = filled(columns.a)
const b = filled(columns.b)

/** The furthest that two lists lie apart. */
const apart = (ours: ArrayLike<number>, theirs: ArrayLike<number | null>) => {
  expect(ours.length).toBe(theirs.length)
  let worst = 0
  for (let i = 0; i < ours.length; i++) worst = Math.max(worst, Math.abs(ours[i] - (theirs[i] ?? NaN)))
  return worst
}

describe('correlation equals pandas to 1e-9, pairs with missing values included', () => {
  test('Pearson, in one block and in many', () => {
    for (const step of [400, 37, 1]) {
      const sums = new CorrelationSums(4)
      for (let from = 0; from < 400; from += step) sums.add(matrix.map((x) => x.subarray(from, from + step)))
      sums.matrix().r.forEach((row, i) => expect(apart(row, golden.pearson[i])).toBeLessThan(1e-9))
    }
  })

  test('Spearman', () => {
    spearmanMatrix(matrix).forEach((row, i) => expect(apart(row, golden.spearman[i])).toBeLessThan(1e-9))
  })

  test('a constant, an empty channel and a large level', () => {
    const random = seededRandom(2)
    const x = Float64Array.from({ length: 1000 }, () => random.normal())
    const sums = new CorrelationSums(4)
    sums.add([x, x.map((v) => 1e7 + 3 * v), new Float64Array(1000).fill(0.1), new Float64Array(1000).fill(NaN)])
    const { r, pairs } = sums.matrix()
    expect(r[0][1]).toBeCloseTo(1, 9)
    expect([r[0][2], r[0][3], r[2][2]]).toEqual([NaN, NaN, NaN])
    expect([pairs[0][1], pairs[0][3]]).toEqual([1000, 0])
  })
})

describe('spectra equal SciPy', () => {
  const relative = (ours: ArrayLike<number>, theirs: number[]) => apart(ours, theirs) / Math.max(...theirs)

  test.each(['welch', 'welch50'] as const)('%s', (name) => {
    const { fs, nperseg, f, p } = golden[name]
    const ours = welch(a, fs, nperseg)
    expect(apart(ours.frequency, f)).toBeLessThan(1e-12)
    expect(relative(ours.power, p)).toBeLessThan(1e-9)
  })

  test('periodogram', () => {
    const { fs, f, p } = golden.periodogram
    const ours = periodogram(a, fs)
    expect(apart(ours.frequency, f)).toBeLessThan(1e-12)
    expect(relative(ours.power, p)).toBeLessThan(1e-9)
  })

  test('a spectrogram for a picture has the means of neighbouring cells, without the frequency 0', () => {
    const whole = spectrogram(a, 10, 32)
    const [rows, columns] = [whole.frequency.length - 1, whole.power.length]
    const coarse = coarsened(whole, 4, 3)
    expect(coarse.frequency).toHaveLength(4)
    expect(coarse.frequency[0]).toBeCloseTo(whole.frequency.slice(1, 1 + rows / 4).reduce((x, y) => x + y) / (rows / 4), 12) // prettier-ignore
    const beside = Math.ceil(columns / 3)
    const last = whole.power.slice(beside * (coarse.power.length - 1))
    const cells = last.flatMap((piece) => [...piece.slice(1 + (3 * rows) / 4)])
    expect(coarse.power.at(-1)![3]).toBeCloseTo(cells.reduce((x, y) => x + y) / cells.length, 12)
    expect(coarsened(whole, 1000, 1000)).toEqual({
      frequency: whole.frequency.slice(1),
      time: whole.time,
      power: whole.power.map((piece) => piece.slice(1)),
    })
  })

  test('spectrogram', () => {
    const { fs, nperseg, t, s } = golden.spectrogram
    const ours = spectrogram(a, fs, nperseg)
    expect(apart(ours.time, t)).toBeLessThan(1e-9)
    ours.power.forEach((piece, i) =>
      expect(
        relative(
          piece,
          s.map((row) => row[i]),
        ),
      ).toBeLessThan(1e-9),
    )
  })
})

describe('autocorrelation and periods', () => {
  test('equals NumPy', () => {
    expect(apart(periodsIn(a).correlation.subarray(0, 200), golden.acf.slice(0, 200))).toBeLessThan(1e-9)
  })

  test('finds a day of seconds, and the hour within it', () => {
    const random = seededRandom(8)
    const day = 86_400
    const x = Float64Array.from({ length: 4 * day }, (_, i) => Math.sin((2 * Math.PI * i) / day) + 0.6 * Math.sin((2 * Math.PI * i) / 3600) + 0.2 * random.normal()) // prettier-ignore
    const { periods } = periodsIn(x)
    for (const lag of [3600, day]) expect(periods.some((period) => Math.abs(period.lag / lag - 1) < 0.02)).toBe(true)
  })

  test('noise and a ramp have none, nor has a constant', () => {
    const random = seededRandom(8)
    expect(periodsIn(Float64Array.from({ length: 5000 }, () => random.normal())).periods).toEqual([])
    expect(periodsIn(Float64Array.from({ length: 5000 }, (_, i) => i)).periods).toEqual([])
    expect(periodsIn(new Float64Array(100).fill(3)).periods).toEqual([])
  })
})

test('cross-correlation equals NumPy and finds the lag', () => {
  const { lags, r } = golden.ccf
  const ours = crossCorrelation(a, b, 60)!
  expect(ours.first).toBe(lags[0])
  expect(apart(ours.correlation, r)).toBeLessThan(1e-9)
  expect(ours.best.lag).toBe(5)
  expect(crossCorrelation(a, new Float64Array(400), 60)).toBeNull()
})

describe('groups of channels', () => {
  const distance = golden.clusters.r.map((row) => row.map((r) => 1 - Math.abs(r)))

  test('are joined at the heights of SciPy', () => {
    const { joints, order } = clusters(distance)
    expect(
      apart(
        joints.map(({ height }) => height),
        golden.clusters.heights,
      ),
    ).toBeLessThan(1e-9)
    expect(joints.map(({ size }) => size)).toEqual(golden.clusters.sizes)
    expect([...order].sort()).toEqual([0, 1, 2, 3, 4, 5, 6])
    // 0, 3 and 5 belong together, and 1 with 6.
    expect(
      Math.max(...[0, 3, 5].map((c) => order.indexOf(c))) - Math.min(...[0, 3, 5].map((c) => order.indexOf(c))),
    ).toBe(2)
    expect(Math.abs(order.indexOf(1) - order.indexOf(6))).toBe(1)
  })

  test('the distance of standardised channels is √(2 − 2r)', () => {
    const sums = new CorrelationSums(4)
    sums.add(golden.distance.m.map((values) => Float64Array.from(values)))
    sums.matrix().r.forEach((row, i) =>
      expect(
        apart(
          row.map((r) => Math.sqrt(2 - 2 * r)),
          golden.distance.d[i],
        ),
      ).toBeLessThan(1e-7),
    )
  })
})

describe('distributions', () => {
  test('a histogram equals NumPy', () => {
    const { edges, counts } = golden.hist
    const ours = histogram(a, edges[0], edges[16], 16)
    expect([...ours.counts]).toEqual(counts)
    expect(apart(ours.edges, edges)).toBeLessThan(1e-9)
  })

  test('values at an edge lie in the bin above, the highest in the last; in logarithms too', () => {
    expect([...histogram(Float64Array.of(0, 0.1, 0.2, 0.3, 1, NaN), 0, 1, 10).counts]).toEqual([
      1, 1, 1, 1, 0, 0, 0, 0, 0, 1,
    ])
    expect([...histogram(Float64Array.of(-1, 0, 1, 10, 99, 1000), 1, 1000, 3, true).counts]).toEqual([1, 2, 1])
  })

  test('a density equals SciPy within a thousandth of its peak', () => {
    const { at, density: theirs } = golden.kde
    expect(apart(density(a, Float64Array.from(at)), theirs)).toBeLessThan(1e-3 * Math.max(...theirs))
    expect(density(new Float64Array(9).fill(2), Float64Array.of(2))).toEqual(Float64Array.of(NaN))
  })

  test('box and cumulative distribution', () => {
    const { box, ecdf } = boxAndEcdf(Float64Array.from({ length: 101 }, (_, i) => (i === 100 ? 1000 : i)))
    expect(box).toEqual({ low: 0, q1: 25, median: 50, q3: 75, high: 99 })
    expect([ecdf[0], ecdf[10], ecdf[100]]).toEqual([0, 10, 1000])
  })
})

describe('stretches laid over each other', () => {
  const hour = 3_600_000
  const times = Float64Array.from({ length: 96 }, (_, i) => i * hour)
  const values = times.map((_, i) => (i % 24) + Math.floor(i / 24))

  test('day on day', () => {
    const days = periodsOf({ start: 0, end: 95 * hour }, 24 * hour, 0)
    const found = overlay(times, values, days, { bins: 24, anchor: 'start', stretched: false })
    expect([...found.starts]).toEqual([0, 24, 48, 72].map((h) => h * hour))
    expect(found.curves.map((curve) => curve[5])).toEqual([5, 6, 7, 8])
    expect([found.mean[5], found.at[5]]).toEqual([6.5, 5.5 * hour])
    expect([found.low[0], found.high[0]]).toEqual([0.3, 2.7].map((v) => expect.closeTo(v, 9)))
  })

  test('events aligned at their ends, and stretched to one length', () => {
    const events = [{ start: 0, end: 4 * hour }, { start: 10 * hour, end: 12 * hour }] // prettier-ignore
    const atEnd = overlay(times, values, events, { bins: 4, anchor: 'end', stretched: false })
    expect(atEnd.curves.map((curve) => [...curve])).toEqual([[0, 1, 2, 3], [NaN, NaN, 10, 11]]) // prettier-ignore
    expect(atEnd.at[3]).toBe(-0.5 * hour)
    const one = overlay(times, values, events, { bins: 2, anchor: 'start', stretched: true })
    expect(one.curves.map((curve) => [...curve])).toEqual([[0.5, 2.5], [10, 11]]) // prettier-ignore
  })
})

describe('a stretch', () => {
  const times = a.map((_, i) => i * 2000)

  test('slope and area equal SciPy and NumPy', () => {
    const { slopePerHour, area } = stretchFacts(times, a, null)
    expect(slopePerHour).toBeCloseTo(golden.slope * 1800, 9)
    expect(area).toBeCloseTo(golden.trapz / 3600, 9)
  })

  test('time above a limit, between values on the line; nothing over what is missing', () => {
    expect(stretchFacts(Float64Array.of(0, 10, 20, 30), Float64Array.of(0, 10, 10, 0), 5).aboveMs).toBe(20)
    expect(stretchFacts(Float64Array.of(0, 10, 20, 30), Float64Array.of(10, NaN, 10, 10), 5).aboveMs).toBe(10)
    expect(stretchFacts(Float64Array.of(0), Float64Array.of(1), 0)).toEqual({ slopePerHour: null, area: null, aboveMs: null }) // prettier-ignore
  })
})

test('a regular axis: the mean of each step, empty ones on the line', () => {
  const found = regularSeries(Float64Array.of(0, 10, 20, 40, 50), Float64Array.of(1, 3, NaN, 7, 9), 100)!
  expect([found.stepMs, [...found.values], found.filled]).toEqual([10, [1, 3, expect.closeTo(13 / 3, 9), expect.closeTo(17 / 3, 9), 7, 9].slice(0, 6), 2]) // prettier-ignore
  const coarse = regularSeries(Float64Array.from({ length: 1000 }, (_, i) => i), Float64Array.from({ length: 1000 }, (_, i) => i), 100)! // prettier-ignore
  expect(coarse.values.length).toBeLessThanOrEqual(101)
  expect(regularSeries(Float64Array.of(0, 1), Float64Array.of(1, 2), 100)).toBeNull()
})

describe('a lag is told from chance', () => {
  const random = seededRandom(3)
  const noise = (n: number) => Float64Array.from({ length: n }, () => random.normal())
  const slow = (n: number) => {
    let v = 0
    return Float64Array.from({ length: n }, () => (v = 0.98 * v + random.normal()))
  }
  const beyond = (x: Float64Array, y: Float64Array) => {
    const { best, correlation } = crossCorrelation(x, y, 500)!
    return Math.abs(best.correlation) > chanceCorrelation(x, y, correlation.length, x.length)
  }
  test.each([
    ['noise', noise],
    ['slow courses', slow],
  ])('%s of which neither follows the other is within it', (_, make) => {
    for (let pair = 0; pair < 10; pair++) expect(beyond(make(4000), make(4000))).toBe(false)
  })

  test('what follows the other, however noisy, is beyond it', () => {
    const x = noise(4000)
    const y = noise(4000).map((v, i) => v + 0.2 * (x[i - 30] ?? 0))
    expect(beyond(x, y)).toBe(true)
    const day = (lag: number) => noise(4000).map((v, i) => 0.2 * v + Math.sin((i - lag) / 30))
    expect(beyond(day(0), day(20))).toBe(true)
  })
})
