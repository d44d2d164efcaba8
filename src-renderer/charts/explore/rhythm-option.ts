import type { OverlayAnswer, Rhythm } from '../../../src-main/shared/data/explore.ts'
import type { TimeRange } from '../../../src-main/shared/data/series.ts'
import type { ChartOption } from '../echarts.ts'
import { dateTime, duration, value } from '../format.ts'
import { type PlotColours, risingColours } from './colours.ts'
import { curvesSeries } from './curves.ts'
import { imageSeries, paintCells, ramp } from './image.ts'
import { axis, base, line, pairs } from './parts.ts'
import { clockTicks, durationTicks, periodOf, periodTicks } from './round-ticks.ts'

const grid = { left: 46, right: 12, top: 8, bottom: 22 }

/** Autocorrelation by the lag, with the periods that were found. */
export function correlationOption({ correlation, every, stepMs, periods }: Rhythm, colours: PlotColours): ChartOption {
  const lags = correlation.map((_, i) => i * every * stepMs)
  const lowest = correlation.reduce((low, r) => Math.min(low, r), 0)
  return {
    ...base(colours),
    tooltip: {
      ...base(colours).tooltip,
      formatter: (all: { data: [number, number] }[]) => `${duration(all[0].data[0])}: ${value(all[0].data[1], 3)}`,
    },
    grid,
    xAxis: axis(colours, durationTicks(colours, 0, lags.at(-1) ?? 0)),
    yAxis: axis(colours, { max: 1, min: lowest < -0.5 ? -1 : lowest < 0 ? -0.5 : 0, interval: 0.5 }),
    series: [
      line('autocorrelation', colours.signal, pairs(lags, correlation)),
      {
        type: 'scatter',
        name: 'period',
        symbolSize: 7,
        color: colours.second,
        data: periods.map(({ ms, strength }) => [ms, strength]),
      },
    ],
  }
}

/** Both axes by their logarithms; the mean, which has no frequency, is left out. */
export function spectrumOption({ spectrum }: Rhythm, colours: PlotColours): ChartOption {
  const isDrawn = (_: number, i: number) => spectrum.frequency[i] > 0 && spectrum.power[i] > 0
  const frequency = spectrum.frequency.filter(isDrawn)
  const [low, high] = [frequency[0], frequency[frequency.length - 1]]
  const periods = periodTicks(low, high, (f) => Math.log(f / low) / Math.log(high / low))
  return {
    ...base(colours),
    tooltip: {
      ...base(colours).tooltip,
      formatter: (all: { data: [number, number] }[]) =>
        `every ${periodOf(all[0].data[0])} (${value(all[0].data[0], 3)} Hz): ${value(all[0].data[1], 3)}`,
    },
    grid: { ...grid, right: 26 },
    xAxis: axis(colours, {
      type: 'log',
      min: low,
      max: high,
      axisTick: { lineStyle: { color: colours.line }, customValues: periods },
      axisLabel: { color: colours.text, fontSize: 10, formatter: periodOf, hideOverlap: true, customValues: periods },
      splitLine: { show: false },
    }),
    yAxis: axis(colours, {
      type: 'log',
      axisLabel: { color: colours.text, fontSize: 10, formatter: powerOfTen, hideOverlap: true },
    }),
    series: [line('power', colours.signal, pairs(frequency, spectrum.power.filter(isDrawn)))],
  }
}

/** 0.001 to 1000 as they are, beyond as powers: one way of writing on an axis that has only such. */
const powerOfTen = (v: number) => (v >= 0.001 && v <= 1000 ? String(v) : `1e${Math.round(Math.log10(v))}`)

/** Power in decibels over time: time to the right, frequencies upwards. The pointer tells both, and the power there. */
export function spectrogramOption(
  { spectrogram }: Rhythm,
  zone: string,
  dark: boolean,
  colours: PlotColours,
): ChartOption {
  const { times, frequency, power } = spectrogram!
  const [columns, rows] = [times.length, frequency.length]
  const decibels = power.map((piece) => piece.map((p) => 10 * Math.log10(Math.max(p, 1e-30))))
  const most = decibels.reduce((a, piece) => piece.reduce((b, d) => Math.max(b, d), a), -Infinity)
  const least = decibels.reduce((a, piece) => piece.reduce((b, d) => Math.min(b, d), a), Infinity)
  // What lies 60 dB below the strongest is as dark as nothing.
  const from = Math.max(least, most - 60)
  const colour = ramp(risingColours(dark))
  const image = paintCells(columns, rows, (at) => {
    const share = (decibels[at % columns][Math.floor(at / columns)] - from) / (most - from || 1)
    return [colour(share), 1]
  })
  const [x, y] = [edges(times), edges(frequency)]
  const cellOf = (v: number, [low, high]: [number, number], n: number) =>
    Math.max(0, Math.min(n - 1, Math.floor(((v - low) / (high - low)) * n)))
  let column = 0
  const told = { show: true, color: colours.text, backgroundColor: colours.paper, borderColor: colours.line, borderWidth: 1, fontSize: 11 } // prettier-ignore
  const bare = { splitLine: { show: false }, axisTick: { show: false } }
  return {
    ...base(colours),
    tooltip: { ...base(colours).tooltip, showContent: false, axisPointer: { type: 'cross' } },
    grid: { ...grid, left: 64 },
    xAxis: axis(colours, {
      ...bare,
      ...clockTicks(colours, x[0], x[1], zone),
      axisPointer: {
        snap: false,
        label: {
          ...told,
          formatter: ({ value: t }: { value: number }) => {
            column = cellOf(t, x, columns)
            return dateTime(t, zone).slice(0, 16)
          },
        },
      },
    }),
    yAxis: axis(colours, {
      ...bare,
      min: y[0],
      max: y[1],
      axisLabel: {
        color: colours.text,
        fontSize: 10,
        formatter: periodOf,
        customValues: periodTicks(frequency[0] || y[1] / rows, y[1], (f) => (f - y[0]) / (y[1] - y[0])),
      },
      axisPointer: {
        snap: false,
        label: {
          ...told,
          formatter: ({ value: f }: { value: number }) =>
            `every ${periodOf(f)}: ${value(decibels[column][cellOf(f, y, rows)], 3)} dB`,
        },
      },
    }),
    series: [imageSeries(image, x, y)],
  }
}

