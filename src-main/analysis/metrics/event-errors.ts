import { errorKinds, type ErrorKind, type EventError } from '../../shared/labels/event-errors.ts'
import type { Label } from '../../shared/project.ts'
import type { RowRange } from '../../shared/data/series.ts'
import { usualStep } from '../preprocessing/gaps.ts'
import { rangesOf } from './metric.ts'
import { lowerBound, upperBound } from '../../shared/search.ts'

/**
 * scores — [n], NaN = not assessed; times — [n], epoch ms; labels — those that count as anomalies; detections — rows, in order,
 * none overlapping; threshold — of all rows, or [n], of each; null where none is set; lateShare — 0…1 of an event's duration; judged — the rows that count,
 * null = all: what lies outside is as if it had no score.
 */
export interface EventErrorInput {
  scores: Float64Array
  times: Float64Array
  labels: readonly Pick<Label, 'id' | 'start' | 'end'>[]
  detections: readonly RowRange[]
  threshold: number | Float64Array | null
  lateShare: number
  judged?: RowRange | null
}

/**
 * Where detections and labels disagree, worst first, by the rules of event-view.ts: rows with a label make up events, events
 * without an assessed point are left out, a detection that shares an assessed point with an event has found it, and one that
 * shares none with any is a false alarm. Found is late where more than `lateShare` of the time from the event's first
 * assessed point to its last went by before the earliest detection began.
 * events — that were compared; hidden — among the judged rows and left out, because no point of them was assessed.
 */
export function eventErrors(input: EventErrorInput): { errors: EventError[]; events: number; hidden: number } {
  const { times, labels, detections, threshold, lateShare } = input
  const within = input.judged ?? { first: 0, last: times.length - 1 }
  const scores = input.scores.map((score, row) => (row < within.first || row > within.last ? NaN : score))
  const assessed = assessedRows(scores)
  const flags = new Uint8Array(scores.length)
  const rowsOf = labels.map(({ id, start, end }) => ({
    id,
    first: lowerBound(times, start),
    last: upperBound(times, end) - 1,
  }))
  for (const { first, last } of rowsOf) if (last >= first) flags.fill(1, first, last + 1)
  const all = rangesOf(flags)
  const events = all.map(assessed).filter((rows) => rows !== null)
  const found = detections.map(assessed)
  const stepSeconds = (usualStep(times) || 0) / 1000

  const described = (
    kind: ErrorKind,
    { first, last }: RowRange,
    more: Pick<EventError, 'delayMs' | 'detection' | 'labels'>,
  ): EventError => {
    let [peakRow, area] = [-1, 0]
    for (let row = first; row <= last; row++) {
      if (Number.isNaN(scores[row])) continue
      if (peakRow < 0 || scores[row] > scores[peakRow]) peakRow = row
      const limit = threshold instanceof Float64Array ? threshold[row] : (threshold ?? Infinity)
      if (scores[row] > limit) area += (scores[row] - limit) * stepSeconds
    }
    const { detection } = more
    return {
      kind,
      first,
      last,
      start: times[first],
      end: times[last],
      peak: scores[peakRow],
      peakTime: times[peakRow],
      area,
      ...more,
      detectedFrom: detection === null ? null : times[detections[detection].first],
    }
  }

  const errors: EventError[] = []
  let at = 0
  found.forEach((rows, d) => {
    if (!rows) return
    while (at < events.length && events[at].last < rows.first) at++
    if (at === events.length || events[at].first > rows.last)
      errors.push(described('false alarm', detections[d], { delayMs: null, detection: d, labels: [] }))
  })
  const labelsOf = labelsByEvent(all, rowsOf)
  at = 0
  all.forEach((whole, e) => {
    const event = assessed(whole)
    if (!event) return
    while (at < found.length && !(found[at] && found[at]!.last >= event.first)) at++
    const rows = found[at]
    if (!rows || rows.first > event.last)
      return errors.push(described('missed', whole, { delayMs: null, detection: null, labels: labelsOf[e] }))
    const delayMs = times[rows.first] - times[event.first]
    if (delayMs > lateShare * (times[event.last] - times[event.first]))
      errors.push(described('late', whole, { delayMs, detection: at, labels: labelsOf[e] }))
  })
  const there = all.filter(({ first, last }) => last >= within.first && first <= within.last)
  return { errors: worstFirst(errors), events: events.length, hidden: there.length - events.length }
}

const weight: Record<ErrorKind, (error: EventError) => number> = {
  'false alarm': ({ area }) => area,
  missed: ({ start, end }) => end - start,
  late: ({ delayMs }) => delayMs ?? 0,
}
/** An event that was never seen is worse than an alarm too many, and that is worse than a late one. */
const gravest: readonly ErrorKind[] = ['missed', 'false alarm', 'late']

/** The kinds have no common measure, so they take turns: the worst of each, then the next of each. */
export function worstFirst(errors: readonly EventError[]): EventError[] {
  return errorKinds
    .flatMap((kind) =>
      errors
        .filter((error) => error.kind === kind)
        .sort((a, b) => weight[kind](b) - weight[kind](a) || b.peak - a.peak || a.start - b.start)
        .map((error, place) => ({ error, place })),
    )
    .sort((a, b) => a.place - b.place || gravest.indexOf(a.error.kind) - gravest.indexOf(b.error.kind))
    .map(({ error }) => error)
}

/** Shrinks rows to the first and last assessed ones inside; null where there are none. */
function assessedRows(scores: Float64Array): (rows: RowRange) => RowRange | null {
  const next = new Int32Array(scores.length + 1).fill(scores.length)
  for (let row = scores.length - 1; row >= 0; row--) next[row] = Number.isNaN(scores[row]) ? next[row + 1] : row
  return ({ first, last }) => {
    if (next[first] > last) return null
    let end = last
    while (Number.isNaN(scores[end])) end--
    return { first: next[first], last: end }
  }
}

/** [event]: ids of the labels that lie in it. Labels without a row belong to none. */
function labelsByEvent(events: readonly RowRange[], labels: readonly (RowRange & { id: number })[]): number[][] {
  const out: number[][] = events.map(() => [])
  const starts = Float64Array.from(events, ({ first }) => first)
  for (const { id, first, last } of labels) if (last >= first) out[upperBound(starts, first) - 1].push(id)
  return out
}
