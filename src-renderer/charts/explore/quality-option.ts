import type { QualityFinding, QualityReport } from '../../../src-main/shared/data/quality.ts'
import type { ChartOption } from '../echarts.ts'
import type { PlotColours } from './colours.ts'
import { axis, base } from './parts.ts'
import { clockTicks } from './round-ticks.ts'

interface Place {
  coord: (at: [number, number]) => [number, number]
  value: (column: number) => number
  size: (of: [number, number]) => [number, number]
}

/** Where over time each channel has findings, as a picture to be exported: a strip per channel that has any, and one for the time axis. */
export function qualityOption(
  report: QualityReport,
  findings: readonly QualityFinding[],
  zone: string,
  colours: PlotColours,
): ChartOption {
  const names = [null, ...report.channels.map(({ name }) => name)].filter((name) =>
    findings.some((one) => one.channel === name),
  )
  return {
    ...base(colours),
    grid: { left: 130, right: 20, top: 10, bottom: 26 },
    xAxis: axis(colours, clockTicks(colours, report.first, report.last, zone)),
    yAxis: {
      type: 'category',
      inverse: true,
      data: names.map((name) => name ?? 'time axis'),
      axisLabel: { color: colours.text, fontSize: 11 },
      axisTick: { show: false },
      splitLine: { show: true, lineStyle: { color: colours.line } },
    },
    series: [
      {
        type: 'custom',
        dimensions: ['start', 'end', 'strip'],
        encode: { x: [0, 1], y: 2 },
        data: findings.map((one) => [one.start, one.end, names.indexOf(one.channel)]),
        renderItem: (_: unknown, at: Place) => {
          const [left, middle] = at.coord([at.value(0), at.value(2)])
          const [right] = at.coord([at.value(1), at.value(2)])
          const height = at.size([0, 1])[1] * 0.7
          const isWhole = at.value(1) - at.value(0) >= 0.98 * (report.last - report.first)
          return {
            type: 'rect',
            shape: { x: left, y: middle - height / 2, width: Math.max(2, right - left), height },
            style: { fill: colours.warn, opacity: isWhole ? 0.28 : 0.85 },
          }
        },
      },
    ],
  }
}
