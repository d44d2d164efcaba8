import type { Scatter, ScatterMatrix } from '../../../src-main/shared/data/explore.ts'
import type { TimeRange } from '../../../src-main/shared/data/series.ts'
import type { ChartOption } from '../echarts.ts'
import { type PlotColours, thirdColours } from './colours.ts'
import { densitySeries } from './density.ts'
import { axis, base, line, pairs } from './parts.ts'

interface ScatterLook {
  x: string
  y: string
  /** count — by how many rows there are; label; or any other third. */
  colour: string
  dark: boolean
  /** All rows as a grid of counts, or a sample of points. */
  dense: boolean
  /** What is selected on the chart: its points stand out. */
  selected: TimeRange | null
}

/** One channel over another. */
export function scatterOption(scatter: Scatter, look: ScatterLook, colours: PlotColours): ChartOption {
  const { x, y, colour, dark, selected } = look
  const grid = look.dense ? scatter.grid : null
  const [least, most] = ends(scatter.colour)
  const isLabel = colour === 'label'
  const isIn = (i: number) =>
    selected !== null && scatter.times[i] >= selected.start && scatter.times[i] <= selected.end
  const points = pointsOf(scatter, () => true)
  const dots = {
    type: 'scatter',
    dimensions: ['x', 'y', 'colour'],
    symbolSize: 3.5,
    itemStyle: { opacity: 0.65 },
    emphasis: { disabled: true },
  }
  return {
    ...base(colours),
    tooltip: { show: false },
    grid: { left: 66, right: 14, top: 10, bottom: 36 },
    xAxis: axis(colours, { name: x, nameLocation: 'middle', nameGap: 20 }),
    yAxis: axis(colours, { name: y, nameLocation: 'middle', nameGap: 50 }),
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
      { ...dots, data: grid ? new Float64Array() : points },
      ...(grid ? [densitySeries(grid, colour !== 'count', dark)] : []),
      {
        ...dots,
        data: pointsOf(scatter, isIn),
        symbolSize: 5,
        itemStyle: { color: colours.warn, opacity: 0.9 },
      },
    ],
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
