import { describe, expect, test } from 'vitest'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { describeQuality } from '../../../src-main/analysis/quality/describe.ts'
import { duration } from '../../../src-main/analysis/quality/words.ts'
import type { FindingKind, QualityReport } from '../../../src-main/shared/data/quality.ts'

const minute = 60_000
const n = 5760
const start = Date.UTC(2024, 0, 1)
const clock = Float64Array.from({ length: n }, (_, i) => start + i * minute)

function look(
  values: Record<string, Float64Array>,
  options: { times?: Float64Array; fileRows?: Float64Array; units?: Record<string, string> } = {},
): Promise<QualityReport> {
  const names = Object.keys(values)
  return describeQuality(
    {
      times: options.times ?? clock.subarray(0, values[names[0]].length),
      channels: names.map((name) => ({ name, unit: options.units?.[name] ?? null })),
      read: (c, into) => into.set(values[names[c]]),
      fileRows: options.fileRows ?? null,
    },
    quietJob(),
  )
}

const made = (f: (i: number, random: ReturnType<typeof seededRandom>) => number, seed = 1) => {
  const random = seededRandom(seed)
  return Float64Array.from({ length: n }, (_, i) => f(i, random))
}
const day = (i: number) => Math.sin((2 * Math.PI * i) / 1440)

/** What plants have, and what is right as it is. */
const sound: Record<string, () => Float64Array> = {
  'a noisy level': () => made((_, r) => 50 + r.normal()),
  'a daily cycle': () => made((i, r) => 20 + 5 * day(i) + 0.1 * r.normal()),
  'a daily cycle without noise': () => made((i) => 20 + 5 * day(i)),
  'sunshine: nothing at night': () => made((i, r) => Math.max(0, 800 * day(i) * (1 + 0.02 * r.normal()))),
  'a switch': () => made((i) => Number(i % 700 < 200)),
  'a pump: flow while it runs': () => made((i, r) => (i % 600 < 250 ? 30 + r.normal() : 0)),
  'a setting that is seldom changed': () => made((i) => [40, 40, 45, 42.5, 60, 60][Math.floor(i / 1000)]),
  'a counter': () => made((i) => Math.floor(i * 0.37)),
  'a counter that starts anew': () => made((i) => (i * 3) % 2900),
  'a slow temperature in tenths': () => made((i, r) => Math.round(10 * (15 + 4 * day(i) + 0.05 * r.normal())) / 10),
  'a value that leans to one side': () => made((_, r) => Math.exp(r.normal())),
  'rain: mostly nothing': () => made((i, r) => (i % 900 > 860 ? Math.round(10 * Math.abs(r.normal())) / 10 : 0)),
  'a ramp': () => made((i, r) => 0.01 * i + 0.05 * r.normal()),
  batches: () => made((i, r) => [20, 80, 60, 20][Math.floor((i % 480) / 120)] + r.normal()),
  'humidity at 100 %': () => made((i, r) => Math.min(100, 95 + 10 * day(i) + r.normal())),
}

describe('what is sound has no findings', () => {
  for (const [name, make] of Object.entries(sound))
    test(name, async () => {
      const report = await look({ x: make() }, { units: { x: '%' } })
      expect(report.findings).toEqual([])
      expect(report.channels[0]).toMatchObject({ grade: 'good', reasons: [] })
    })

  test('two channels with the same trend and season are no copies', async () => {
    const report = await look({
      a: made((i, r) => 20 + i / 500 + 5 * day(i) + 0.1 * r.normal(), 1),
      b: made((i, r) => 30 + i / 400 + 6 * day(i) + 0.1 * r.normal(), 2),
    })
    expect(report.findings).toEqual([])
  })
})

/** What is spoilt in a sound channel: rows first…last. */
interface Fault {
  kind: FindingKind
  first: number
  last: number
  spoil(x: Float64Array): void
}

