import type { Clock } from '../clock.ts'
import { html } from '../markup.ts'
import type { ReportData } from '../report-data.ts'
import { table } from '../table.ts'
import { count, counted } from '../../../shared/counted.ts'
import type { DriftReport } from '../../../shared/watch/drift.ts'
import { number } from '../words.ts'
import type { Section } from './section.ts'

/** Population stability index: the usual bounds of "some" and "strong". */
const [some, strong] = [0.1, 0.25]

const updatesListed = 50

/** How far the data moved away from what the model learned first, and what it learned since; null for runs that do not adapt. */
export function driftSection({ drift }: ReportData, clock: Clock): Section | null {
  if (!drift) return null
  const worst = drift.channels.map((name, c) => {
    const at = drift.points.reduce(
      (best, point, i) => (point.psi[c] > (drift.points[best]?.psi[c] ?? -Infinity) ? i : best),
      -1,
    )
    const last = drift.points.at(-1)
    return {
      name,
      psi: drift.points[at]?.psi[c] ?? NaN,
      time: drift.points[at]?.time ?? NaN,
      last: last?.psi[c] ?? NaN,
      ks: last?.ks[c] ?? NaN,
    }
  })
  const drifting = worst.filter((channel) => channel.last > strong)
  return {
    id: 'drift',
    title: 'Drift and learning on',
    content: html`<p>${atTheEnd(drifting.map((channel) => channel.name))} ${learning(drift.settings)}</p>
${table(
  [
    { title: 'Channel' },
    { title: 'PSI at the end', number: true },
    { title: 'Highest PSI', number: true },
    { title: 'at' },
    { title: 'KS distance at the end', number: true },
    { title: 'Drift' },
  ],
  worst.map(({ name, psi, time, last, ks }) => [
    name,
    number(last, 3),
    number(psi, 3),
    clock.at(time),
    number(ks, 3),
    last > strong ? 'strong' : last > some ? 'some' : Number.isNaN(last) ? '–' : 'hardly any',
  ]),
)}
<p class="soft">PSI: population stability index against the training data; below ${some} hardly any drift, above ${strong} strong. KS: Kolmogorov-Smirnov distance, 0 to 1.</p>
<h3>${counted(drift.updates.length, 'update')} of the model</h3>
${
  drift.updates.length === 0
    ? html`<p>The model stayed as it was first trained.</p>`
    : table(
        [{ title: 'At' }, { title: 'Learned from', number: true }, { title: 'New model' }],
        drift.updates
          .slice(0, updatesListed)
          .map((update) => [
            clock.at(update.time),
            counted(update.rows, 'point'),
            update.kept ? update.note || 'kept' : `discarded: ${update.note}`,
          ]),
      )
}
${drift.updates.length > updatesListed && html`<p class="soft">and ${count(drift.updates.length - updatesListed)} more.</p>`}`,
  }
}

function atTheEnd(drifting: string[]): string {
  if (drifting.length === 0) return 'At the end no channel lies strongly off the training data.'
  const channels = drifting.length === 1 ? '1 channel lies' : `${count(drifting.length)} channels lie`
  return `At the end ${channels} strongly off the training data: ${drifting.join(', ')}.`
}

function learning({ batch, updateEvery, keep, acceptAfter }: DriftReport['settings']): string {
  const every = counted(updateEvery, 'new normal point')
  const jump = acceptAfter > 0 ? `; ${count(acceptAfter)} anomalous points in a row are taken for a new normal` : ''
  return `Scored ${counted(batch, 'point')} at a time; updated after every ${every} on the last ${count(keep)}${jump}.`
}
