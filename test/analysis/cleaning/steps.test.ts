import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { applySteps } from '../../../src-main/analysis/cleaning/apply.ts'
import { checkSteps } from '../../../src-main/analysis/cleaning/check.ts'
import { onRawRanges, onRawRows, rawRows } from '../../../src-main/analysis/cleaning/raw-rows.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { parseDecompose, parseDerive, parseStep } from '../../../src-main/shared/data/cleaning-text.ts'
import type { Series } from '../../../src-main/shared/data/series.ts'

type Numbers = (number | null)[]
/** Made with pandas and scipy; their versions are in the file. */
const golden = JSON.parse(readFileSync(new URL('golden.json', import.meta.url), 'utf8')) as {
  resample: Record<'times' | 'values' | 'grid' | 'mean' | 'last' | 'min' | 'max', Numbers>
  fill: Record<'linear' | 'previous', Numbers>
  rolling: Record<
    'values' | 'mean' | 'median' | 'savgol' | 'hampel' | 'detrend' | 'trailing_mean' | 'trailing_std',
    Numbers
  >
  time_window: Record<'mean' | 'std', Numbers>
}
const array = (values: Numbers) => Float64Array.from(values, (v) => v ?? NaN)
const one = (times: Float64Array, ...values: Float64Array[]): Series => ({
  times,
  channels: values.map((_, c) => ({ name: String.fromCharCode(97 + c), unit: null })),
  values,
})
const regular = (values: Float64Array, step = 1000) =>
  one(
    values.map((_, i) => step * i),
    values,
  )
const after = (series: Series, ...steps: string[]) => applySteps(series, steps.map(parseStep)).series

function expectNear(ours: Float64Array, theirs: Numbers, digits = 9) {
  expect(ours.length).toBe(theirs.length)
  ours.forEach((v, i) => (theirs[i] === null ? expect(v).toBeNaN() : expect(v).toBeCloseTo(theirs[i]!, digits)))
}

describe('the reference', () => {
  const irregular = one(array(golden.resample.times), array(golden.resample.values))
  const walk = regular(array(golden.rolling.values))

  test.each(['mean', 'last', 'min', 'max'] as const)('resampling by %s equals that of pandas', (how) => {
    const { times, values } = after(irregular, `resample step=10s how=${how}`)
    expect([...times]).toEqual(golden.resample.grid)
    expectNear(values[0], golden.resample[how])
  })

  test.each(['linear', 'previous'] as const)('filling by %s equals that of pandas', (how) => {
    expectNear(after(irregular, `fill how=${how} longest=1h`).values[0], golden.fill[how])
  })

  test.each([
    ['smooth how=mean window=7', 'mean'],
    ['smooth how=median window=7', 'median'],
    ['smooth how=savitzky-golay window=9 order=3', 'savgol'],
    ['hampel window=7 limit=3', 'hampel'],
    ['detrend', 'detrend'],
  ] as const)('%s equals that of pandas or scipy', (step, name) => {
    expectNear(after(walk, step).values[0], golden.rolling[name])
  })

  test('rolling functions of formulas equal those of pandas', () => {
    const formula = (text: string) => after(walk, `derive name=x formula="${text}"`).values[1]
    expectNear(formula('rolling_mean(a, 5)'), golden.rolling.trailing_mean)
    expectNear(formula('rolling_std(a, 5)'), golden.rolling.trailing_std)
    const timed = (text: string) => after(irregular, `derive name=x formula="${text}"`).values[1]
    expectNear(timed('rolling_mean(a, 20s)'), golden.time_window.mean)
    expectNear(timed('rolling_std(a, 20s)'), golden.time_window.std, 8)
  })
})

