import type { Control, ControlChart } from '../../../src-main/shared/data/control.ts'
import type { TimeRange } from '../../../src-main/shared/data/series.ts'
import type { ChartOption } from '../echarts.ts'
import { dateTime, value } from '../format.ts'
import type { PlotColours } from './colours.ts'
import { axis, base, line, pairs } from './parts.ts'
import { clockTicks } from './round-ticks.ts'

/** More marks than this are a band of their own. */
const manyMarks = 200

interface ControlLook {
  unit: string | null
  zone: string
  /** Where the limits come from; none = all rows. */
  normal: readonly TimeRange[]
  picked: readonly TimeRange[]
}

/** About as many pixels as each chart is high; in a higher pane the numbers stand a little farther apart than they need. */
const plotHeight = (charts: number, i: number) => (charts === 1 ? 170 : i === 0 ? 110 : 50)

/** Centre line, limits with their numbers, and what is out of control: one chart, or two below each other on one time axis. */
export function controlOption(answer: Control, look: ControlLook, colours: PlotColours): ChartOption {
  const { charts } = answer
  const last = charts.length - 1
  const [first, end] = ends(charts[0])
  const time = clockTicks(colours, first, end, look.zone)
  const heights = last === 0 ? [['8', '78%']] : [['8', '50%'], ['65%', '24%']] // prettier-ignore
  return {
    ...base(colours),
    grid: charts.map((_, i) => ({ left: 66, right: 118, top: heights[i][0], height: heights[i][1] })),
    tooltip: {
      ...base(colours).tooltip,
      formatter: (all: { data: [number, number]; axisIndex: number; seriesName: string }[]) =>
        told(answer, look, all).join('<br>'),
    },
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    xAxis: charts.map((_, i) =>
      axis(colours, {
        gridIndex: i,
        ...time,
        // Limits may lie below 0, and the axis is below them.
        axisLine: { onZero: false, lineStyle: { color: colours.line } },
        axisLabel: { ...time.axisLabel, show: i === last },
      }),
    ),
    yAxis: charts.map((chart, i) =>
      axis(colours, {
        gridIndex: i,
        splitNumber: last === 0 ? 4 : 3,
        name: chart.name,
        nameLocation: 'middle',
        nameGap: 52,
        ...reach(chart),
        axisLabel: { color: colours.text, fontSize: 10, formatter: (v: number) => value(v, 5), showMinLabel: chart.lower === null, showMaxLabel: false }, // prettier-ignore
      }),
    ),
    series: charts.flatMap((chart, i) =>
      planeSeries(chart, i, [first, end], { ...look, charts: charts.length }, colours),
    ),
  }
}