/** Where the first and the last of evenly spaced cells end. */
function edges(middles: Float64Array): [number, number] {
  const half = middles.length > 1 ? (middles[1] - middles[0]) / 2 : 0.5
  return [middles[0] - half, middles[middles.length - 1] + half]
}

/** Values, trend, season and remainder below each other on one time axis. */
export function decompositionOption(
  { decomposition }: Rhythm,
  zone: string,
  selected: TimeRange | null,
  colours: PlotColours,
): ChartOption {
  const { times, ...parts } = decomposition!
  const lanes = [
    ['values', parts.values, colours.signal],
    ['trend', parts.trend, colours.third],
    ['season', parts.seasonal, colours.second],
    ['remainder', parts.remainder, colours.warn],
  ] as const
  const time = clockTicks(colours, times[0], times[times.length - 1], zone)
  return {
    ...base(colours),
    // Each keeps its place, however long its numbers are: the same time lies below itself.
    grid: lanes.map((_, i) => ({
      left: 62,
      right: 24,
      top: `${2 + i * 23.5}%`,
      height: '19%',
      outerBoundsMode: 'none',
    })),
    xAxis: lanes.map((_, i) =>
      axis(colours, {
        gridIndex: i,
        ...time,
        axisLabel: { ...time.axisLabel, show: i === 3 },
      }),
    ),
    yAxis: lanes.map(([name], i) =>
      axis(colours, { gridIndex: i, splitNumber: 2, name, nameLocation: 'middle', nameGap: 48 }),
    ),
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    tooltip: {
      ...base(colours).tooltip,
      formatter: (all: { seriesName: string; data: [number, number | null] }[]) =>
        [dateTime(all[0].data[0], zone), ...all.map(({ seriesName, data }) => `${seriesName} ${value(data[1])}`)].join(
          '<br>',
        ),
    },
    series: lanes.map(([name, values, colour], i) =>
      line(name, colour, pairs(times, values), {
        xAxisIndex: i,
        yAxisIndex: i,
        ...(selected && {
          markArea: {
            silent: true,
            itemStyle: { color: colours.warn, opacity: 0.14 },
            data: [[{ xAxis: selected.start }, { xAxis: selected.end }]],
          },
        }),
      }),
    ),
  }
}

/** All curves faint, their mean and the range of most of them strong. */
export function overlayOption(
  answer: OverlayAnswer,
  zone: string,
  stretched: boolean,
  selected: TimeRange | null,
  colours: PlotColours,
): ChartOption {
  const { at, curves, starts, ends, mean, low, high } = answer
  const isIn = (i: number) => selected !== null && starts[i] <= selected.end && ends[i] > selected.start
  const band = {
    silent: true,
    stack: 'band',
    stackStrategy: 'all',
    lineStyle: { opacity: 0 },
    tooltip: { show: false },
  }
  return {
    ...base(colours),
    grid: { ...grid, top: 12 },
    tooltip: {
      ...base(colours).tooltip,
      trigger: 'item',
      formatter: ({ dataIndex }: { dataIndex: number }) => dateTime(starts[dataIndex], zone),
    },
    xAxis: axis(
      colours,
      stretched
        ? {
            min: at[0],
            max: at.at(-1),
            axisLabel: {
              color: colours.text,
              fontSize: 10,
              formatter: (share: number) => `${Math.round(share * 100)} %`,
            },
          }
        : durationTicks(colours, at[0], at[at.length - 1]),
    ),
    yAxis: axis(colours),
    series: [
      curvesSeries(at, curves, (i) =>
        isIn(i)
          ? { stroke: colours.warn, lineWidth: 1.8, opacity: 0.95 }
          : { stroke: colours.signal, lineWidth: 1, opacity: Math.max(0.12, Math.min(0.6, 6 / curves.length)) },
      ),
      line('below 10 %', colours.second, pairs(at, low), { ...band }),
      line(
        'middle 80 %',
        colours.second,
        pairs(
          at,
          high.map((v, i) => v - low[i]),
        ),
        { ...band, areaStyle: { color: colours.second, opacity: 0.16 } },
      ),
      line('mean', colours.second, pairs(at, mean), { lineStyle: { color: colours.second, width: 2.2 } }),
    ],
  }
}
