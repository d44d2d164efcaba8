import { html, type Markup } from '../markup.ts'
import type { Histogram } from '../report-data.ts'
import { count } from '../../../shared/counted.ts'
import { number } from '../words.ts'
import { drawing, page, plotWidth, round } from './frame.ts'

const height = 130

/** How many points have which score, unlabelled and labelled beside each other, on a logarithmic axis of counts, with the threshold. */
export function histogramChart({ from, to, above, normal, labelled }: Histogram, threshold: number | null): Markup {
  const most = Math.max(...normal, ...labelled, 1)
  const tall = (n: number) => (n === 0 ? 0 : round(((Math.log10(n) + 0.3) / (Math.log10(most) + 0.3)) * (height - 12)))
  const width = plotWidth / normal.length
  const parts: Markup[] = []
  for (let power = 1; power <= most; power *= 10) {
    const y = round(height + 6 - tall(power))
    parts.push(
      html`<path class="grid" d="M${page.left} ${y}h${plotWidth}"/><text x="${page.left - 6}" y="${y + 3}" text-anchor="end">${count(power)}</text>`,
    )
  }
  const any = labelled.some((n) => n > 0)
  normal.forEach((n, i) => {
    const bar = (amount: number, kind: string, at: number, wide: number) => {
      if (amount > 0)
        parts.push(
          html`<rect class="${kind}" x="${round(page.left + i * width + at)}" y="${round(height + 6 - tall(amount))}" width="${round(wide)}" height="${tall(amount)}"/>`,
        )
    }
    if (!any) return bar(n, 'normal', 0.5, width - 1)
    bar(n, 'normal', 0.4, width / 2 - 0.5)
    bar(labelled[i], 'labelled', width / 2, width / 2 - 0.5)
  })
  const x = (score: number) =>
    round(page.left + (to > from ? ((score - from) / (to - from)) * plotWidth : plotWidth / 2))
  for (const at of [0, 0.25, 0.5, 0.75, 1]) {
    const score = from + at * (to - from)
    parts.push(
      html`<text x="${x(score)}" y="${height + 19}" text-anchor="middle">${number(score, 3)}${at === 1 && above > 0 ? ' and above' : ''}</text>`,
    )
  }
  if (threshold !== null && threshold >= from && threshold <= to) {
    const right = x(threshold) > page.left + plotWidth * 0.8
    parts.push(
      html`<path class="threshold" d="M${x(threshold)} 2V${height + 6}"/><text class="limit" x="${x(threshold) + (right ? -4 : 4)}" y="10"${right && html` text-anchor="end"`}>threshold ${number(threshold, 4)}</text>`,
    )
  }
  parts.push(
    html`<text x="${page.left + plotWidth / 2}" y="${height + 33}" text-anchor="middle">anomaly score</text><text x="${page.left - 62}" y="${height / 2}" text-anchor="middle" transform="rotate(-90 ${page.left - 62} ${height / 2})">points</text>`,
  )
  return drawing(height + 38, 'How many points have which score', parts)
}
