import { describe, expect, test } from 'vitest'
import { applySteps } from '../../src-main/analysis/cleaning/apply.ts'
import { checkSteps } from '../../src-main/analysis/cleaning/check.ts'
import { stepKinds } from '../../src-main/analysis/cleaning/index.ts'
import type { AnyStep } from '../../src-main/analysis/cleaning/step.ts'
import { cleaningSteps, type CleaningStep } from '../../src-main/shared/data/cleaning.ts'
import { parseStep, stepText } from '../../src-main/shared/data/cleaning-text.ts'
import type { ParamSpec, ParamValues } from '../../src-main/shared/models/params.ts'
import type { Series } from '../../src-main/shared/data/series.ts'

const start = Date.parse('2024-03-01T00:00:00Z')

/** What each step is given; a step without a line here is tried with its defaults. */
const settings: Record<string, ParamValues> = {
  mask: { ranges: '2024-03-01T00:00:10Z/2024-03-01T00:00:20Z' },
  'leave-out': { ranges: '2024-03-01T00:00:10Z/2024-03-01T00:00:20Z' },
  'missing-codes': { codes: '-999, 0' },
  clip: { below: '-1', above: '1' },
  fill: { longest: '3s' },
  pieces: { count: 'a' },
  resample: { step: '2s' },
  shift: { by: '1500ms' },
  decompose: { period: '25' },
  derive: { name: 'sum of "both"', formula: 'a + "b, of [two]"' },
}
const stepOf = (kind: AnyStep, channels: string[] = []): CleaningStep => ({
  step: kind.id,
  on: true,
  channels,
  params: settings[kind.id] ?? {},
})
const firstOf = (kind: AnyStep) => stepOf(kind, kind.byChannel ? ['a'] : [])

function series(n: number, of: (t: number, c: number) => number): Series {
  return {
    times: Float64Array.from({ length: n }, (_, t) => start + 1000 * t),
    channels: [
      { name: 'a', unit: 'K' },
      { name: 'b, of [two]', unit: 'K' },
    ],
    values: [0, 1].map((c) => Float64Array.from({ length: n }, (_, t) => of(t, c))),
  }
}
/** A cycle with a spike, a missing value alone and a run of them, and two rows at one time. */
function rich(): Series {
  const given = series(120, (t, c) =>
    t === 40 || (t >= 60 && t < 70) ? NaN : Math.sin(t / 4 + c) + (t === 50 ? 30 : 0),
  )
  given.times[31] = given.times[30]
  return given
}

describe.each(stepKinds.map((kind) => [kind.id, kind] as const))('%s', (_id, kind) => {
  test('says what it does and what each parameter is', () => {
    expect(kind.summary).toMatch(/^[A-Z].{20,}\.$/)
    for (const spec of Object.values<ParamSpec>(kind.params)) {
      expect(spec.label).toMatch(/^[A-Z]/)
      expect(spec.help).toMatch(/\.$/)
    }
  })

  test('leaves its input as it was, and does the same again', () => {
    const given = rich()
    const once = applySteps(given, [firstOf(kind)])
    expect(given).toEqual(rich())
    expect(applySteps(given, [firstOf(kind)])).toEqual(once)
    for (const values of once.series.values) expect(values.length).toBe(once.series.times.length)
    expect(once.series.values.length).toBe(once.series.channels.length)
  })

  test('says beforehand which channels come after it', () => {
    const checked = checkSteps([firstOf(kind)], rich().channels)
    expect(checked.channels).toEqual(applySteps(rich(), [firstOf(kind)]).series.channels)
  })

  test('keeps what is missing missing, and makes nothing infinite', () => {
    const given = rich()
    const { series: after } = applySteps(given, [firstOf(kind)])
    for (const values of after.values) expect(values.every((v) => Number.isNaN(v) || Number.isFinite(v))).toBe(true)
    if (kind.id === 'fill' || after.times.length !== given.times.length) return
    const kept = kind.id === 'drop' ? given.values.slice(1) : given.values
    kept.forEach((values, c) =>
      values.forEach((v, t) => Number.isNaN(v) && kind.id !== 'shift' && expect(after.values[c][t]).toBeNaN()),
    )
    const missing = (of: Float64Array[]) => of.reduce((n, v) => n + v.filter(Number.isNaN).length, 0)
    expect(missing(after.values)).toBeGreaterThanOrEqual(missing(kept))
  })

  test.runIf(kind.byChannel)('touches the chosen channel alone', () => {
    const given = rich()
    const { series: after } = applySteps(given, [firstOf(kind)])
    expect(after.values.at(-1)).toEqual(given.values[1])
  })

  test('takes a series of nothing, of one row, of three, of one value and of no value', () => {
    const shapes = [
      series(0, () => 0),
      series(1, () => 3),
      series(3, (t) => t),
      series(200, () => 7),
      series(200, () => NaN),
    ]
    for (const shape of shapes) {
      let after: Series
      try {
        after = applySteps(shape, [firstOf(kind)]).series
      } catch (error) {
        expect(error).toMatchObject({ code: 'bad-input' })
        expect((error as Error).message).toMatch(/^Cleaning step 1 \(.*\): [A-Z"].*\.$/)
        continue
      }
      for (const values of after.values) expect(values.every((v) => Number.isNaN(v) || Number.isFinite(v))).toBe(true)
    }
  })

  test('is written as text and read again, and is stored as it is', () => {
    const step = stepOf(kind, kind.byChannel ? ['a', 'b, of [two]'] : [])
    const read = parseStep(stepText(step))
    expect(read).toEqual({
      ...step,
      params: Object.fromEntries(Object.entries(step.params).map(([k, v]) => [k, String(v)])),
    })
    expect(applySteps(rich(), kind.id === 'drop' ? [] : [read])).toEqual(
      applySteps(rich(), kind.id === 'drop' ? [] : [step]),
    )
    expect(cleaningSteps.parse([step])).toEqual([step])
  })

  test('that is off does nothing', () => {
    expect(applySteps(rich(), [{ ...firstOf(kind), on: false }]).series).toEqual(rich())
  })
})

test('no id is listed twice', () => {
  expect(new Set(stepKinds.map((kind) => kind.id)).size).toBe(stepKinds.length)
})
