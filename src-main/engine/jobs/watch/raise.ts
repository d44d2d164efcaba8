import { alarmsFrom, growAlarm, raiseAlarm, type AlarmOrigin } from '../../../db/watch/alarms.ts'
import { readModelData } from '../../../db/models.ts'
import type { Project } from '../../../db/project.ts'
import { readTimes, readValues } from '../../../db/series/series.ts'
import { getDataset } from '../../../db/datasets.ts'
import { sql } from '../../../db/file/statement.ts'
import type { Tail } from '../../../db/series/append-rows.ts'
import { lowerBound } from '../../../shared/search.ts'
import type { CleaningStep } from '../../../shared/data/cleaning.ts'
import type { ChannelInfo, Series } from '../../../shared/data/series.ts'
import type { DetectionOptions } from '../../../shared/runs/detected-ranges.ts'
import type { Run } from '../../../shared/project.ts'
import type { StrangeChannel } from '../../../shared/runs/strangest.ts'
import type { WatchSettings } from '../../../shared/watch/watch.ts'
import { disturbances, usualRule, type AlarmRule, type Disturbance } from '../../../analysis/alarms.ts'
import { applySteps } from '../../../analysis/cleaning/apply.ts'
import { sameRows } from '../../../analysis/cleaning/raw-rows.ts'
import { channelsIn } from '../../../analysis/strangest/strangest.ts'
import type { ScoredTail } from './score-tail.ts'

/** Rows of training that directions are told from. */
const usualRows = 4000

/** How far before new rows a disturbance may reach that they continue. */
export const reachMs = (rule: AlarmRule) => rule.onDelayMs + rule.offDelayMs

export function ruleOf(
  settings: Omit<WatchSettings, 'retrainAfter'>,
  setting: DetectionOptions,
  stepMs: number,
  window: number,
): AlarmRule {
  const usual = usualRule(stepMs, window, setting)
  return {
    onDelayMs: settings.onDelayMs ?? usual.onDelayMs,
    offDelayMs: settings.offDelayMs ?? usual.offDelayMs,
    deadband: settings.deadband ?? usual.deadband,
  }
}

/** What somebody who judges says of the rows at the end of a dataset. scores, thresholds — [row of the tail]; threshold — of the whole. */
export interface Judged {
  origin: AlarmOrigin
  scores: Float64Array
  /** Row of the tail from which scores are new. */
  firstScored: number
  threshold: number
  /** Where operating modes have their own; null = the one threshold everywhere. */
  thresholds: Float64Array | null
  channelsOf(one: Disturbance): StrangeChannel[]
}

/**
 * Alarms from the scores at the end of a dataset: one for each disturbance in or after the first row that is newly scored; one that is known
 * goes on. To be called in the transaction that writes the rows.
 */
export function raiseAlarms(
  db: Project,
  tail: Tail,
  judged: Judged,
  { rule, since }: { rule: AlarmRule; since: number },
): { raised: number[]; changed: number[]; found: Disturbance[] } {
  const { times, dataset } = tail
  const { origin, threshold } = judged
  if (times.length === 0) return { raised: [], changed: [], found: [] }
  const firstTime = times[Math.min(judged.firstScored, times.length - 1)] - reachMs(rule) - dataset.stepMs
  const open = alarmsFrom(db, origin, firstTime)
  const start = lowerBound(times, Math.min(firstTime, ...open.map((one) => one.start)))
  const scores = alikeByMode(judged)
  const found = disturbances(scores.subarray(start), times.subarray(start), threshold, rule, dataset.stepMs).map(
    (one) => ({ ...one, first: one.first + start, last: one.last + start, peakRow: one.peakRow + start }),
  )
  const raised: number[] = []
  const changed: number[] = []
  const known = new Set<number>()
  for (const one of found) {
    const [began, ended] = [times[one.first], times[one.last]]
    const same = open.find(
      (alarm) => !known.has(alarm.id) && alarm.start <= ended + rule.offDelayMs && alarm.end >= began - rule.offDelayMs,
    )
    const peak = { peak: judged.scores[one.peakRow], threshold: judged.thresholds?.[one.peakRow] ?? threshold }
    const isHigher = !same || peak.peak - peak.threshold > same.peak - same.threshold
    const growth = {
      start: Math.min(began, same?.start ?? Infinity),
      end: Math.max(ended, same?.end ?? -Infinity),
      ended: one.ended,
      ...(isHigher
        ? { ...peak, peakTime: times[one.peakRow] }
        : { peak: same.peak, threshold: same.threshold, peakTime: same.peakTime }),
      returns: Math.max(one.returns, same?.returns ?? 0),
    }
    if (same) {
      known.add(same.id)
      const isSame = same.start === growth.start && same.end === growth.end && same.ended === growth.ended && !isHigher
      if (isSame) continue
      // The channels are those of the highest score so far.
      growAlarm(db, same.id, growth, isHigher ? judged.channelsOf(one) : undefined)
      changed.push(same.id)
    } else if (ended > since)
      raised.push(raiseAlarm(db, { dataset: dataset.id, ...origin, ...growth, channels: judged.channelsOf(one) }))
  }
  endOthers(db, open, known, times[times.length - 1] - rule.offDelayMs, changed)
  return { raised, changed, found }
}

