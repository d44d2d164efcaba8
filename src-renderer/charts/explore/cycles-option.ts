import type { Cycles } from '../../../src-main/shared/data/explore.ts'
import type { TimeRange } from '../../../src-main/shared/data/series.ts'
import type { ChartOption } from '../echarts.ts'
import { dateTime } from '../format.ts'
import type { PlotColours } from './colours.ts'
import { curvesSeries } from './curves.ts'
import { axis, base, line, pairs } from './parts.ts'

/** The colours of groups, the largest first. */
export const groupColours = (colours: PlotColours) => [
  colours.signal,
  colours.second,
  colours.third,
  colours.warn,
  colours.text,
  colours.line,
]

/** All cycles of one length, by their groups: each with its mean and envelope. only — the group that is drawn alone. */
export function cyclesOption(
  answer: Cycles,
  only: number | null,
  zone: string,
  selected: TimeRange | null,
  colours: PlotColours,
): ChartOption {
  const { at, curves, drawn, groups, group, starts, ends } = answer
  const isIn = (i: number) => selected !== null && starts[i] <= selected.end && ends[i] >= selected.start
  const palette = groupColours(colours)
  const shown = (g: number) => only === null || only === g
  const band = { silent: true, stackStrategy: 'all', lineStyle: { opacity: 0 }, tooltip: { show: false } }
  const faint = Math.max(0.1, Math.min(0.6, 8 / curves.length))
  return {
    ...base(colours),
    grid: { left: 50, right: 14, top: 12, bottom: 22 },
    tooltip: {
      ...base(colours).tooltip,
      trigger: 'item',
      formatter: ({ dataIndex }: { dataIndex: number }) => dateTime(starts[drawn[dataIndex]], zone),
    },
    xAxis: axis(colours, {
      min: 0,
      max: 1,
      axisLabel: { color: colours.text, fontSize: 10, formatter: (share: number) => `${Math.round(share * 100)} %` },
    }),
    yAxis: axis(colours),
    series: [
      curvesSeries(
        at,
        // Every curve keeps its place in the list, so that a click tells which it was.
        curves.map((curve, i) => (shown(group[drawn[i]]) ? curve : new Float64Array())),
        (i) => {
          const g = group[drawn[i]]
          return isIn(drawn[i])
            ? { stroke: colours.warn, lineWidth: 2.2, opacity: 1 }
            : { stroke: palette[g], lineWidth: 1, opacity: groups[g].rare ? 0.8 : faint }
        },
      ),
      ...groups.flatMap(({ mean, low, high }, g) =>
        shown(g)
          ? [
              line('below 10 %', palette[g], pairs(at, low), { ...band, stack: `band ${g}` }),
              line(
                'middle 80 %',
                palette[g],
                pairs(
                  at,
                  high.map((v, i) => v - low[i]),
                ),
                { ...band, stack: `band ${g}`, areaStyle: { color: palette[g], opacity: 0.14 } },
              ),
              line(`mean of ${groupName(g)}`, palette[g], pairs(at, mean), {
                lineStyle: { color: palette[g], width: 2.4 },
              }),
            ]
          : [],
      ),
    ],
  }
}

export const groupName = (g: number) => String.fromCharCode(65 + g)
