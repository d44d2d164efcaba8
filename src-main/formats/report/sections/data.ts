import { spark } from '../charts/spark.ts'
import type { Clock } from '../clock.ts'
import { html } from '../markup.ts'
import type { ReportData } from '../report-data.ts'
import { facts, table } from '../table.ts'
import { count, counted } from '../../../shared/counted.ts'
import { duration, number, percent } from '../words.ts'
import type { Section } from './section.ts'

/** Longest gaps that are listed one by one. */
const gapsListed = 10

/** What the data are and what is wrong with them. */
export function dataSection({ dataset, sparks, run }: ReportData, clock: Clock): Section {
  const { report, gaps, channels } = dataset
  const used = new Set(run.model.channels)
  const some = channels.some((channel) => !used.has(channel.name))
  return {
    id: 'data',
    title: 'Data and quality',
    content: html`${facts([
      ['Dataset', dataset.name],
      ['Source', dataset.sourceFile === 'simulated' ? 'simulated by the app' : dataset.sourceFile],
      ['Rows', count(dataset.rows)],
      ['From', clock.at(dataset.start)],
      ['To', html`${clock.at(dataset.end)} <span class="soft">(${duration(dataset.end - dataset.start)})</span>`],
      ['Usual step', duration(dataset.stepMs)],
      ['Times', clock.zone],
      [
        'Gaps',
        gaps.length === 0
          ? 'none longer than five steps'
          : `${gaps.length === 1000 ? 'at least ' : ''}${counted(gaps.length, 'gap')} longer than five steps, ${duration(gaps.reduce((sum, gap) => sum + gap.end - gap.start, 0))} together`,
      ],
    ])}
<h3>${counted(channels.length, 'channel')}</h3>
${table(
  [
    { title: 'Channel' },
    { title: 'Unit' },
    { title: 'Lowest', number: true },
    { title: 'Highest', number: true },
    { title: 'Missing', number: true },
    { title: 'Course' },
  ],
  channels.map((channel, i) => [
    html`${channel.name}${some && !used.has(channel.name) && html` <span class="soft">not used</span>`}`,
    channel.unit ?? '–',
    number(channel.min),
    number(channel.max),
    channel.missing === 0 ? '0' : `${count(channel.missing)} (${percent(channel.missing, dataset.rows)})`,
    spark(sparks[i], dataset),
  ]),
)}
${
  gaps.length > 0 &&
  html`<h3>Longest gaps</h3>${table(
    [{ title: 'From' }, { title: 'To' }, { title: 'Length', number: true }],
    gaps.slice(0, gapsListed).map((gap) => [clock.at(gap.start), clock.at(gap.end), duration(gap.end - gap.start)]),
  )}`
}
${report && html`<h3>Found while importing</h3>${importFacts(report)}`}`,
  }
}

function importFacts(report: NonNullable<ReportData['dataset']['report']>) {
  const counts: [string, number][] = [
    ['Lines that could not be read', report.rejectedLines],
    ['Rows without a time', report.missingTimes],
    ['Times that repeat', report.duplicateTimes],
    ['Rows out of order', report.outOfOrder],
    ['Cells that are not numbers', report.columns.reduce((sum, column) => sum + column.notNumbers, 0)],
  ]
  const some = counts.filter(([, n]) => n > 0)
  return html`${some.length === 0 ? html`<p>All ${count(report.rows)} rows were read: none rejected, none out of order, no time twice, nothing that is not a number.</p>` : facts(some.map(([name, n]) => [name, count(n)]))}
${report.problems.length > 0 && html`<ul>${report.problems.map((problem) => html`<li>${problem.message}</li>`)}</ul>`}`
}