describe('an irregular ramp stays a straight line', () => {
  const random = seededRandom(5)
  let t = 1_700_000_000_000
  const times = Float64Array.from({ length: 500 }, () => (t += 200 + Math.round(3000 * random.next())))
  const line = (time: number) => 20 + (time - times[0]) / 7000
  const ramp = one(times, times.map(line))
  const straight = ({ times: rows, values }: Series) => {
    const known = rows.filter((_, i) => !Number.isNaN(values[0][i]))
    expect(known.length).toBeGreaterThan(20)
    rows.forEach((row, i) => Number.isNaN(values[0][i]) || expect(values[0][i]).toBeCloseTo(line(row), 8))
  }

  test.each(['1s', '700ms', '10s', '37s'])('laid on a step of %s', (step) => {
    straight(after(ramp, `resample step=${step} how=linear`))
    straight(after(ramp, `resample step=${step} how=time-mean`))
  })

  test('filled, and filled and resampled', () => {
    const holed = one(
      times,
      ramp.values[0].map((v, i) => (i % 5 === 2 || i % 5 === 3 ? NaN : v)),
    )
    const filled = after(holed, 'fill longest=1min')
    expect(filled.values[0].every(Number.isFinite)).toBe(true)
    straight(filled)
    straight(after(holed, 'fill longest=1min', 'resample step=5s'))
  })

  test('shifted, and moved to the rows between', () => {
    const shifted = after(ramp, 'shift by=1234ms')
    shifted.times.forEach((time, i) => {
      const v = shifted.values[0][i]
      return Number.isNaN(v) || expect(v).toBeCloseTo(line(time - 1234), 8)
    })
    const back = after(ramp, 'shift by=-1234ms')
    back.times.forEach((time, i) => {
      const v = back.values[0][i]
      return Number.isNaN(v) || expect(v).toBeCloseTo(line(time + 1234), 8)
    })
  })
})

describe('steps', () => {
  test('fill no pause longer than is said, and none at all without a limit', () => {
    const holed = regular(Float64Array.of(1, NaN, 3, NaN, NaN, 6))
    expect([...after(holed, 'fill longest=2s').values[0]]).toEqual([1, 2, 3, NaN, NaN, 6])
    expect(() => after(holed, 'fill')).toThrow('nothing is filled without a limit')
  })

  test('do not resample across a gap', () => {
    const gap = one(Float64Array.of(0, 1000, 2000, 60_000, 61_000), Float64Array.of(0, 1, 2, 60, 61))
    const { times, values } = after(gap, 'resample step=1s how=linear')
    expect(times.length).toBe(62)
    expect([...values[0].subarray(0, 4)]).toEqual([0, 1, 2, NaN])
    expect(values[0][59]).toBeNaN()
    expect([...values[0].subarray(60)]).toEqual([60, 61])
    expect(after(gap, 'resample step=1s how=linear bridge=1min').values[0][30]).toBe(30)
  })

  test('keep the first, the last or the mean of duplicates', () => {
    const twice = one(Float64Array.of(0, 1, 1, 1, 2), Float64Array.of(1, 2, NaN, 6, 9))
    expect([...after(twice, 'duplicates keep=first').values[0]]).toEqual([1, 2, 9])
    expect([...after(twice, 'duplicates keep=last').values[0]]).toEqual([1, 6, 9])
    expect([...after(twice, 'duplicates keep=mean').values[0]]).toEqual([1, 4, 9])
    expect([...after(one(Float64Array.of(2, 0, 1), Float64Array.of(3, 1, 2)), 'sort').values[0]]).toEqual([1, 2, 3])
  })

  test('clip, drop codes, mask and leave out', () => {
    const given = regular(Float64Array.of(-999, 5, 50, -3))
    expect([...after(given, 'missing-codes codes=-999').values[0]]).toEqual([NaN, 5, 50, -3])
    expect([...after(given, 'clip below=0 above=10').values[0]]).toEqual([0, 5, 10, 0])
    expect([...after(given, 'clip above=10 make=missing').values[0]]).toEqual([-999, 5, NaN, -3])
    const range = '1970-01-01T00:00:01Z/1970-01-01T00:00:02Z'
    expect([...after(given, `mask ranges=${range}`).values[0]]).toEqual([-999, NaN, NaN, -3])
    expect([...after(given, `leave-out ranges=${range}`).times]).toEqual([0, 3000])
  })

  test('decompose into a residual without season and trend, by points or by duration', () => {
    const season = regular(
      Float64Array.from({ length: 240 }, (_, t) => 0.1 * t + 5 * Math.sin((2 * Math.PI * t) / 24)),
      3_600_000,
    )
    const residual = after(season, 'decompose period=1d').values[0]
    expect(Math.max(...residual.map(Math.abs))).toBeLessThan(0.05)
    expect(residual).toEqual(applySteps(season, [parseDecompose('stl:24')]).series.values[0])
    expect(() => after(season, 'decompose period=200')).toThrow(
      'Cleaning step 1 (decompose): A decomposition needs two complete periods without a gap: 400 points; the longest stretch has 240.',
    )
  })

  test('derive channels with the unit of their parts, one from the other', () => {
    const water: Series = {
      ...regular(Float64Array.of(20, 21)),
      channels: [
        { name: 'T in', unit: '°C' },
        { name: 'Tout', unit: '°C' },
      ],
      values: [Float64Array.of(20, 21), Float64Array.of(25, 27)],
    }
    const { channels, values } = applySteps(water, [
      parseDerive('dT = Tout - "T in"'),
      parseDerive('double [K] = 2 * dT'),
      parseDerive('gain = ratio(Tout, "T in")'),
    ]).series
    expect(channels.slice(2)).toEqual([
      { name: 'dT', unit: '°C' },
      { name: 'double', unit: 'K' },
      { name: 'gain', unit: null },
    ])
    expect(values.slice(2, 4).map((v) => [...v])).toEqual([
      [5, 6],
      [10, 12],
    ])
  })
})

