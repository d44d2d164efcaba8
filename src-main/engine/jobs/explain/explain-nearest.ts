import { getDataset } from '../../../db/datasets.ts'
import { getClass } from '../../../db/labels/label-classes.ts'
import { listLabels } from '../../../db/labels/labels.ts'
import { getRun } from '../../../db/runs.ts'
import type { Project } from '../../../db/project.ts'
import { readTimes, readValues } from '../../../db/series/series.ts'
import { badInput } from '../../../shared/errors.ts'
import type { Id, Label, Run } from '../../../shared/project.ts'
import type { RowRange, TimeRange } from '../../../shared/data/series.ts'
import type { Job } from '../../../analysis/job.ts'
import type { EngineCalls } from '../../protocol.ts'
import { comparedRows, nearestLabels } from '../../../analysis/similar/nearest-label.ts'
import { withProject } from '../with-project.ts'
import { lowerBound, upperBound } from '../../../shared/search.ts'

/** How many are worth showing. */
const most = 3
/** So many channels are named in a sentence. */
const named = 3

/** The accepted labels of a set that look most like a window, on the run's channels. */
export function explainNearest(
  { project, run: id, labelSet, start, end }: EngineCalls['explainNearest']['args'],
  job: Job,
): Promise<EngineCalls['explainNearest']['result']> {
  return withProject(project, async (db) => {
    const run = getRun(db, id)
    const times = readTimes(db, run.dataset)
    const rowsOf = (range: { start: number; end: number }) => ({
      first: lowerBound(times, range.start),
      last: upperBound(times, range.end) - 1,
    })
    const asked = rowsOf({ start, end })
    if (asked.last < asked.first) throw badInput('There is no row in this window.')
    // Labels over the window are what it was found to be, not what it is like.
    const accepted = listLabels(db, { set: labelSet }).filter((label) => label.status === 'accepted')
    const labels = accepted.filter((label) => label.end < start || label.start > end)
    const own = ownClass(accepted, { start, end })
    const rows = labels.map(rowsOf)
    const { channels } = getDataset(db, run.dataset)
    const leading = leadingChannels(db, run, asked)
    const series = leading.flatMap((name) => channels.find((channel) => channel.name === name)?.series ?? [])
    const scores = run.scores === null ? null : readValues(db, run.scores, asked.first, asked.last)
    const peak =
      asked.first + (scores?.reduce((best, score, i) => (score > (scores[best] || -Infinity) ? i : best), 0) ?? 0)
    const window = comparedRows(asked, peak, times.length)
    const { matches, compared } = await nearestLabels(
      series.length,
      (c) => readValues(db, series[c]),
      times,
      window,
      rows,
      job,
    )
    const notes: string[] = []
    if (compared === 0)
      notes.push('Values are missing in this window on every channel, so nothing can be compared with it.')
    else {
      if (leading.length < run.model.channels.length)
        notes.push(
          `Compared on ${leading.slice(0, named).join(', ')}${leading.length > named ? ` and ${leading.length - named} more` : ''}: what adds most to this score.`,
        )
      if (compared < series.length)
        notes.push(
          `${series.length - compared} of these channels ${series.length - compared === 1 ? 'has' : 'have'} missing values in this window and ${series.length - compared === 1 ? 'is' : 'are'} left out.`,
        )
    }
    const length = window.last - window.first
    const ofOwn = matches.findIndex(({ label }) => labels[label].class === own)
    // Whatever else it looks like: what it is labelled as is shown too.
    if (ofOwn >= most) {
      matches.splice(most - 1, 0, ...matches.splice(ofOwn, 1))
      notes.push(
        `The last one is the nearest of “${getClass(db, own!).name}”, as this window is labelled; ${ofOwn} others are nearer.`,
      )
    }
    return {
      nearest: matches.slice(0, most).map(({ label, first, distance }) => {
        const { id: labelId, class: cls, start: from, end: to, note } = labels[label]
        return {
          label: labelId,
          class: cls,
          start: from,
          end: to,
          note,
          distance,
          matched: { start: times[first], end: times[first + length] },
        }
      }),
      labels: labels.length,
      compared: { start: times[window.first], end: times[window.last] },
      notes,
    }
  })
}

/** The class that the window is labelled with, of several the one that covers most of it; null where there is none. */
function ownClass(accepted: readonly Label[], { start, end }: TimeRange): Id | null {
  const covered = new Map<Id, number>()
  for (const label of accepted) {
    const common = Math.min(end, label.end) - Math.max(start, label.start)
    if (common >= 0) covered.set(label.class, (covered.get(label.class) ?? 0) + common)
  }
  const [first] = [...covered].sort((a, b) => b[1] - a[1])
  return first ? first[0] : null
}

/** The channels that add at least as much as they would if all added alike: the shape of the others is beside the point. All where the run gives no shares. */
function leadingChannels(db: Project, { model, contributions }: Run, { first, last }: RowRange): string[] {
  if (contributions.length !== model.channels.length) return model.channels
  const shares = contributions.map((series) => {
    const there = readValues(db, series, first, last).filter((share) => !Number.isNaN(share))
    return there.reduce((sum, share) => sum + share, 0) / there.length
  })
  const leading = model.channels.filter((_, c) => shares[c] * shares.length >= 1 - 1e-6)
  return leading.length > 0 ? leading : model.channels
}
