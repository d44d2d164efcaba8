import { eventChart } from '../charts/event-chart.ts'
import type { Clock } from '../clock.ts'
import { limitsOf, within, type Limits } from '../limits.ts'
import { html, sentence, type Markup } from '../markup.ts'
import type { EventKind, ReportData, ReportEvent } from '../report-data.ts'
import { table } from '../table.ts'
import { count, counted } from '../../../shared/counted.ts'
import { lasting, listed, number, percent } from '../words.ts'
import type { Section } from './section.ts'

const words: Record<EventKind, string> = {
  found: 'found',
  'false alarm': 'outside the labels',
  detection: 'detection',
  missed: 'missed label',
}

const kindOf = ({ kind, known }: ReportEvent) => `${words[kind]}${known ? ', known' : ''}`

/** Every detection and every missed label: all in a table, and a chart of each, or of the worst where there are very many. */
export function eventsSection({ run, events, eventCount }: ReportData, clock: Clock): Section {
  const charted = events.filter((event) => event.chart !== null)
  const judged = events.some((event) => event.kind !== 'detection')
  const peaks = decimalsFor(events.map((event) => event.peak))
  const shares = events.some((event) => event.channels.length > 0)
  if (events.length === 0)
    return {
      id: 'events',
      title: 'Events',
      content: html`<p>There is none: nothing was detected${judged ? '' : ', and no label is missed'}.</p>`,
    }
  return {
    id: 'events',
    title: counted(eventCount, 'event'),
    content: html`<p>${whatIsListed(events)} ${
      charted.length < events.length
        ? `A chart follows for ${count(charted.length)} of them: the detections with the highest scores${events.some((event) => event.kind === 'missed') ? ' and the longest missed labels' : ''}.`
        : 'A chart of each follows.'
    }${eventCount > events.length && ` Of ${counted(eventCount, 'event')} ${count(events.length)} are listed: the first ones and all that have a chart.`}</p>
${table(
  [
    { title: 'No.', number: true },
    { title: 'Start' },
    { title: 'End' },
    { title: 'Duration', number: true },
    { title: 'Peak', number: true },
    ...(judged ? [{ title: 'Against the labels' }] : []),
    ...(shares ? [{ title: 'Mostly from' }] : []),
  ],
  events.map((event) => [
    event.chart ? html`<a href="#event-${event.number}">${event.number}</a>` : event.number,
    clock.at(event.start),
    clock.at(event.end),
    lasting(event),
    peaks(event.peak),
    ...(judged ? [html`<span class="${event.kind === 'found' ? 'good' : 'bad'}">${kindOf(event)}</span>`] : []),
    ...(shares ? [topChannel(event)] : []),
  ]),
  'events',
)}
${charted.map((event) => article(event, limitsOf(run), clock))}`,
  }
}

/** Numbers of one column with as many decimals as the largest can do with: they stand under each other. */
function decimalsFor(values: readonly number[]): (value: number) => string {
  const largest = values.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0)
  const digits = largest === 0 ? 0 : 3 - Math.floor(Math.log10(largest))
  return digits < 0 || digits > 7
    ? (value) => number(value, 4)
    : (value) => (Number.isFinite(value) ? value.toFixed(Math.min(4, digits)).replace('-', '−') : '–')
}

function whatIsListed(events: readonly ReportEvent[]): string {
  const missed = events.filter((event) => event.kind === 'missed').length
  const detected = events.length - missed
  return `${listed([...(detected > 0 ? [counted(detected, 'detection')] : []), ...(missed > 0 ? [counted(missed, 'missed label')] : [])])} in the order of time.`
}

const topChannel = ({ channels }: ReportEvent) =>
  channels.length > 0 && `${channels[0].name} (${percent(channels[0].share, 1)})`

function article(event: ReportEvent, limits: Limits, clock: Clock): Markup {
  const [limit] = within(limits, { start: Number.isNaN(event.peakTime) ? event.start : event.peakTime, end: event.end })
  const threshold = limit?.threshold ?? null
  const { chart } = event
  const over =
    threshold !== null && threshold > 0 && event.peak > threshold
      ? `, ${number(event.peak / threshold, 3)} times the threshold`
      : ''
  const score = Number.isNaN(event.peak)
    ? event.kind === 'missed'
      ? 'No point of it was assessed.'
      : ''
    : event.kind === 'missed'
      ? `Highest score inside ${number(event.peak, 4)}${threshold !== null && event.peak <= threshold ? `, below the threshold of ${number(threshold, 4)}` : ''}.`
      : `Peak ${number(event.peak, 4)} at ${clock.at(event.peakTime)}${over}.`
  const top = event.channels.filter((channel) => channel.share >= 0.02).slice(0, 5)
  const labels = event.labels
    .slice(0, 5)
    .map(
      (label) =>
        `${label.class}${label.channels.length > 0 ? ` on ${label.channels.join(', ')}` : ''}${label.note ? ` – ${label.note}` : ''}`,
    )
  const asides = [
    labels.length > 0 &&
      `Label${event.labels.length > 1 ? 's' : ''}: ${listed(labels)}${event.labels.length > 5 ? ` and ${event.labels.length - 5} more` : ''}`,
    chart !== null && chart.hidden > 0 && `${counted(chart.hidden, 'other channel')} not drawn`,
  ].filter((aside) => aside !== false)
  return html`<article class="event" id="event-${event.number}">
<h3>Event ${event.number}${event.kind !== 'detection' && html` <span class="kind ${event.kind === 'found' ? 'good' : 'bad'}">${kindOf(event)}</span>`}</h3>
<p>${sentence(`${event.end > event.start ? `${clock.at(event.start)} to ${clock.at(event.end)}, ${lasting(event)}` : `${clock.at(event.start)}, one point`}. ${score}`)}${top.length > 0 && ` Mostly from ${listed(top.map((channel) => `${channel.name} (${percent(channel.share, 1)})`))}.`}</p>
${asides.length > 0 && html`<p class="soft">${asides.join(' · ')}</p>`}
${chart && eventChart(event, chart, limits, clock)}
</article>
`
}
