import { badgesOf, type Measure, type Measures } from '../../../shared/runs/measures.ts'
import { html, sentence } from '../markup.ts'
import type { Clock } from '../clock.ts'
import type { ReportData } from '../report-data.ts'
import { table } from '../table.ts'
import { count, counted } from '../../../shared/counted.ts'
import { duration, number, share } from '../words.ts'
import type { Section } from './section.ts'

/** How well the detections and scores agree with the labels; null where there is nothing to judge by. */
export function measuresSection({ run, labels }: ReportData, clock: Clock): Section {
  const { measures } = run
  if (!measures)
    return {
      id: 'measures',
      title: 'Measures',
      content: html`<p>${(labels?.windows.length ?? 0) === 0 ? 'There are no accepted labels of anomalies, so nothing can be measured against them.' : 'The run was not judged against the labels yet.'}</p>`,
    }
  const { tp, fp, fn, tn } = measures.confusion
  const intervals = measures.values.some((one) => one.interval)
  const notes = measures.values.some((one) => one.note)
  const marks = new Map(
    measures.values.flatMap((one) => badgesOf(one, measures.warnings)).map(({ badge, why }) => [badge, why]),
  )
  const judged = measures.judged ? ` from ${clock.at(measures.judged.start)} to ${clock.at(measures.judged.end)}` : ''
  return {
    id: 'measures',
    title: 'Measures',
    content: html`<p>${count(measures.assessed)} points${sentence(judged)} judged against ${counted(measures.windows, 'labelled window')}${labels && ` of “${labels.set.name}”`}${measures.notAssessed > 0 && `; ${count(measures.notAssessed)} points have no score and are left out`}.</p>
${table(
  [
    { title: 'Measure' },
    { title: 'Value', number: true },
    ...(intervals ? [{ title: '95 % interval', number: true }] : []),
    ...(notes ? [{ title: '' }] : []),
  ],
  measures.values.map((one) => [
    html`${one.id} ${badgesOf(one, measures.warnings).map(({ badge }) => html`<span class="badge">${badge}</span>`)}`,
    shown(one),
    ...(intervals ? [interval(one)] : []),
    ...(notes ? [html`<span class="soft">${one.note}</span>`] : []),
  ]),
  'measures',
)}
<h3>Points</h3>
${table(
  [{ title: '' }, { title: 'labelled', number: true }, { title: 'not labelled', number: true }],
  [
    ['detected', count(tp), count(fp)],
    ['not detected', count(fn), count(tn)],
  ],
  'small',
)}
${[...marks].map(([badge, why]) => html`<p><span class="badge">${badge}</span> ${why}</p>`)}
${[...warningsOf(measures), ...measures.notes].map((note) => html`<p class="soft">${sentence(note)}</p>`)}`,
  }
}

/** What the judging warns of, in sentences. */
export function warningsOf(measures: Measures | null): string[] {
  return measures?.warnings?.map((warning) => warning.message) ?? []
}

/** As it is read: long times in hours and days, one event is no events, and what could not be measured has no unit. */
export function shown({ value, unit }: Pick<Measure, 'value' | 'unit'>): string {
  if (!unit) return share(value)
  if (value === null) return number(value, 4)
  if (unit === 's' && Math.abs(value) > 120) return `${value < 0 ? '−' : ''}${duration(1000 * Math.abs(value))}`
  return `${number(value, 4)} ${value === 1 && unit === 'events' ? 'event' : unit}`
}
const interval = ({ interval: range, unit }: Measure) =>
  range ? range.map((v) => (unit ? number(v, 4) : share(v))).join(' – ') : ''
