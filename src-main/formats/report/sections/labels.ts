import { html } from '../markup.ts'
import type { ReportData } from '../report-data.ts'
import { table } from '../table.ts'
import { count, counted } from '../../../shared/counted.ts'
import type { Section } from './section.ts'

/** Whose labels the run was held against, and how many of which class. */
export function labelsSection({ labels }: ReportData): Section {
  if (!labels) return { id: 'labels', title: 'Labels', content: html`<p>No label set was used.</p>` }
  const { set, classes, windows } = labels
  return {
    id: 'labels',
    title: 'Labels',
    content: html`<p>“${set.name}”${set.author && ` by ${set.author}`}${set.purpose && `: ${set.purpose}`}. ${counted(windows.length, 'accepted label')} of anomalies count.</p>
${
  classes.length > 0 &&
  table(
    [
      { title: 'Class' },
      { title: 'Accepted', number: true },
      { title: 'Proposed', number: true },
      { title: 'Rejected', number: true },
      { title: 'Counts as anomaly' },
    ],
    classes.map((one) => [
      html`<svg class="swatch" viewBox="0 0 10 10" aria-hidden="true"><rect width="10" height="10" rx="2" fill="${one.colour}"/></svg> ${one.name}`,
      count(one.accepted),
      count(one.proposed),
      count(one.rejected),
      one.anomalous ? 'yes' : 'no',
    ]),
  )
}`,
  }
}
