import type { OverlayAnswer, Rhythm } from '../../../src-main/shared/data/explore.ts'
import type { TimeRange } from '../../../src-main/shared/data/series.ts'
import type { ChartOption } from '../echarts.ts'
import { dateTime, duration, value } from '../format.ts'
import { type PlotColours, risingColours } from './colours.ts'
import { axis, base, durations, line, pairs } from './parts.ts'

const grid = { left: 46, right: 12, top: 8, bottom: 22 }

/** Autocorrelation by the lag, with the periods that were found. */
export function correlationOption({ correlation, every, stepMs, periods }: Rhythm, colours: PlotColours): ChartOption {
  const points = Array.from(correlation, (r, i) => [i * every * stepMs, r])
  return {
    ...base(colours),
    tooltip: {
      ...base(colours).tooltip,
      formatter: (all: { data: [number, number] }[]) => `${duration(all[0].data[0])}: ${value(all[0].data[1], 3)}`,
    },
    grid,
    xAxis: axis(colours, { min: 0, max: points.at(-1)?.[0], axisLabel: durations(colours) }),
    yAxis: axis(colours, { max: 1 }),
    series: [
      line('autocorrelation', colours.signal, points),
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
  const points = pairs(spectrum.frequency, spectrum.power).filter(([f, p]) => f! > 0 && p !== null && p > 0)
  return {
    ...base(colours),
    tooltip: {
      ...base(colours).tooltip,
      formatter: (all: { data: [number, number] }[]) =>
        `every ${duration(1000 / all[0].data[0])} (${value(all[0].data[0], 3)} Hz): ${value(all[0].data[1], 3)}`,
    },
    grid: { ...grid, right: 26 },
    xAxis: axis(colours, {
      type: 'log',
      min: points[0]?.[0],
      max: points.at(-1)?.[0],
      axisLabel: { ...durations(colours), formatter: (f: number) => duration(1000 / f) },
    }),
    yAxis: axis(colours, { type: 'log' }),
    series: [line('power', colours.signal, points)],
  }
}

/** More cells than this are drawn piece by piece, and a picture may catch them half way. */
const mostRows = 40
const mostColumns = 70

/** Power in decibels over time: pieces to the right, frequencies upwards. */
export function spectrogramOption(
  { spectrogram }: Rhythm,
  zone: string,
  dark: boolean,
  colours: PlotColours,
): ChartOption {
  const { times, frequency, power } = spectrogram!
  const every = Math.max(1, Math.ceil((frequency.length - 1) / mostRows))
  const beside = Math.max(1, Math.ceil(power.length / mostColumns))
  const rows = Array.from({ length: Math.floor((frequency.length - 1) / every) }, (_, i) => 1 + i * every)
  const columns = Array.from({ length: Math.ceil(power.length / beside) }, (_, i) => i * beside)
  const data: [number, number, number][] = []
  let [least, most] = [Infinity, -Infinity]
  columns.forEach((at, c) =>
    rows.forEach((from, r) => {
      let [sum, n] = [0, 0]
      for (let t = at; t < Math.min(power.length, at + beside); t++)
        for (let k = from; k < from + every; k++) {
          sum += power[t][k]
          n++
        }
      const decibel = 10 * Math.log10(Math.max(sum / n, 1e-30))
      data.push([c, r, decibel])
      least = Math.min(least, decibel)
      most = Math.max(most, decibel)
    }),
  )
  return {
    ...base(colours),
    tooltip: {
      ...base(colours).tooltip,
      trigger: 'item',
      formatter: ({ data: [t, r, d] }: { data: [number, number, number] }) =>
        `${dateTime(times[columns[t]], zone)}, every ${duration(1000 / frequency[rows[r]])}: ${value(d, 3)} dB`,
    },
    grid: { ...grid, left: 64 },
    xAxis: {
      type: 'category',
      data: columns.map((c) => dateTime(times[c], zone).slice(5, 16)),
      axisLabel: { color: colours.text, fontSize: 10, hideOverlap: true },
      axisTick: { show: false },
    },
    yAxis: {
      type: 'category',
      data: rows.map((k) => duration(1000 / frequency[k])),
      // A name for each of forty rows would lie over its neighbours.
      axisLabel: { color: colours.text, fontSize: 10, interval: Math.ceil(rows.length / 8) - 1 },
      axisTick: { show: false },
    },
    // What lies 60 dB below the strongest is as dark as nothing.
    visualMap: { show: false, min: Math.max(least, most - 60), max: most, inRange: { color: risingColours(dark) } },
    series: [{ type: 'heatmap', data, progressive: 0 }],
  }
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
  return {
    ...base(colours),
    grid: lanes.map((_, i) => ({ left: 52, right: 12, top: `${2 + i * 23.5}%`, height: '19%' })),
    xAxis: lanes.map((_, i) =>
      axis(colours, {
        gridIndex: i,
        min: times[0],
        max: times.at(-1),
        splitLine: { show: false },
        axisLabel: {
          show: i === 3,
          color: colours.text,
          fontSize: 10,
          formatter: (t: number) => dateTime(t, zone).slice(0, times.at(-1)! - times[0] > 4 * 86_400_000 ? 10 : 16),
          hideOverlap: true,
          // The first and the last stand at the sides of the picture: they are written inwards.
          alignMinLabel: 'left',
          alignMaxLabel: 'right',
        },
      }),
    ),
    yAxis: lanes.map(([name], i) =>
      axis(colours, { gridIndex: i, splitNumber: 2, name, nameLocation: 'middle', nameGap: 38 }),
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
  const name = (i: number) => dateTime(starts[i], zone)
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
      formatter: ({ seriesName }: { seriesName: string }) => seriesName,
    },
    xAxis: axis(colours, {
      min: at[0],
      max: at.at(-1),
      axisLabel: stretched
        ? { color: colours.text, fontSize: 10, formatter: (share: number) => `${Math.round(share * 100)} %` }
        : durations(colours),
    }),
    yAxis: axis(colours),
    series: [
      ...curves.map((curve, i) =>
        line(name(i), colours.signal, pairs(at, curve), {
          lineStyle: isIn(i)
            ? { color: colours.warn, width: 1.8, opacity: 0.95 }
            : { color: colours.signal, width: 1, opacity: Math.max(0.12, Math.min(0.6, 6 / curves.length)) },
          emphasis: { disabled: false, lineStyle: { width: 2.5, opacity: 1 } },
          triggerLineEvent: true,
        }),
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
