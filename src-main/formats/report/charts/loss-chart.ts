import type { EpochRecord } from '../../../shared/project.ts'
import { html, type Markup } from '../markup.ts'
import { count } from '../../../shared/counted.ts'
import { number } from '../words.ts'
import { drawing, page, plotWidth, round } from './frame.ts'

const height = 110

/** Loss and validation loss over the epochs; on a logarithmic axis where they fall by more than ten times. */
export function lossChart(history: readonly EpochRecord[]): Markup {
  const all = history.flatMap(({ loss, validationLoss }) => [loss, validationLoss ?? NaN]).filter(Number.isFinite)
  if (all.length === 0) return html`<p class="soft">The losses were not finite numbers.</p>`
  const [low, high] = [Math.min(...all), Math.max(...all)]
  const log = low > 0 && high / low > 10
  const of = (v: number) => (log ? Math.log10(v) : v)
  const y = (v: number) => round(6 + (high > low ? (of(high) - of(v)) / (of(high) - of(low)) : 0.5) * height)
  const x = (i: number) =>
    round(page.left + (history.length > 1 ? (i / (history.length - 1)) * plotWidth : plotWidth / 2))
  const path = (pick: (epoch: EpochRecord) => number | undefined) => {
    let open = false
    return history
      .map((epoch, i) => {
        const value = pick(epoch)
        if (value === undefined || !Number.isFinite(value)) return ((open = false), '')
        const to = `${open ? 'L' : 'M'}${x(i)} ${y(value)}${open || history.length > 1 ? '' : 'h0'}`
        open = true
        return to
      })
      .join('')
  }
  const levels = high > low ? [low, log ? Math.sqrt(low * high) : (low + high) / 2, high] : [low]
  const ticks = [...new Set([0, 0.25, 0.5, 0.75, 1].map((part) => Math.round(part * (history.length - 1))))]
  const validation = path((epoch) => epoch.validationLoss)
  return drawing(height + 38, 'Loss over the epochs of the training', [
    ...levels.map(
      (level) =>
        html`<path class="grid" d="M${page.left} ${y(level)}h${plotWidth}"/><text x="${page.left - 6}" y="${y(level) + 3}" text-anchor="end">${number(level, 3)}</text>`,
    ),
    ...ticks.map(
      (i) => html`<text x="${x(i)}" y="${height + 20}" text-anchor="middle">${count(history[i].epoch)}</text>`,
    ),
    html`<text x="${page.left + plotWidth / 2}" y="${height + 34}" text-anchor="middle">epoch</text>`,
    html`<path class="line thick" d="${path((epoch) => epoch.loss)}"/>`,
    validation === '' ? html`` : html`<path class="validation thick" d="${validation}"/>`,
  ])
}
