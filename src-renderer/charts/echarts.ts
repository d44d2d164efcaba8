import { BarChart, BoxplotChart, CustomChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts'
import {
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components'
import * as echarts from 'echarts/core'
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers'

echarts.use([
  BarChart,
  BoxplotChart,
  CustomChart,
  HeatmapChart,
  LineChart,
  ScatterChart,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  TooltipComponent,
  VisualMapComponent,
  CanvasRenderer,
  SVGRenderer,
])

export type Chart = echarts.ECharts
export type ChartOption = echarts.EChartsCoreOption

/** px that a text is wide in a font, as charts lay it out. */
export const textWidth = (text: string, font: string): number => echarts.format.getTextRect(text, font).width

/** A chart in an element of known size. It takes no pointer events: the stage above it does. */
export function createChart(element: HTMLElement, width: number, height: number): Chart {
  return echarts.init(element, null, { renderer: 'canvas', width, height })
}

/** Draws another picture. Where the size changes too, both are laid out once. width, height — CSS pixels. */
export function drawChart(chart: Chart, option: ChartOption, size: { width: number; height: number }): void {
  const isResized = chart.getWidth() !== size.width || chart.getHeight() !== size.height
  chart.setOption(option, { notMerge: true, lazyUpdate: isResized })
  if (isResized) chart.resize(size)
}

/**
 * Removes a chart. What has many points is painted over several frames, and those that are left would be painted after the
 * chart is gone, which throws: an empty picture takes their place first.
 */
export function removeChart(chart: Chart): void {
  chart.clear()
  chart.getZr().refreshImmediately()
  chart.dispose()
}

/** The same picture as text of an SVG. width, height — CSS pixels. */
export function svgOf(option: ChartOption, width: number, height: number): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height })
  chart.setOption(option)
  const text = chart.renderToSVGString()
  chart.dispose()
  return text
}

/** The same as base64 of a PNG, twice as fine. */
export function pngOf(option: ChartOption, width: number, height: number): string {
  const element = document.createElement('div')
  const chart = echarts.init(element, null, { renderer: 'canvas', width, height, devicePixelRatio: 2 })
  chart.setOption(option)
  const url = chart.getDataURL({ type: 'png', pixelRatio: 2 })
  chart.dispose()
  return url.split(',')[1]
}
