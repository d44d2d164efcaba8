import type { Scatter } from '../../../src-main/shared/explore.ts'
import type { ChartOption } from '../echarts.ts'
import { value } from '../format.ts'
import { divergingColours, type PlotColours, risingColours } from './colours.ts'
import { axis, base, line, signed } from './parts.ts'

/** names — in the order of the matrix; cells — [i][j], NaN = none; least, most — of the colours; tell — a cell in words. */
export function matrixOption(
  names: readonly string[],
  cells: readonly ArrayLike<number>[],
  { least, most, dark, tell }: { least: number; most: number; dark: boolean; tell: (i: number, j: number) => string },
  colours: PlotColours,
): ChartOption {
  const data = names.flatMap((_, i) => names.map((_, j) => [j, i, Number.isFinite(cells[i][j]) ? cells[i][j] : '-']))
  const label = (name: string) => (name.length > 14 ? `${name.slice(0, 13)}…` : name)
  const names2 = { type: 'category', data: names.map(label), axisTick: { show: false }, axisLine: { show: false } }
  return {
    ...base(colours),
    tooltip: {
      ...base(colours).tooltip,
      trigger: 'item',
      formatter: ({ data }: { data: [number, number, number] }) => tell(data[1], data[0]).replaceAll('<', '&lt;'),
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
        data,
        label: {
          show: names.length <= 12 && most === 1,
          fontSize: 10,
          formatter: ({ data }: { data: [number, number, number | string] }) =>
            typeof data[2] === 'number' ? data[2].toFixed(2) : '',
        },
        itemStyle: { borderColor: colours.line, borderWidth: 0.5 },
        emphasis: { itemStyle: { borderColor: colours.text, borderWidth: 1 } },
      },
    ],
  }
}

export function scatterOption(
  scatter: Scatter,
  { x, y, colour, dark }: { x: string; y: string; colour: string; dark: boolean },
  colours: PlotColours,
): ChartOption {
  let [least, most] = [Infinity, -Infinity]
  for (const v of scatter.colour) {
    if (v < least) least = v
    if (v > most) most = v
  }
  const isLabel = colour === 'label'
  const data = Array.from(scatter.x, (v, i) => [
    v,
    scatter.y[i],
    Number.isFinite(scatter.colour[i]) ? scatter.colour[i] : '-',
  ])
  return {
    ...base(colours),
    tooltip: { show: false },
    grid: { left: 56, right: 12, top: 22, bottom: 34 },
    xAxis: axis(colours, { name: x, nameLocation: 'middle', nameGap: 20 }),
    yAxis: axis(colours, { name: y }),
    visualMap: {
      show: false,
      dimension: 2,
      min: isLabel ? 0 : least,
      max: isLabel ? 1 : most > least ? most : least + 1,
      inRange: {
        color: isLabel
          ? [colours.signal, colours.second]
          : dark
            ? ['#37608f', '#79b0f2', '#ffe2ac']
            : ['#b9cfe9', '#2b5c9e', '#7a2a00'],
      },
    },
    series: [{ type: 'scatter', symbolSize: 3.5, data, itemStyle: { opacity: 0.65 }, emphasis: { disabled: true } }],
  }
}

/** How one channel follows another, by the lag. */
export function lagOption(lag: NonNullable<Scatter['lag']>, colours: PlotColours): ChartOption {
  const points = Array.from(lag.correlation, (r, i) => [(lag.first + i) * lag.stepMs, r])
  return {
    ...base(colours),
    tooltip: {
      ...base(colours).tooltip,
      formatter: (all: { data: [number, number] }[]) => `lag ${signed(all[0].data[0])}: ${value(all[0].data[1], 3)}`,
    },
    grid: { left: 40, right: 12, top: 8, bottom: 22 },
    xAxis: axis(colours, {
      axisLabel: { color: colours.text, fontSize: 10, formatter: signed, hideOverlap: true },
      min: points[0]?.[0],
      max: points.at(-1)?.[0],
    }),
    yAxis: axis(colours, { min: -1, max: 1 }),
    series: [line('correlation', colours.signal, points)],
  }
}
