import type { EpochRecord } from '../../src-main/shared/project.ts'
import type { ChartOption } from './echarts.ts'

export interface ChartColours {
  text: string
  line: string
  first: string
  second: string
}

/** Loss and validation loss by epoch; a logarithmic axis where the loss falls by more than thirty times. */
export function lossOption(epochs: readonly EpochRecord[], planned: number | null, colours: ChartColours): ChartOption {
  const losses = epochs.flatMap((e) => [e.loss, e.validationLoss ?? e.loss]).filter(Number.isFinite)
  // A loss may be negative: then there is no logarithm.
  const falls = losses.length > 1 && Math.min(...losses) > 0 && Math.max(...losses) / Math.min(...losses) > 30
  const line = (name: string, colour: string, dash: boolean, of: (e: EpochRecord) => number | undefined) => ({
    type: 'line',
    name,
    silent: true,
    symbol: 'circle',
    symbolSize: 4,
    showSymbol: epochs.length <= 12,
    color: colour,
    lineStyle: { color: colour, width: 1.5, type: dash ? [4, 3] : 'solid' },
    data: epochs.filter((e) => of(e) !== undefined).map((e) => [e.epoch, of(e)]),
  })
  const axis = {
    axisLine: { lineStyle: { color: colours.line } },
    axisLabel: { color: colours.text, fontSize: 10 },
    splitLine: { lineStyle: { color: colours.line, opacity: 0.6 } },
  }
  return {
    animation: false,
    grid: { left: 44, right: 10, top: 8, bottom: 20 },
    xAxis: {
      type: 'value',
      min: 1,
      max: Math.max(2, planned ?? 0, epochs.at(-1)?.epoch ?? 0),
      minInterval: 1,
      ...axis,
      splitLine: { show: false },
    },
    yAxis: {
      type: falls ? 'log' : 'value',
      scale: true,
      splitNumber: 3,
      ...axis,
      axisLabel: { ...axis.axisLabel, formatter: falls ? shortNumber : lossLabel(losses) },
    },
    series: [
      line('loss', colours.first, false, (e) => e.loss),
      line('validation loss', colours.second, true, (e) => e.validationLoss),
    ],
  }
}

/** Labels that differ from tick to tick: with as many decimals as the losses differ in. */
export function lossLabel(losses: readonly number[]): (v: number) => string {
  const span =
    losses.reduce((most, v) => Math.max(most, v), -Infinity) - losses.reduce((least, v) => Math.min(least, v), Infinity)
  const decimals = span > 0 && Number.isFinite(span) ? Math.ceil(-Math.log10(span / 3)) : 2
  if (decimals > 6) return shortNumber
  return (v) => v.toFixed(Math.max(0, decimals)).replace('-', '−')
}

export function shortNumber(v: number): string {
  if (v === 0) return '0'
  return Math.abs(v) < 0.001 || Math.abs(v) >= 10_000
    ? v.toExponential(0).replace('e+', 'e').replaceAll('-', '−')
    : String(Number(v.toPrecision(2))).replace('-', '−')
}
