import { duration, value } from '../format.ts'
import type { PlotColours } from './colours.ts'

/** What all charts of the pane have in common. */
export const base = (colours: PlotColours) => ({
  animation: false,
  backgroundColor: colours.paper,
  textStyle: { color: colours.text, fontSize: 11, fontFamily: 'system-ui, sans-serif' },
  tooltip: {
    trigger: 'axis',
    axisPointer: { type: 'line', lineStyle: { color: colours.text, width: 1 } },
    backgroundColor: colours.paper,
    borderColor: colours.line,
    padding: 6,
    textStyle: { color: colours.text, fontSize: 11 },
    valueFormatter: (v: unknown) => (typeof v === 'number' ? value(v) : '—'),
    confine: true,
  },
})

/** A round number: "1e18", not "1.000e18". */
export const tick = (v: number) => value(v, 5).replace(/\.?0+e/, 'e')

export const axis = (colours: PlotColours, more: object = {}) => ({
  type: 'value',
  axisLine: { show: true, lineStyle: { color: colours.line } },
  axisTick: { lineStyle: { color: colours.line } },
  axisLabel: { color: colours.text, fontSize: 10, formatter: tick, hideOverlap: true },
  splitLine: { lineStyle: { color: colours.line, opacity: 0.5 } },
  nameTextStyle: { color: colours.text, fontSize: 10 },
  splitNumber: 4,
  scale: true,
  ...more,
})

/** A plain line. points — of pairs(); NaN breaks it. */
export const line = (name: string, colour: string, points: Float64Array, more: object = {}) => ({
  type: 'line',
  dimensions: ['x', 'y'],
  name,
  showSymbol: false,
  color: colour,
  lineStyle: { color: colour, width: 1.3 },
  emphasis: { disabled: true },
  data: points,
  ...more,
})

/** x, y, x, y…: ECharts copies what it is given several times, and numbers in one piece a hundred times as fast as small arrays. */
export function pairs(xs: ArrayLike<number>, ys: ArrayLike<number>): Float64Array {
  const out = new Float64Array(2 * xs.length)
  for (let i = 0; i < xs.length; i++) {
    out[2 * i] = xs[i]
    out[2 * i + 1] = Number.isFinite(ys[i]) ? ys[i] : NaN
  }
  return out
}

/** ms in words, of either sign. */
export const signed = (ms: number) => (ms === 0 ? '0' : `${ms < 0 ? '−' : ''}${duration(Math.abs(ms))}`)
