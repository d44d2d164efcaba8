import { getDataset } from '../../../db/datasets.ts'
import { readTimes, readValues } from '../../../db/series/series.ts'
import type { CleanedLine, CleaningPreview } from '../../../shared/data/cleaning.ts'
import { gapSteps } from '../../../shared/data/usual-step.ts'
import { lowerBound, upperBound } from '../../../shared/search.ts'
import type { Series } from '../../../shared/data/series.ts'
import { applyUntilProblem } from '../../../analysis/cleaning/apply.ts'
import { usualStep } from '../../../analysis/preprocessing/gaps.ts'
import { stepInfos } from '../../../analysis/cleaning/index.ts'
import type { Job } from '../../../analysis/job.ts'
import type { EngineCalls } from '../../protocol.ts'
import { withProject } from '../with-project.ts'

export const cleaningKinds = () => Promise.resolve(stepInfos())

/** So many values are cleaned for a preview at most: about a second's work. */
const MOST_VALUES = 4_000_000

/** A channel before and after the steps. What is wrong with them is part of the answer: somebody is typing. */
export function previewCleaning(
  { project, dataset: id, steps, channel, start, end, points }: EngineCalls['previewCleaning']['args'],
  job: Job,
): Promise<CleaningPreview> {
  return withProject(project, async (db) => {
    const dataset = getDataset(db, id)
    const times = readTimes(db, id)
    const [first, last] = part(times, dataset.channels.length, start, end)
    const before: Series = {
      times: times.subarray(first, last + 1),
      channels: dataset.channels.map(({ name, unit }) => ({ name, unit })),
      values: dataset.channels.map(({ series }) => readValues(db, series, first, last)),
    }
    await job.checkpoint()
    const { cleaned, problem } = applyUntilProblem(before, steps)
    const after = cleaned.series
    const shown = [channel, before.channels[0]?.name].find((name) => after.channels.some((c) => c.name === name))
    const name = shown ?? after.channels[0]?.name ?? null
    const valuesOf = ({ channels, values }: Series) => values[channels.findIndex((c) => c.name === name)]
    const [old, now] = [valuesOf(before) as Float64Array | undefined, valuesOf(after)]
    return {
      problem,
      channels: after.channels.map(({ name, unit }) => ({ name, unit })),
      channel: name,
      unit: after.channels.find((c) => c.name === name)?.unit ?? null,
      before: old ? thinned(before.times, old, start, end, points) : null,
      after: now ? thinned(after.times, now, start, end, points) : null,
      rows: { before: before.times.length, after: after.times.length },
      counts: now ? counted(before.times, old ?? null, after.times, now, start, end) : null,
      part: first > 0 || last < times.length - 1,
    }
  })
}

/** All rows, or those around the stretch where they are too many. */
function part(times: Float64Array, channels: number, start: number, end: number): [first: number, last: number] {
  const most = Math.max(1000, Math.floor(MOST_VALUES / Math.max(1, channels)))
  if (times.length <= most) return [0, times.length - 1]
  const middle = (lowerBound(times, start) + upperBound(times, end)) >> 1
  const first = Math.max(0, Math.min(times.length - most, middle - (most >> 1)))
  return [first, first + most - 1]
}

/** The lowest and the highest value of each of about `points` / 2 stretches of rows, so that no spike is lost; nothing across a gap. */
function thinned(allTimes: Float64Array, all: Float64Array, start: number, end: number, points: number): CleanedLine {
  return broken(fewer(allTimes, all, start, end, points), allTimes, gapSteps * usualStep(allTimes))
}

/** A line with a missing value in each pause of its series that is longer than `longest`. times — of the series, [time]. */
function broken(line: CleanedLine, times: Float64Array, longest: number): CleanedLine {
  const out: [number, number][] = []
  line.times.forEach((time, i) => {
    if (i > 0 && time - line.times[i - 1] > longest) {
      const to = lowerBound(times, time)
      for (let row = lowerBound(times, line.times[i - 1]) + 1; row <= to; row++) {
        if (times[row] - times[row - 1] <= longest) continue
        out.push([(times[row] + times[row - 1]) / 2, NaN])
        break
      }
    }
    out.push([time, line.values[i]])
  })
  return { times: Float64Array.from(out, ([time]) => time), values: Float64Array.from(out, ([, value]) => value) }
}

function fewer(allTimes: Float64Array, all: Float64Array, start: number, end: number, points: number): CleanedLine {
  // One row on each side, so that the line reaches the edges.
  const first = Math.max(0, lowerBound(allTimes, start) - 1)
  const last = Math.min(allTimes.length, upperBound(allTimes, end) + 1)
  const [times, values] = [allTimes.slice(first, last), all.slice(first, last)]
  if (times.length <= points) return { times, values }
  const width = Math.ceil((2 * times.length) / points)
  const rows: number[] = []
  for (let from = 0; from < times.length; from += width) {
    let [low, high, gap] = [-1, -1, -1]
    for (let row = from; row < Math.min(times.length, from + width); row++) {
      if (Number.isNaN(values[row])) gap = row
      else {
        if (low < 0 || values[row] < values[low]) low = row
        if (high < 0 || values[row] > values[high]) high = row
      }
    }
    // A missing value ends the line only where nothing else is there: else a picture of many rows would be all holes.
    rows.push(...(low < 0 ? [gap] : low === high ? [low] : [Math.min(low, high), Math.max(low, high)]))
  }
  return { times: Float64Array.from(rows, (row) => times[row]), values: Float64Array.from(rows, (row) => values[row]) }
}

function counted(
  timesBefore: Float64Array,
  before: Float64Array | null,
  timesAfter: Float64Array,
  after: Float64Array,
  start: number,
  end: number,
): CleaningPreview['counts'] {
  const cut = (times: Float64Array, values: Float64Array) =>
    values.subarray(lowerBound(times, start), upperBound(times, end))
  const missing = (values: Float64Array) => values.reduce((n, v) => n + Number(Number.isNaN(v)), 0)
  const [old, now] = [before && cut(timesBefore, before), cut(timesAfter, after)]
  const same = timesBefore.length === timesAfter.length && timesBefore.every((t, i) => t === timesAfter[i])
  return {
    changed: old && same ? now.reduce((n, v, i) => n + Number(!Object.is(v, old[i]) && v !== old[i]), 0) : null,
    missingBefore: old && missing(old),
    missingAfter: missing(now),
  }
}