const planted: Record<string, Fault> = {
  'a stuck sensor': { kind: 'flat', first: 3000, last: 3200, spoil: (x) => x.fill(x[3000], 3000, 3201) },
  'a missing stretch': { kind: 'missing', first: 1000, last: 1040, spoil: (x) => x.fill(NaN, 1000, 1041) },
  'a spike': { kind: 'spike', first: 2222, last: 2222, spoil: (x) => void (x[2222] += 40) },
  'a spike of two values': {
    kind: 'spike',
    first: 4000,
    last: 4001,
    spoil: (x) => void x.fill(x[4000] - 90, 4000, 4002),
  },
  'an excursion': {
    kind: 'limit',
    first: 2530,
    last: 2550,
    spoil: (x) => {
      for (let i = 2530; i <= 2550; i++) x[i] += 300
    },
  },
  'a code of a logger': { kind: 'missing-code', first: 500, last: 502, spoil: (x) => x.fill(-999.25, 500, 503) },
  'nines that are there once': {
    kind: 'missing-code',
    first: 1500,
    last: 1500,
    spoil: (x) => x.fill(9999, 1500, 1501),
  },
  'noise from here on': {
    kind: 'noise',
    first: 4000,
    last: n - 1,
    spoil: (x) => {
      const random = seededRandom(9)
      for (let i = 4000; i < n; i++) x[i] += 10 * random.normal()
    },
  },
}

describe('what is spoilt is found where it is, and nothing else', () => {
  for (const base of ['a noisy level', 'a daily cycle', 'a ramp', 'batches'])
    for (const [name, fault] of Object.entries(planted))
      test(`${name} in ${base}`, async () => {
        const x = sound[base]()
        fault.spoil(x)
        const { findings, channels } = await look({ x })
        expect(findings.map(({ kind, channel }) => [kind, channel])).toEqual([[fault.kind, 'x']])
        // A change of the noise lies in one of 200 pieces.
        const tolerance = fault.kind === 'noise' ? 40 * minute : fault.kind === 'limit' ? minute : 0
        expect(Math.abs(findings[0].start - clock[fault.first])).toBeLessThanOrEqual(tolerance)
        expect(Math.abs(findings[0].end - clock[fault.last])).toBeLessThanOrEqual(tolerance)
        expect(channels[0].grade === 'good').toBe(false)
        expect(channels[0].reasons).toHaveLength(1)
      })

  test('several stuck stretches, each at another value', async () => {
    const x = sound['a daily cycle']()
    for (const from of [500, 2500, 4100]) x.fill(x[from], from, from + 90)
    const { findings } = await look({ x })
    expect(findings.map(({ kind, start }) => [kind, (start - clock[0]) / minute])).toEqual(
      [500, 2500, 4100].map((at) => ['flat', at]),
    )
  })

  test('0 as a dropout, of what is never near 0', async () => {
    const x = sound['a noisy level']()
    for (const at of [100, 900, 901, 3000, 5000]) x[at] = 0
    const { findings } = await look({ x })
    expect(findings.map(({ kind }) => kind)).toEqual(Array(4).fill('missing-code'))
  })

  test('a signal that is cut off', async () => {
    const x = made((i, r) => Math.min(23, 20 + 5 * Math.sin(i / 20) + 0.1 * r.normal()))
    const { findings, channels } = await look({ x })
    expect(new Set(findings.map(({ kind }) => kind))).toEqual(new Set(['saturation']))
    expect(channels[0].reasons[0]).toMatch(/^It is cut off at 23: .* of its values lie exactly there\.$/)
  })

  test('coarse steps', async () => {
    const { findings } = await look({ x: made((i, r) => Math.round(2 * (20 + 2 * day(i) + 0.2 * r.normal())) / 2) })
    expect(findings.map(({ kind, text }) => [kind, text])).toEqual([
      ['quantisation', expect.stringMatching(/^Moves in steps of 0\.5, which leaves \d+ levels/)],
    ])
  })

  test('a copy, and the same in another unit', async () => {
    const celsius = sound['a daily cycle']()
    const { findings } = await look({ celsius, again: celsius.slice(), fahrenheit: celsius.map((v) => 32 + 1.8 * v) })
    expect(findings.map(({ kind, channel, text }) => [kind, channel, text])).toEqual([
      ['redundant', 'again', 'Has the same values as "celsius", by 4,096 rows.'],
      ['redundant', 'fahrenheit', 'Follows "celsius" as a straight line: 1.8 · celsius + 32, by 4,096 rows.'],
    ])
  })

  test('a sparse channel is told, and only where even it is missing', async () => {
    const x = made((i, r) => (i % 10 === 0 && !(i > 2000 && i < 2400) ? r.normal() : NaN))
    const { findings, channels } = await look({ x })
    expect(findings).toMatchObject([{ kind: 'missing', start: clock[2001], end: clock[2399] }])
    expect(channels[0].reasons[0]).toMatch(/^It has a value about every 10 rows/)
  })

  test('constant, empty, one value, three points', async () => {
    const nothingAtAll = new Float64Array(n).fill(NaN)
    const one = nothingAtAll.slice()
    one[7] = 3
    const report = await look({ constant: new Float64Array(n).fill(2), nothingAtAll, one })
    expect(report.channels.map(({ grade, reasons }) => [grade, reasons[0]])).toEqual([
      ['fair', 'It has one value only: 2.'],
      ['poor', 'It has no value at all.'],
      ['poor', expect.stringMatching(/^more than 99 % of its values are missing/)],
    ])
    expect((await look({ x: Float64Array.of(1, 2, 3) })).findings).toEqual([])
    expect(await look({ x: Float64Array.of(1) })).toMatchObject({ rows: 1, stepMs: null })
  })
})

