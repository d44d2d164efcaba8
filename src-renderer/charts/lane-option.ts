import type { ChartOption } from './echarts.ts'

export interface Line {
  times: Float64Array
  values: Float64Array
  colour: string
  /** Thinner and dashed: what was expected, beside what was measured. */
  quiet?: boolean
  /** Filled down to zero: scores. */
  area?: boolean
}

/** Pairs of (time, value) in one array, which is the only form that the line series reads without copying every point into objects. */
export function interleaved(times: Float64Array, values: Float64Array): Float64Array {
  const out = new Float64Array(times.length * 2)
  for (let i = 0; i < times.length; i++) {
    out[2 * i] = times[i]
    out[2 * i + 1] = values[i]
  }
  return out
}

/** Lines and nothing else: axes are drawn outside, so that the canvas can be shifted while panning. */
export function laneOption(lines: readonly Line[], start: number, end: number, min: number, max: number): ChartOption {
  return {
    animation: false,
    grid: { left: 0, right: 0, top: 0, bottom: 0, containLabel: false, outerBoundsMode: 'none' },
    xAxis: { type: 'value', min: start, max: end, show: false },
    yAxis: { type: 'value', min, max, show: false },
    series: lines.map(line => ({
      type: 'line',
      dimensions: ['time', 'value'],
      data: interleaved(line.times, line.values),
      silent: true,
      showSymbol: false,
      symbol: 'none',
      connectNulls: false,
      clip: false,
      lineStyle: { color: line.colour, width: line.quiet ? 1 : 1.1, type: line.quiet ? [3, 3] : 'solid', opacity: line.quiet ? 0.8 : 1, join: 'round' },
      areaStyle: line.area ? { color: line.colour, opacity: 0.12, origin: min } : undefined,
      emphasis: { disabled: true },
    })),
  }
}