function planeSeries(
  chart: ControlChart,
  i: number,
  [first, end]: [number, number],
  look: ControlLook & { charts: number },
  colours: PlotColours,
) {
  const at = { xAxisIndex: i, yAxisIndex: i }
  const still = { ...at, silent: true, tooltip: { show: false } }
  /** Limits may lie closer than their numbers are high: the upper one is written above its line, the lower one below, and apart. */
  const written = (name: string, v: number, colour: string) => ({
    show: true,
    formatter: `${name} ${value(v, 5)}${look.unit ? ` ${look.unit}` : ''}`,
    color: colour,
    fontSize: 10,
    offset: [0, name === 'upper' ? -apart(v) : name === 'lower' ? apart(v) : 0],
    distance: 4,
    width: 112,
    overflow: 'truncate',
  })
  /** Pixels that a limit's number stands off its line: with little room to the centre as many as keep the two apart. */
  const { min, max } = reach(chart)
  const apart = (v: number) => Math.max(6, 12 - (Math.abs(v - chart.centre) / (max - min)) * plotHeight(look.charts, i))
  const level = (name: string, v: number, colour: string, type: 'solid' | 'dashed') =>
    line(name, colour, pairs([first, end], [v, v]), { ...still, lineStyle: { color: colour, width: 1, type }, endLabel: written(name, v, colour) }) // prettier-ignore
  const { bounds, lines, marks } = chart
  const bound = (values: Float64Array) =>
    line('limit', colours.warn, pairs(lines[0].times, values), { ...still, lineStyle: { color: colours.warn, width: 1, type: 'dashed' } }) // prettier-ignore
  const area = (ranges: readonly TimeRange[], color: string, opacity: number) =>
    ranges.map(({ start, end: to }) => [{ xAxis: start, itemStyle: { color, opacity } }, { xAxis: to }])
  const dots = (name: string, beyond: boolean, symbol: string, colour: string) => {
    const isShown = (_: number, k: number) => isBeyond(chart, marks.values[k]) === beyond
    return {
      type: 'scatter',
      name,
      ...at,
      symbol,
      symbolSize: marks.times.length > manyMarks ? 3.5 : 6,
      // A graphic for each of a thousand marks takes longer than the page may stand still: they are painted as one.
      large: true,
      largeThreshold: manyMarks,
      color: colour,
      emphasis: { disabled: true },
      dimensions: ['x', 'y'],
      data: pairs(marks.times.filter(isShown), marks.values.filter(isShown)),
    }
  }
  return [
    ...lines.map(({ name, times, values }, l) =>
      line(name, l === 0 ? colours.signal : colours.third, pairs(times, values), {
        ...at,
        lineStyle: { color: l === 0 ? colours.signal : colours.third, width: 1 },
        ...(l === 0 && {
          markArea: { silent: true, data: [...area(look.normal, colours.signal, 0.09), ...area(look.picked, colours.warn, 0.16)] }, // prettier-ignore
        }),
      }),
    ),
    level('centre', chart.centre, colours.text, 'solid'),
    level('upper', chart.upper, colours.warn, 'dashed'),
    ...(chart.lower === null ? [] : [level('lower', chart.lower, colours.warn, 'dashed')]),
    ...(bounds ? [bound(bounds.upper), bound(bounds.lower)] : []),
    dots('pattern', false, 'diamond', colours.second),
    dots('beyond', true, 'circle', colours.warn),
  ]
}

/** Limits that begin narrower are passed wherever a rule was met. */
const isBeyond = ({ bounds, upper, lower }: ControlChart, v: number) =>
  bounds !== null || v > upper || (lower !== null && v < lower)

/** What is drawn and the limits, with a little room. */
function reach({ lines, upper, lower, centre }: ControlChart): { min: number; max: number } {
  let [low, high] = [Math.min(centre, lower ?? centre), upper]
  for (const { values } of lines)
    for (const v of values) {
      if (v < low) low = v
      if (v > high) high = v
    }
  const room = (high - low) * 0.05 || 1
  return { min: lower === null && low >= 0 ? 0 : low - room, max: high + room }
}

const ends = ({ lines }: ControlChart): [number, number] => [lines[0].times[0], lines[0].times.at(-1)!]

/** Time, values, and the names of the rules that are met at the place that is pointed at. */
function told(
  { charts, rules }: Control,
  { zone, unit }: ControlLook,
  all: { data: [number, number]; axisIndex: number; seriesName: string }[],
): string[] {
  const time = all[0].data[0]
  const seen = all.filter(({ seriesName }) => charts.some(({ lines }) => lines.some(({ name }) => name === seriesName)))
  const bits = charts.reduce((sum, { marks }) => {
    const k = marks.times.indexOf(time)
    return k < 0 ? sum : sum | marks.rules[k]
  }, 0)
  return [
    dateTime(time, zone),
    ...seen.map(({ seriesName, data }) => `${seriesName} ${value(data[1])}${unit ? ` ${unit}` : ''}`),
    ...rules.filter((_, r) => bits & (1 << r)).map(({ text }) => `<b>${text}</b>`),
  ]
}
