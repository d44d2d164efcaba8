import type { ComparedChannel, Comparison } from '../../../src-main/shared/data/explore.ts'
import type { ChartOption } from '../echarts.ts'
import type { PlotColours } from './colours.ts'
import { axis, base, line, pairs } from './parts.ts'
import { durationTicks } from './round-ticks.ts'

const grid = { left: 50, right: 14, top: 24, bottom: 22 }
const legend = (colours: PlotColours) => ({ show: true, top: 0, right: 10, itemWidth: 14, itemHeight: 2, icon: 'rect', textStyle: { color: colours.text, fontSize: 11 } }) // prettier-ignore

/** How often which value is there, in per cent of the rows of each stretch. names — of here and there. */
export function shapesOption(one: ComparedChannel, names: [string, string], colours: PlotColours): ChartOption {
  const middles = Array.from(one.countsHere, (_, i) => (one.edges[i] + one.edges[i + 1]) / 2)
  const shares = (counts: Float64Array) => {
    const rows = counts.reduce((sum, n) => sum + n, 0)
    return counts.map((n) => (100 * n) / rows)
  }
  const step = (opacity: number) => ({ step: 'middle' as const, areaStyle: { opacity } })
  return {
    ...base(colours),
    grid,
    legend: legend(colours),
    xAxis: axis(colours, { min: one.edges[0], max: one.edges.at(-1) }),
    yAxis: axis(colours, { min: 0, axisLabel: { color: colours.text, fontSize: 10, formatter: '{value} %' } }),
    series: [
      line(names[1], colours.second, pairs(middles, shares(one.countsThere)), step(0.14)),
      line(names[0], colours.signal, pairs(middles, shares(one.countsHere)), step(0.22)),
    ],
  }
}

/** Both over the time since their beginning. */
export function coursesOption(
  { at }: Comparison,
  one: ComparedChannel,
  names: [string, string],
  colours: PlotColours,
): ChartOption {
  return {
    ...base(colours),
    grid,
    legend: legend(colours),
    xAxis: axis(colours, durationTicks(colours, 0, at.at(-1) ?? 0)),
    yAxis: axis(colours),
    series: [
      line(names[1], colours.second, pairs(at, one.curveThere)),
      line(names[0], colours.signal, pairs(at, one.curveHere)),
    ],
  }
}
