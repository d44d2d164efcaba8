import type { Scatter, ScatterMatrix } from '../../../src-main/shared/data/explore.ts'
import type { TimeRange } from '../../../src-main/shared/data/series.ts'
import { type ChartOption, textWidth } from '../echarts.ts'
import { type PlotColours, thirdColours } from './colours.ts'
import { stateDots } from '../states.ts'
import { densitySeries } from './density.ts'
import { axis, base, line, pairs } from './parts.ts'

interface ScatterLook {
  x: string
  y: string
  /** count — by how many rows there are; label; or any other third. */
  colour: string
  dark: boolean
  /** The words that the numbers of the third channel stand for; null where they are measurements. */
  states: readonly string[] | null
  /** px that the picture is wide: as many rows of names as have room. */
  width: number
  /** All rows as a grid of counts, or a sample of points. States have no mean, so they are points. */
  dense: boolean
  /** What is selected on the chart: its points stand out. */
  selected: TimeRange | null
}

/** One channel over another. */
export function scatterOption(scatter: Scatter, look: ScatterLook, colours: PlotColours): ChartOption {
  const { x, y, colour, dark, states, selected } = look
  const grid = look.dense && !states ? scatter.grid : null
  const [least, most] = ends(scatter.colour)
  const isLabel = colour === 'label'
  const isIn = (i: number) =>
    selected !== null && scatter.times[i] >= selected.start && scatter.times[i] <= selected.end
  const dots = {
    type: 'scatter',
    dimensions: ['x', 'y', 'colour'],
    symbolSize: 3.5,
    itemStyle: { opacity: 0.65 },
    emphasis: { disabled: true },
  }
  const picked = {
    ...dots,
    data: pointsOf(scatter, isIn),
    symbolSize: 5,
    itemStyle: { color: colours.warn, opacity: 0.9 },
  }
  const frame = {
    ...base(colours),
    tooltip: { show: false },
    grid: { left: 66, right: 14, top: 10, bottom: 36 },
    xAxis: axis(colours, { name: x, nameLocation: 'middle', nameGap: 20 }),
    yAxis: axis(colours, { name: y, nameLocation: 'middle', nameGap: 50 }),
  }
  if (states) {
    const series = dotsOfStates(scatter, states, dark, colours.text, dots)
    const names = series.map(({ name }) => name)
    const legend = legendOf(names, look.width, colours)
    return {
      ...frame,
      grid: { ...frame.grid, top: 10 + legend.rows * legendRow },
      legend: legend.option,
      series: [...series, picked],
    }
  }
  return {
    ...frame,
    visualMap: {
      show: false,
      seriesIndex: 0,
      dimension: 2,
      min: isLabel ? 0 : least,
      max: isLabel ? 1 : most > least ? most : least + 1,
      inRange: {
        color: isLabel
          ? [colours.signal, colours.second]
          : colour === 'count'
            ? [colours.signal, colours.signal]
            : thirdColours(dark),
      },
    },
    series: [
      { ...dots, data: grid ? new Float64Array() : pointsOf(scatter, () => true) },
      ...(grid ? [densitySeries(grid, colour !== 'count', dark)] : []),
      picked,
    ],
  }
}

/** A series for each state that there is, by its name, and behind them one for the rows without. */
function dotsOfStates(scatter: Scatter, states: readonly string[], dark: boolean, grey: string, dots: object) {
  const own = stateDots(states, dark).map((look, state) => ({ ...look, z: 2, isIn: (at: number) => at === state }))
  const missing = { name: 'missing', colour: grey, symbol: 'circle', z: 1, isIn: (at: number) => Number.isNaN(at) }
  return [...own, missing].flatMap(({ name, colour, symbol, z, isIn }) => {
    const data = pointsOf(scatter, (i) => isIn(scatter.colour[i]))
    if (data.length === 0) return []
    return [{ ...dots, name, symbol, symbolSize: 5, z, itemStyle: { color: colour, opacity: 0.7 }, data }]
  })
}

const legendRow = 17
const longestName = 120