describe('what is wrong with steps', () => {
  const channels = [{ name: 'a', unit: null }]
  const problem = (...steps: string[]) => {
    const checked = checkSteps(
      steps.map((text) => (text.includes(' = ') ? parseDerive(text) : parseStep(text))),
      channels,
    )
    return checked.problem
  }

  test.each([
    [['smoth'], 0, 'There is no cleaning step "smoth". Known: mask, '],
    [['hampel window=abc'], 0, 'Parameter "window" must be a whole number'],
    [['hampel width=3'], 0, 'There is no parameter "width". Known: window, limit, make.'],
    [['sort', 'smooth channels=b'], 1, 'There is no channel "b". Known: a.'],
    [['mask ranges=yesterday/today'], 0, '"yesterday/today" is no range'],
    [['x = a + c', 'c = a'], 0, '"c" is made by step 2, which comes later: move it up.'],
    [['x = y + 1', 'y = x + 1'], 0, 'The formulas go in a circle: x needs y needs x.'],
    [['x = x + 1'], 0, 'The formulas go in a circle: x needs x.'],
    [['a = 2 * 3'], 0, 'There is a channel "a" already'],
    [['resample'], 0, 'The step must be a duration'],
    [['smooth how=savitzky-golay window=3 order=5'], 0, 'A polynomial of degree 5 needs a window'],
  ])('%j', (steps, index, message) => {
    expect(problem(...steps)).toMatchObject({ index })
    expect(problem(...steps)!.message).toContain(message)
  })

  test('points into the formula', () => {
    expect(problem('x = a + 2 * Tim')).toMatchObject({ index: 0, from: 8, to: 11 })
    expect(() => after(regular(Float64Array.of(1)), 'derive name=x formula="a + 2 * Tim"')).toThrow(
      'Cleaning step 1 (derive): There is no channel "Tim". Known: a. In "a + 2 * Tim", at character 9.',
    )
  })

  test.each([
    ['', 'A cleaning step is empty'],
    ['window=7', 'begins with its name'],
    ['hampel 7', '"7" is not of the form name=value'],
    ['hampel window="7', 'A quote in the cleaning step'],
  ])('the text "%s"', (text, message) => {
    expect(() => parseStep(text)).toThrow(message)
  })
})

describe('the way back to the raw rows', () => {
  const times = Float64Array.of(0, 1000, 2000, 3000, 4000, 5000)

  test('takes the row of the same time where rows were left out', () => {
    const rows = rawRows(times, Float64Array.of(0, 1000, 4000, 5000), null, Float64Array.of(1, 2, 3, 4))
    expect([...rows]).toEqual([0, 1, -1, -1, 2, 3])
    expect([...onRawRows(Float64Array.of(1, 2, 3, 4), rows)]).toEqual([1, 2, NaN, NaN, 3, 4])
    expect(onRawRanges([{ first: 1, last: 2 }], rows)).toEqual([
      { first: 1, last: 1 },
      { first: 4, last: 4 },
    ])
  })

  test('takes the row that stands for the time on a coarser step', () => {
    const span = { before: 0, after: 2000 }
    expect([...rawRows(times, Float64Array.of(0, 2000, 4000), span, new Float64Array(3))]).toEqual([0, 0, 1, 1, 2, 2])
    const centred = { before: 1000, after: 1000 }
    expect([...rawRows(times, Float64Array.of(0, 2000, 4000), centred, new Float64Array(3))]).toEqual([
      0, 1, 1, 2, 2, -1,
    ])
  })

  test('takes the highest score of a finer step', () => {
    const fine = Float64Array.from({ length: 21 }, (_, i) => 250 * i)
    const scores = fine.map((t) => (t === 1250 ? 9 : 1))
    const rows = rawRows(times, fine, { before: 125, after: 125 }, scores)
    expect([...onRawRows(scores, rows)]).toEqual([1, 9, 1, 1, 1, 1])
  })
})
