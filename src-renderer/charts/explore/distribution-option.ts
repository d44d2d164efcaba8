import type { ChannelDistribution } from '../../../src-main/shared/data/explore.ts'
import type { ChartOption } from '../echarts.ts'
import type { PlotColours } from './colours.ts'
import { axis, base, line, pairs } from './parts.ts'

export type Shape = 'histogram' | 'box' | 'ecdf'

/** One channel's values: bars with their density, a box, or the cumulative distribution. */
export function distributionOption(
  one: ChannelDistribution,
  shape: Shape,
  log: boolean,
  colours: PlotColours,
): ChartOption {
  const grid = { left: 46, right: 10, top: 8, bottom: 22 }
  const scale = { type: log ? 'log' : 'value', scale: true, min: one.edges[0], max: one.edges.at(-1) }
  if (shape === 'box')
    return {
      ...base(colours),
      tooltip: { show: false },
      grid,
      xAxis: axis(colours, scale),
      yAxis: { type: 'category', data: [''], axisLine: { show: false }, axisTick: { show: false } },
      series: [
        {
          type: 'boxplot',
          data: [[one.box.low, one.box.q1, one.box.median, one.box.q3, one.box.high]],
          itemStyle: { color: 'transparent', borderColor: colours.signal, borderWidth: 1.5 },
        },
      ],
    }
  if (shape === 'ecdf')
    return {
      ...base(colours),
      grid,
      xAxis: axis(colours, scale),
      yAxis: axis(colours, {
        min: 0,
        max: 100,
        axisLabel: { color: colours.text, fontSize: 10, formatter: '{value} %' },
      }),
      series: [
        line(
          '% below',
          colours.signal,
          pairs(
            one.ecdf,
            one.ecdf.map((_, i) => i),
          ),
        ),
      ],
    }
  const middles = Array.from(one.counts, (_, i) => (one.edges[i] + one.edges[i + 1]) / 2)
  const rows = one.counts.reduce((a, b) => a + b, 0)
  const wholeRows = one.whole.reduce((a, b) => a + b, 0)
  // Drawn to the size of the view: shapes are compared, not how many rows there are.
  const whole = Array.from(one.whole, (n) => (wholeRows > 0 ? (n * rows) / wholeRows : 0))
  const step = { step: 'middle' as const, areaStyle: { opacity: 0.28 } }
  return {
    ...base(colours),
    grid,
    xAxis: axis(colours, scale),
    yAxis: axis(colours, { min: 0 }),
    series: [
      line('rows', colours.signal, pairs(middles, one.counts), step),
      line('density', colours.third, pairs(middles, one.density), { smooth: true }),
      line('whole dataset, to scale', colours.text, pairs(middles, whole), {
        step: 'middle',
        lineStyle: { color: colours.text, width: 1, type: 'dotted' },
      }),
      ...(one.labelled
        ? [line('labelled', colours.second, pairs(middles, one.labelled), { ...step, areaStyle: { opacity: 0.45 } })]
        : []),
      ...(one.selected
        ? [line('selected', colours.warn, pairs(middles, one.selected), { ...step, areaStyle: { opacity: 0.5 } })]
        : []),
    ],
  }
}
