import { getDataset } from '../../db/datasets.ts'
import { listLabels } from '../../db/labels.ts'
import { getRun } from '../../db/runs.ts'
import { readTimes, readValues } from '../../db/series.ts'
import { badInput } from '../../shared/errors.ts'
import type { Job } from '../job.ts'
import { lowerBound, upperBound } from '../preprocessing/gaps.ts'
import type { EngineCalls } from '../protocol.ts'
import { comparedRows, nearestLabels } from '../similar/nearest-label.ts'
import { withProject } from './with-project.ts'

/** How many are worth showing. */
const most = 3

/** The accepted labels of a set that look most like a window, on the run's channels. */
export function explainNearest({ project, run: id, labelSet, start, end }: EngineCalls['explainNearest']['args'], job: Job): Promise<EngineCalls['explainNearest']['result']> {
  return withProject(project, async (db) => {
    const run = getRun(db, id)
    const times = readTimes(db, run.dataset)
    const rowsOf = (range: { start: number; end: number }) => ({ first: lowerBound(times, range.start), last: upperBound(times, range.end) - 1 })
    const asked = rowsOf({ start, end })
    if (asked.last < asked.first) throw badInput('There is no row in this window.')
    // Labels over the window are what it was found to be, not what it is like.
    const labels = listLabels(db, { set: labelSet }).filter((label) => label.status === 'accepted' && (label.end < start || label.start > end))
    const rows = labels.map(rowsOf)
    const { channels } = getDataset(db, run.dataset)
    const series = run.model.channels.flatMap((name) => channels.find((channel) => channel.name === name)?.series ?? [])
    const scores = run.scores === null ? null : readValues(db, run.scores, asked.first, asked.last)
    const peak = asked.first + (scores?.reduce((best, score, i) => (score > (scores[best] || -Infinity) ? i : best), 0) ?? 0)
    const window = comparedRows(asked, peak, times.length)
    const { matches, compared } = await nearestLabels(series.length, (c) => readValues(db, series[c]), times, window, rows, job)
    const notes: string[] = []
    if (compared === 0) notes.push('Values are missing in this window on every channel, so nothing can be compared with it.')
    else if (compared < series.length) notes.push(`Compared on ${compared} of ${series.length} channels: on the others values are missing in this window.`)
    const length = window.last - window.first
    return {
      nearest: matches.slice(0, most).map(({ label, first, distance }) => {
        const { id: labelId, class: cls, start: from, end: to, note } = labels[label]
        return { label: labelId, class: cls, start: from, end: to, note, distance, matched: { start: times[first], end: times[first + length] } }
      }),
      labels: labels.length,
      compared: { start: times[window.first], end: times[window.last] },
      notes,
    }
  })
}
