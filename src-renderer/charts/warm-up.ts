import { createChart, drawChart, removeChart, type Chart } from './echarts.ts'
import { inTurn } from './turns.ts'

let isWarm = false

/**
 * Code that has never run runs three times as long: the first chart of a page would hold it up for a tenth of a second. A small one that
 * nobody sees is drawn piece by piece before.
 */
export function warmUp(): void {
  if (isWarm) return
  isWarm = true
  const size = { width: 200, height: 100 }
  const axes = { animation: false, grid: {}, xAxis: { type: 'value' }, yAxis: { type: 'value' } }
  const series = { type: 'line', dimensions: ['x', 'y'], data: Float64Array.of(0, 0, 1, 1), areaStyle: {} }
  let chart: Chart
  const pieces = [
    () => (chart = createChart(document.createElement('div'), size.width, size.height)),
    () => drawChart(chart, { animation: false }, size),
    () => drawChart(chart, axes, size),
    () => drawChart(chart, { ...axes, tooltip: { trigger: 'axis' }, series }, size),
    () => removeChart(chart),
  ]
  for (const piece of pieces) inTurn(piece)
}