/** Scores of modes that have thresholds of their own, as they would be under the threshold of the whole. */
export function alikeByMode({
  scores,
  threshold,
  thresholds,
}: Pick<Judged, 'scores' | 'threshold' | 'thresholds'>): Float64Array {
  if (thresholds === null) return scores
  return scores.map((score, row) =>
    threshold > 0 && thresholds[row] > 0 ? (score * threshold) / thresholds[row] : score - thresholds[row] + threshold,
  )
}

/** An alarm whose rows lie behind and that no score goes on with has ended. */
function endOthers(
  db: Project,
  open: ReturnType<typeof alarmsFrom>,
  known: Set<number>,
  before: number,
  changed: number[],
): void {
  for (const alarm of open) {
    if (known.has(alarm.id) || alarm.ended || alarm.end >= before) continue
    growAlarm(db, alarm.id, { ...alarm, ended: true })
    changed.push(alarm.id)
  }
}

/** What the channels do in a disturbance, against rows that the model was trained on, which are read once for all of a tail. */
export function channelsOf(
  db: Project,
  run: Run,
  tail: Tail,
  scored: ScoredTail,
): (one: Disturbance) => StrangeChannel[] {
  const { training, channels: names } = run.model
  const steps = training?.cleaning ?? []
  const own = asTrained(tail.dataset.channels, { times: tail.times, values: tail.values }, names, steps)
  const window = Math.max(1, training?.window ?? 1)
  let before: Float64Array[] | null = null
  return (one) => {
    before ??= learntValues(db, run)
    const lead = before[0]?.length ?? 0
    const reach = Math.max(0, one.first - 500)
    const behind = (values: Float64Array, known: Float64Array | null) => {
      const all = new Float64Array(lead + one.last + 1 - reach)
      if (known) all.set(known)
      else all.fill(NaN, 0, lead)
      all.set(values.subarray(reach, one.last + 1), lead)
      return all
    }
    const values = own.map((channel, c) => behind(channel, before![c]))
    const usual = lead >= 100 ? new Uint8Array(values[0].length).fill(1, 0, lead) : null
    const shifted = (row: number) => row - reach + lead
    return channelsIn(
      {
        scores: behind(scored.scores, null),
        names,
        values,
        usual,
        window,
        steps,
        ...(scored.contributions.length === names.length && {
          contributions: scored.contributions.map((channel) => behind(channel, null)),
        }),
      },
      { first: shifted(one.first), last: shifted(one.last), peakRow: shifted(one.peakRow) },
    )
  }
}

/** The last rows that a model learnt from, of each of its channels; none where they are not known. */
function learntValues(db: Project, { model }: Run): Float64Array[] {
  const last = model.training && readModelData(db, model.id).trainedRows.at(-1)
  if (!last || !model.training) return model.channels.map(() => new Float64Array(0))
  const { dataset, cleaning = [] } = model.training
  const { channels } = getDataset(db, dataset)
  const first = Math.max(last.first, last.last - usualRows + 1)
  const values = channels.map(({ series }) => readValues(db, series, first, last.last))
  const read = asTrained(
    channels,
    { times: readTimes(db, dataset, first, last.last), values },
    model.channels,
    cleaning,
  )
  return read.some((channel) => channel.every(Number.isNaN)) ? read.map(() => new Float64Array(0)) : read
}

/** The channels of a model as its detector saw them, row by row; without a value where cleaning makes other rows of them. */
function asTrained(
  channels: readonly ChannelInfo[],
  { times, values }: { times: Float64Array; values: Float64Array[] },
  names: readonly string[],
  steps: readonly CleaningStep[],
): Float64Array[] {
  const raw: Series = { times, channels: channels.map(({ name, unit }) => ({ name, unit })), values }
  const cleaned = applySteps(raw, steps).series
  const seen = sameRows(times, cleaned.times) ? cleaned : raw
  return names.map(
    (name) =>
      seen.values[seen.channels.findIndex((channel) => channel.name === name)] ??
      new Float64Array(times.length).fill(NaN),
  )
}

/** The chart's detections from the first looked-at disturbance on. */
export function storeDetections(
  db: Project,
  run: number,
  from: number,
  times: Float64Array,
  scores: Float64Array,
  found: readonly Disturbance[],
): void {
  if (found.length === 0) return
  sql(db, 'DELETE FROM detection WHERE run = ? AND end >= ?').run(run, times[found[0].first])
  const next = sql<{ next: number }>(
    db,
    'SELECT coalesce(max(position), -1) + 1 AS next FROM detection WHERE run = ?',
  ).get(run)!.next
  const insert = sql(
    db,
    'INSERT INTO detection (run, position, first, last, start, end, peak, peak_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  found.forEach((one, i) =>
    insert.run(
      run,
      next + i,
      from + one.first,
      from + one.last,
      times[one.first],
      times[one.last],
      scores[one.peakRow],
      times[one.peakRow],
    ),
  )
}
