import { LineChart } from 'echarts/charts'
import { GridComponent } from 'echarts/components'
import * as echarts from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

echarts.use([LineChart, GridComponent, CanvasRenderer])

export type Chart = echarts.ECharts
export type ChartOption = echarts.EChartsCoreOption

/** A chart in an element of known size. It takes no pointer events: the stage above it does. */
export function createChart(element: HTMLElement, width: number, height: number): Chart {
  return echarts.init(element, null, { renderer: 'canvas', width, height })
}