describe('the time axis', () => {
  const x = () => sound['a noisy level']()
  const shifted = (from: number, by: number) => clock.map((time, i) => (i >= from ? time + by : time))
  const timesFound = async (times: Float64Array, fileRows?: Float64Array) =>
    (await look({ x: x() }, { times, fileRows })).findings.map(({ kind, channel, start, text }) => {
      expect(channel).toBeNull()
      return [kind, times.indexOf(start), text]
    })

  test('a gap', async () => {
    expect(await timesFound(shifted(3000, 60 * minute))).toEqual([['gap', 2999, 'No row for 61 min.']])
  })

  test('times that repeat', async () => {
    const times = clock.slice()
    times[100] = times[99]
    expect(await timesFound(times)).toMatchObject([['duplicate-time', 99, 'Two rows have the same time.']])
  })

  test('a clock that was set', async () => {
    expect(await timesFound(shifted(2000, 20_000))).toEqual([
      ['clock-jump', 1999, 'The clock jumps by 20 s forward: a step of 80 s among steps of 60 s.'],
    ])
  })

  test('a row that comes late is no clock', async () => {
    const times = clock.slice()
    times[700] += 20_000
    expect(await timesFound(times)).toEqual([])
  })

  test('another step from here on', async () => {
    const times = clock.map((time, i) => (i > 3000 ? clock[3000] + (i - 3000) * 90_000 : time))
    expect(await timesFound(times)).toMatchObject([
      ['step-change', expect.any(Number), 'The usual step changes from 60 s to 90 s.'],
    ])
  })

  test('a step that drifts', async () => {
    let time = start
    const times = clock.map((_, i) => (time += minute * (1 + (0.01 * i) / n)))
    expect(await timesFound(times)).toMatchObject([
      ['step-drift', 0, expect.stringMatching(/^The step drifts from 60,/)],
    ])
  })

  test('steps that differ by nature have no gaps', async () => {
    const random = seededRandom(5)
    let time = start
    const times = clock.map(() => (time += -minute * Math.log(1 - random.next())))
    expect(await timesFound(times)).toEqual([])
  })

  test('rows that stood elsewhere in the file', async () => {
    const fileRows = Float64Array.from({ length: n }, (_, i) => i)
    fileRows[50] = 60.5
    expect(await timesFound(clock, fileRows)).toEqual([
      ['out-of-order', 50, '1 row stood in the file behind later ones; it was put in order.'],
    ])
    expect(
      await timesFound(
        clock,
        clock.map((_, i) => n - i),
      ),
    ).toMatchObject([['out-of-order', 0, expect.stringMatching(/newest rows first/)]])
  })
})

test('a length of time is told in the unit that suits it', () => {
  expect([999, 1000, 1500, 60_000, 172_800_000].map(duration)).toEqual(['999 ms', '1 s', '1500 ms', '60 s', '2 days'])
})
