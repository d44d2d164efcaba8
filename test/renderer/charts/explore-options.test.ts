import { describe, expect, test } from 'vitest'
import type { OverlayAnswer, Rhythm, Scatter } from '../../../src-main/shared/data/explore.ts'
import { controlOption } from '../../../src-renderer/charts/explore/control-option.ts'
import { plotColours } from '../../../src-renderer/charts/explore/colours.ts'
import { base, axis, line, pairs } from '../../../src-renderer/charts/explore/parts.ts'
import { correlationOption, overlayOption } from '../../../src-renderer/charts/explore/rhythm-option.ts'
import { signedHundredths } from '../../../src-renderer/charts/explore/together-option.ts'
import { scatterOption } from '../../../src-renderer/charts/explore/scatter-option.ts'
import { stateDots } from '../../../src-renderer/charts/states.ts'
import { ramp } from '../../../src-renderer/charts/explore/image.ts'
import { svgOf } from '../../../src-renderer/charts/echarts.ts'

const colours = plotColours(false)
const count = (svg: string, what: RegExp) => svg.match(what)?.length ?? 0
const inColour = (colour: string) => new RegExp(`<polyline [^>]*stroke="${colour}"`, 'g')

describe('pictures of Explore', () => {
  test('a line breaks where a value is missing', () => {
    const drawn = (ys: number[]) => {
      const data = pairs([0, 1, 2, 3, 4], ys)
      const option = { ...base(colours), grid: {}, xAxis: axis(colours), yAxis: axis(colours), series: [line('a', '#ff0000', data)] } // prettier-ignore
      const [path] = svgOf(option, 300, 200).match(/d="([^"]+)"[^>]*stroke="#ff0000"/)!
      return count(path, /M/g)
    }
    expect(drawn([1, 2, 3, 2, 1])).toBe(1)
    expect(drawn([1, 2, NaN, 2, 1])).toBe(2)
  })

  const overlay = (curves: number[][]): OverlayAnswer => ({
    kind: 'overlay',
    from: { rows: 1, of: 1 },
    at: Float64Array.of(0, 1, 2, 3),
    starts: Float64Array.from(curves, (_, i) => i * 1000),
    ends: Float64Array.from(curves, (_, i) => i * 1000 + 999),
    curves: curves.map((curve) => Float64Array.from(curve)),
    mean: Float64Array.of(1, 2, 2, 1),
    low: Float64Array.of(0, 1, 1, 0),
    high: Float64Array.of(2, 3, 3, 2),
    note: null,
  })

  test('each curve of an overlay is drawn, in pieces around what is missing, and what is selected stands out', () => {
    const curves = [[1, 2, 3, 4], [4, 3, 2, 1], [NaN, NaN, NaN, NaN], [1, 1, NaN, 5], [2, 2, NaN, NaN]] // prettier-ignore
    const drawn = (selected: { start: number; end: number } | null) =>
      svgOf(overlayOption(overlay(curves), 'UTC', false, selected, colours), 400, 300)
    expect(count(drawn(null), inColour(colours.signal))).toBe(4)
    const some = drawn({ start: 1000, end: 1500 })
    expect(count(some, inColour(colours.warn))).toBe(1)
    expect(count(some, inColour(colours.signal))).toBe(3)
  })

  test('a scatter draws each point, and those that are selected again', () => {
    const scatter: Scatter = {
      kind: 'scatter',
      from: { rows: 3, of: 3 },
      times: Float64Array.of(0, 10, 20),
      x: Float64Array.of(1, 2, 3),
      y: Float64Array.of(3, 1, 2),
      colour: Float64Array.of(0, 10, 20),
      grid: null,
      r: 0,
      lag: null,
    }
    const option = scatterOption(scatter, { x: 'a', y: 'b', colour: 'time', dark: false, states: null, width: 400, dense: true, selected: { start: 5, end: 15 } }, colours) // prettier-ignore
    const svg = svgOf(option, 400, 300)
    expect(count(svg, new RegExp(`fill="${colours.warn}"`, 'g'))).toBe(1)
    // By their time: the first, the middle and the last of the colours.
    for (const colour of ['rgb(185,207,233)', 'rgb(43,92,158)', 'rgb(122,42,0)'])
      expect(count(svg, new RegExp(`fill="${colour.replace(/[()]/g, '\\$&')}"`, 'g'))).toBe(1)
  })

  test('a scatter coloured by states names those that there are, each in a colour and shape of its own', () => {
    const numbers = Float64Array.of(0, 2, NaN, 2)
    const scatter: Scatter = { kind: 'scatter', from: { rows: 4, of: 4 }, times: numbers, x: Float64Array.of(1, 2, 3, 4), y: Float64Array.of(3, 1, 2, 4), colour: numbers, grid: null, r: 0, lag: null } // prettier-ignore
    const look = { x: 'a', y: 'b', colour: '7', dark: false, states: ['idle', 'heating', 'holding'], width: 400, dense: true, selected: null } // prettier-ignore
    const svg = svgOf(scatterOption(scatter, look, colours), 400, 300)
    for (const name of ['idle', 'holding', 'missing']) expect(svg).toContain(`>${name}</text>`)
    expect(svg).not.toContain('heating')
    // Its points, and the mark beside its name.
    const [idle, holding] = [stateDots(look.states, false)[0], stateDots(look.states, false)[2]]
    expect(count(svg, new RegExp(`fill="${idle.colour}"`, 'g'))).toBe(2)
    expect(count(svg, new RegExp(`fill="${holding.colour}"`, 'g'))).toBe(3)
    expect(idle.symbol).not.toBe(holding.symbol)
  })

  test('colours between two lie on the line between them', () => {
    const colour = ramp(['#000000', '#ff8000', '#ffffff'])
    expect([colour(-1), colour(0.5), colour(1), colour(0.25)]).toEqual([
      [0, 0, 0],
      [255, 128, 0].map((v) => expect.closeTo(v, -0.5)),
      [255, 255, 255],
      [128, 64, 0].map((v) => expect.closeTo(v, -0.5)),
    ])
  })

  test('a control chart has its limits written beside it, and round marks beyond them apart from diamonds within', () => {
    const chart = { name: 'value', centre: 0, upper: 3, lower: -3, bounds: null, lines: [{ name: 'value', times: Float64Array.of(0, 1000, 2000), values: Float64Array.of(0, 4, 1) }], marks: { times: Float64Array.of(1000, 2000), values: Float64Array.of(4, 1), rules: Uint16Array.of(1, 2) } } // prettier-ignore
    const answer = { kind: 'control', from: { rows: 3, of: 3 }, channel: 1, chart: 'i-mr', limits: { from: { rows: 3, of: 3 }, values: 3, centre: 0, sigma: 1 }, points: 3, rules: [], charts: [chart], findings: [], found: 0, notes: [] } as const // prettier-ignore
    const look = { unit: 'bar', zone: 'UTC', normal: [], picked: [] }
    const svg = svgOf(controlOption({ ...answer, rules: [], charts: [chart], findings: [], notes: [] }, look, colours), 600, 300) // prettier-ignore
    for (const text of ['upper 3 bar', 'centre 0 bar', 'lower −3 bar', '01.0']) expect(svg).toContain(text)
    expect(count(svg, new RegExp(`fill="${colours.warn}"`, 'g'))).toBeGreaterThan(0)
    expect(count(svg, new RegExp(`fill="${colours.second}"`, 'g'))).toBe(1)
  })
})

test('an autocorrelation has ticks at halves, from below its lowest to 1', () => {
  const ticks = (lowest: number) => {
    const rhythm = { correlation: Float64Array.of(1, lowest, 0.2), every: 1, stepMs: 1000, periods: [] }
    const { min, max, interval } = correlationOption(rhythm as unknown as Rhythm, plotColours(false)).yAxis as Record<string, number> // prettier-ignore
    return [min, max, interval]
  }
  expect([0.1, -0.08, -0.7].map(ticks)).toEqual([
    [0, 1, 0.5],
    [-0.5, 1, 0.5],
    [-1, 1, 0.5],
  ])
})

test('a correlation is written with its sign, and what rounds to nothing without', () => {
  expect([1, 0.754, -0.384, -0.004, 0].map(signedHundredths)).toEqual(['1.00', '0.75', '−0.38', '0.00', '0.00'])
})
