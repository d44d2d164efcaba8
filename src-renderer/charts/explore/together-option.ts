import type { Scatter } from '../../../src-main/shared/data/explore.ts'
import type { ChartOption } from '../echarts.ts'
import { value } from '../format.ts'
import { divergingColours, inkOn, type PlotColours, risingColours } from './colours.ts'
import { axis, base, line, pairs, signed } from './parts.ts'
import { durationTicks } from './round-ticks.ts'

/** names — in the order of the matrix; cells — [i][j], NaN = none; least, most — of the colours; tell — a cell in words. */
export function matrixOption(
  names: readonly string[],
  cells: readonly ArrayLike<number>[],
  { least, most, dark, tell }: { least: number; most: number; dark: boolean; tell: (i: number, j: number) => string },
  colours: PlotColours,
): ChartOption {
  const isWritten = names.length <= 12 && most === 1
  // A look of its own for each of thousands of cells would take a long task.
  const data = isWritten ? writtenCells(cells, dark, colours) : plainCells(cells)
  const label = (name: string) => (name.length > 14 ? `${name.slice(0, 5)}…${name.slice(-8)}` : name)
  const names2 = { type: 'category', data: names.map(label), axisTick: { show: false }, axisLine: { show: false } }
  return {
    ...base(colours),
    tooltip: {
      ...base(colours).tooltip,
      trigger: 'item',
      formatter: ({ value: [j, i] }: { value: [number, number, number] }) => tell(i, j).replaceAll('<', '&lt;'),
    },
    grid: { left: 96, right: 8, top: 6, bottom: 62 },
    xAxis: {
      ...names2,
      axisLabel: { color: colours.text, fontSize: 10, rotate: 40, interval: names.length > 30 ? 'auto' : 0 },
    },
    yAxis: {
      ...names2,
      inverse: true,
      axisLabel: { color: colours.text, fontSize: 10, interval: names.length > 30 ? 'auto' : 0 },
    },
    visualMap: {
      show: false,
      min: least,
      max: most,
      inRange: { color: least < 0 ? divergingColours(dark) : risingColours(dark).toReversed() },
    },
    series: [
      {
        type: 'heatmap',
        dimensions: ['column', 'row', 'value'],
        data,
        label: {
          show: isWritten,
          fontSize: 10,
          formatter: ({ value: [, , r] }: { value: [number, number, number | string] }) =>
            typeof r === 'number' ? signedHundredths(r) : '',
        },
        itemStyle: { borderColor: colours.line, borderWidth: 0.5 },
        emphasis: { itemStyle: { borderColor: colours.text, borderWidth: 1 } },
      },
    ],
  }
}

/** "−0.38"; what rounds to nothing has no sign. */
export const signedHundredths = (r: number) =>
  r
    .toFixed(2)
    .replace(/^-(?=0\.00$)/, '')
    .replace('-', '−')

function writtenCells(cells: readonly ArrayLike<number>[], dark: boolean, colours: PlotColours) {
  return cells.flatMap((row, i) =>
    Array.from(row, (v, j) => {
      const known = Number.isFinite(v)
      return {
        value: [j, i, known ? v : '-'],
        label: { color: known ? inkOn(Math.abs(v), dark) : colours.text },
      }
    }),
  )
}

/** Column, row and value of one after the other, in one piece; NaN is not drawn. */
const plainCells = (cells: readonly ArrayLike<number>[]) =>
  Float64Array.from(cells.flatMap((row, i) => Array.from(row, (v, j) => [j, i, v]).flat()))

/** How one channel follows another, by the lag. */
export function lagOption(lag: NonNullable<Scatter['lag']>, colours: PlotColours): ChartOption {
  const lags = lag.correlation.map((_, i) => (lag.first + i) * lag.stepMs)
  return {
    ...base(colours),
    tooltip: {
      ...base(colours).tooltip,
      formatter: (all: { data: [number, number] }[]) => `lag ${signed(all[0].data[0])}: ${value(all[0].data[1], 3)}`,
    },
    grid: { left: 40, right: 12, top: 8, bottom: 22 },
    xAxis: axis(colours, durationTicks(colours, lags[0], lags[lags.length - 1])),
    yAxis: axis(colours, { min: -1, max: 1 }),
    series: [line('correlation', colours.signal, pairs(lags, lag.correlation))],
  }
}
