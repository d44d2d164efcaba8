import type { Project } from '../../../db/project.ts'
import { readValues } from '../../../db/series/series.ts'
import { readLanes } from '../../../db/series/view.ts'
import type { Dataset, Detection, Id, Run } from '../../../shared/project.ts'
import type { RowRange, TimeRange } from '../../../shared/data/series.ts'
import { around } from '../../../formats/report/events.ts'
import type { EventChart, LabelWindow, ReportEvent } from '../../../formats/report/report-data.ts'
import { lowerBound, upperBound } from '../../../shared/search.ts'

/** Columns of an event's chart. */
const chartWidth = 275
/** Of an event longer than this, the rows about its peak speak for the whole. */
const rowsRead = 20_000
/** A block of a series that is read at once, because events lie close to each other. */
const blockRows = 65_536

/** Highest score inside missed labels. times, scores — [n]. */
export function fillMissedPeaks(times: Float64Array, scores: Float64Array, events: readonly ReportEvent[]): void {
  for (const event of events) {
    if (event.kind !== 'missed') continue
    const { first, last } = rowsOf(times, event)
    for (let row = first; row <= last; row++)
      if (scores[row] > event.peak || (Number.isNaN(event.peak) && !Number.isNaN(scores[row]))) {
        event.peak = scores[row]
        event.peakTime = times[row]
      }
  }
}

/** Mean share of each channel in the score over an event, highest first; nothing where the run has no contributions. Events come in the order of time. */
export function contributionReader(
  db: Project,
  run: Run,
  times: Float64Array,
): (event: ReportEvent) => { name: string; share: number }[] {
  const readers = run.contributions.map((series) => blockReader(db, series))
  return (event) => {
    const { first, last } = narrowed(rowsOf(times, event), event)
    if (readers.length === 0 || last < first) return []
    const shares = readers.map((read) => mean(read(first, last)))
    const sum = shares.reduce((all, share) => all + share, 0)
    return sum > 0
      ? run.model.channels.map((name, c) => ({ name, share: shares[c] / sum })).sort((a, b) => b.share - a.share)
      : []
  }

  function narrowed({ first, last }: RowRange, event: ReportEvent): RowRange {
    if (last - first < rowsRead || Number.isNaN(event.peakTime))
      return { first, last: Math.min(last, first + rowsRead) }
    const peak = lowerBound(times, event.peakTime)
    return { first: Math.max(first, peak - rowsRead / 2), last: Math.min(last, peak + rowsRead / 2) }
  }
}

const rowsOf = (times: Float64Array, { start, end }: TimeRange): RowRange => ({
  first: lowerBound(times, start),
  last: upperBound(times, end) - 1,
})

function mean(values: Float64Array): number {
  let [sum, n] = [0, 0]
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    sum += value
    n++
  }
  return n > 0 ? sum / n : 0
}

function blockReader(db: Project, series: Id): (first: number, last: number) => Float64Array {
  let start = 0
  let block: Float64Array = new Float64Array()
  return (first, last) => {
    if (first < start || last >= start + block.length) {
      start = first
      block = readValues(db, series, first, Math.max(last, first + blockRows - 1))
    }
    return block.subarray(first - start, last - start + 1)
  }
}

/** The stretch around an event as lines: the channels that contribute most, or those that leave their usual range most where nobody says. */
export function chartFor(
  db: Project,
  {
    run,
    dataset,
    event,
    detections,
    windows,
    lanes,
  }: {
    run: Run
    dataset: Dataset
    event: ReportEvent
    detections: readonly Detection[]
    windows: readonly LabelWindow[]
    lanes: number
  },
): EventChart {
  const span = around(event, dataset)
  const own = run.model.channels.flatMap((name) => dataset.channels.find((channel) => channel.name === name) ?? [])
  const read = (series: number[]) => readLanes(db, { dataset: dataset.id, series, ...span, width: chartWidth })
  const lines = read([...own.map((channel) => channel.series), run.scores!])
  const scores = lines[own.length]
  const rank = new Map(event.channels.map(({ name, share }) => [name, share]))
  const strangeness = own.map((channel, c) => rank.get(channel.name) ?? -1 + departure(lines[c], event))
  const chosen = own
    .map((_, c) => c)
    .sort((a, b) => strangeness[b] - strangeness[a])
    .slice(0, lanes)
  const inside = <R extends TimeRange>(ranges: readonly R[]) =>
    ranges.filter(({ start, end }) => end >= span.start && start <= span.end)
  return {
    ...span,
    lanes: chosen.map((c) => ({ name: own[c].name, unit: own[c].unit, line: lines[c] })),
    hidden: own.length - chosen.length,
    scores,
    detections: inside(detections).map(({ start, end }) => ({ start, end })),
    labels: inside(windows),
  }
}

/** 0…1: how far a line lies off, inside an event, from where it lies beside it. */
function departure({ times, values }: { times: Float64Array; values: Float64Array }, event: TimeRange): number {
  const [inside, outside] = [
    { sum: 0, n: 0 },
    { sum: 0, n: 0 },
  ]
  let [low, high] = [Infinity, -Infinity]
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) continue
    const side = times[i] >= event.start && times[i] <= event.end ? inside : outside
    side.sum += values[i]
    side.n++
    low = Math.min(low, values[i])
    high = Math.max(high, values[i])
  }
  return inside.n > 0 && outside.n > 0 && high > low
    ? Math.abs(inside.sum / inside.n - outside.sum / outside.n) / (high - low)
    : 0
}
