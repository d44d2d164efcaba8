import { overviewChart } from '../charts/overview-chart.ts'
import type { Clock } from '../clock.ts'
import { html, sentence } from '../markup.ts'
import type { ReportData } from '../report-data.ts'
import { count } from '../../../shared/counted.ts'
import { share } from '../words.ts'
import { caveatsOf } from './caveats.ts'
import { findingsInWords } from './findings.ts'
import { warningsOf } from './measures.ts'
import type { Section } from './section.ts'

/** In words first: what was found, how good it is, what to beware of. Then the numbers and the whole course of the score. */
export function summarySection(data: ReportData, clock: Clock): Section {
  const [first, ...rest] = findingsInWords(data, clock)
  const caveats = [...warningsOf(data.run.measures), ...caveatsOf(data, clock)]
  return {
    id: 'summary',
    title: 'Summary',
    content: html`<p class="lead">${sentence(first)}</p>
${rest.map((one) => html`<p>${sentence(one)}</p>`)}
${tiles(data)}
${caveats.length > 0 && html`<div class="caveats"><h3>To bear in mind</h3><ul>${caveats.map((caveat) => html`<li>${sentence(caveat)}</li>`)}</ul></div>`}
<figure>${overviewChart(data, clock)}<figcaption>The anomaly score over all of the data; a score above the dashed line is a detection. Times: ${clock.zone}.</figcaption></figure>`,
  }
}

function tiles(data: ReportData) {
  const { detections, found, windows, falseAlarms, missed } = data.findings
  const measure = (id: string) => data.run.measures?.values.find((one) => one.id === id && one.value !== null)
  const list: [string, string, string?][] = [
    [detections === 1 ? 'detection' : 'detections', count(detections)],
    ...(windows > 0
      ? ([
          ['labelled windows found', `${count(found)} of ${count(windows)}`],
          ['missed', count(missed)],
          ['outside the labels', count(falseAlarms)],
        ] as [string, string][])
      : []),
    ...['F1', 'AUC-PR'].flatMap((id): [string, string, string?][] => {
      const one = measure(id)
      return one
        ? [
            [
              one.oracle ? `${id}, oracle` : id,
              share(one.value),
              one.interval ? `${share(one.interval[0])} – ${share(one.interval[1])}` : undefined,
            ],
          ]
        : []
    }),
  ]
  return html`<ul class="tiles">${list.map(([name, value, interval]) => html`<li><b>${value}</b><span>${name}</span>${interval !== undefined && html`<span class="soft">${interval}</span>`}</li>`)}</ul>`
}