/** All names over the picture, and how many rows they take. width — px of the picture. */
function legendOf(names: readonly string[], width: number, colours: PlotColours) {
  const [room, icon, gap] = [width - 24, 14, 9]
  let [rows, used] = [names.length > 0 ? 1 : 0, 0]
  for (const name of names) {
    const wide = icon + Math.min(longestName, textWidth(name, '11px system-ui, sans-serif'))
    if (used > 0 && used + wide > room) [rows, used] = [rows + 1, 0]
    used += wide + gap
  }
  return {
    rows,
    option: {
      top: 0,
      left: 8,
      right: 8,
      padding: 3,
      itemWidth: 9,
      itemHeight: 9,
      itemGap: gap,
      selectedMode: false,
      textStyle: { color: colours.text, fontSize: 11, width: longestName, overflow: 'truncate' },
    },
  }
}

/** Every pair of some channels: counts beside the diagonal, histograms on it. */
export function scatterMatrixOption(
  { cells, bars, channels }: ScatterMatrix,
  names: readonly string[],
  dark: boolean,
  colours: PlotColours,
): ChartOption {
  const n = channels.length
  const [left, top] = [17, 2]
  const [wide, tall] = [(100 - left - 2) / n, (100 - top - 9) / n]
  const places = channels.flatMap((_, i) => channels.map((_, j) => ({ i, j })))
  const range = (i: number) => ({ min: bars[i]?.edges[0], max: bars[i]?.edges.at(-1) })
  // Of six beside each other each has room for eight letters.
  const most = n > 4 ? 8 : 12
  const name = (i: number) => (names[i].length > most ? `${names[i].slice(0, most - 1)}…` : names[i])
  const bare = { axisLabel: { show: false }, axisTick: { show: false }, splitLine: { show: false } }
  return {
    ...base(colours),
    tooltip: { show: false },
    grid: places.map(({ i, j }) => ({
      left: `${left + j * wide}%`,
      top: `${top + i * tall}%`,
      width: `${wide - 1}%`,
      height: `${tall - 1.5}%`,
      show: true,
      // Each cell as large as the others, however long a name is.
      outerBoundsMode: 'none',
      borderColor: colours.line,
    })),
    xAxis: places.map(({ i, j }, at) =>
      axis(colours, {
        gridIndex: at,
        ...bare,
        ...range(j),
        // An axis without a name shows nothing: the frame of the cell is drawn already.
        show: i === n - 1,
        ...(i === n - 1 && { name: name(j), nameLocation: 'middle', nameGap: 10 }),
      }),
    ),
    yAxis: places.map(({ i, j }, at) =>
      axis(colours, {
        gridIndex: at,
        ...bare,
        ...(i === j ? { min: 0 } : range(i)),
        show: j === 0,
        ...(j === 0 && {
          name: name(i),
          nameLocation: 'middle',
          nameGap: 6,
          nameRotate: 0,
          nameTextStyle: { color: colours.text, fontSize: 10, align: 'right' },
        }),
      }),
    ),
    series: places.flatMap(({ i, j }, at): object[] => {
      const on = { xAxisIndex: at, yAxisIndex: at }
      const grid = cells[i][j]
      if (i !== j) return grid ? [densitySeries(grid, false, dark, on)] : []
      const bar = bars[i]
      if (!bar) return []
      const middles = bar.counts.map((_, b) => (bar.edges[b] + bar.edges[b + 1]) / 2)
      return [{ ...line('rows', colours.signal, pairs(middles, bar.counts)), step: 'middle', silent: true, lineStyle: { width: 1 }, areaStyle: { opacity: 0.3 }, ...on }] // prettier-ignore
    }),
  }
}

/** x, y, colour, x, y, colour… of those that are wanted. */
function pointsOf({ x, y, colour }: Scatter, isWanted: (i: number) => boolean): Float64Array {
  const wanted = [...x.keys()].filter(isWanted)
  const out = new Float64Array(3 * wanted.length)
  wanted.forEach((i, at) => out.set([x[i], y[i], colour[i]], 3 * at))
  return out
}

function ends(values: Float64Array): [number, number] {
  let [least, most] = [Infinity, -Infinity]
  for (const v of values) {
    if (v < least) least = v
    if (v > most) most = v
  }
  return [least, most]
}
