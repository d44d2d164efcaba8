import { getDataset } from '../../../db/datasets.ts'
import type { Project } from '../../../db/project.ts'
import { getRun, listDetections } from '../../../db/runs.ts'
import { readTimes, readValues } from '../../../db/series/series.ts'
import type { Candidate } from '../../../shared/labels/candidates.ts'
import { badInput } from '../../../shared/errors.ts'
import type { Channel } from '../../../shared/project.ts'
import { certaintyOf, doubtful } from '../../../analysis/candidates/doubt.ts'
import { ruleFindings, ruleInWords } from '../../../analysis/candidates/rule-findings.ts'
import { outOfControl } from '../../../analysis/control-charts/out-of-control.ts'
import type { Job } from '../../../analysis/job.ts'
import type { EngineCalls } from '../../protocol.ts'
import { nearestWindows } from '../../../analysis/similar/matches.ts'
import { withProject } from '../with-project.ts'

type Args = EngineCalls['candidates']['args']
type Source<K extends Args['source']['kind']> = Extract<Args['source'], { kind: K }>

/** Intervals worth a look, the ones most worth it first. `found` counts those beyond the limit too. */
export function candidates(
  { project, dataset, source, limit }: Args,
  job: Job,
): Promise<EngineCalls['candidates']['result']> {
  return withProject(project, async (db) => {
    await job.checkpoint({ phase: 'Reading', done: 0, total: 1, unit: 'datasets' })
    const all = await found(db, dataset, source, limit, job)
    return { candidates: all.slice(0, limit), found: all.length }
  })
}

async function found(
  db: Project,
  dataset: number,
  source: Args['source'],
  limit: number,
  job: Job,
): Promise<Candidate[]> {
  if (source.kind === 'detections') return fromDetections(db, dataset, source)
  if (source.kind === 'doubt') return fromDoubt(db, dataset, source)
  if (source.kind === 'similar') return fromExample(db, dataset, source, limit)
  const times = readTimes(db, dataset)
  const all: Candidate[] = []
  if (source.kind === 'run-rules') return fromRunRules(db, dataset, source, times, job)
  for (const channel of channelsOf(db, dataset, source.channels)) {
    for (const { first, last, certainty } of ruleFindings(source, readValues(db, channel.series), times))
      all.push({
        start: times[first],
        end: times[last],
        channels: [channel.id],
        certainty,
        note: `${channel.name}: ${ruleInWords(source)}`,
      })
    await job.checkpoint()
  }
  return all.sort((a, b) => b.certainty - a.certainty)
}

async function fromRunRules(
  db: Project,
  dataset: number,
  { channels, rules, spread, normal, apart = 0 }: Source<'run-rules'>,
  times: Float64Array,
  job: Job,
): Promise<Candidate[]> {
  const flags = normal && Uint8Array.from(times, (t) => Number(t >= normal.start && t <= normal.end))
  if (flags && flags.reduce((n, flag) => n + flag, 0) < 2)
    throw badInput('The range that is called normal holds fewer than two rows: no limit can be made from it.')
  const all: Candidate[] = []
  for (const { id, name, series } of channelsOf(db, dataset, channels)) {
    for (const found of outOfControl({ times, values: readValues(db, series) }, flags, { book: rules, spread, apart }))
      all.push({
        start: times[found.first],
        end: times[found.last],
        channels: [id],
        certainty: found.certainty,
        note: `${name}: ${found.rules.join('; ')}`,
      })
    await job.checkpoint()
  }
  return all.sort((a, b) => b.certainty - a.certainty)
}

function fromDetections(db: Project, dataset: number, { run }: Source<'detections'>): Candidate[] {
  const { threshold, name } = scoresOf(db, dataset, run)
  return listDetections(db, run, 100_000)
    .map(({ start, end, peak }) => ({
      start,
      end,
      channels: [],
      certainty: certaintyOf(peak, threshold),
      note: `${name}, peak ${digits(peak)}`,
    }))
    .sort((a, b) => b.certainty - a.certainty)
}

function fromDoubt(db: Project, dataset: number, { run }: Source<'doubt'>): Candidate[] {
  const { threshold, name, scores } = scoresOf(db, dataset, run)
  if (threshold <= 0)
    throw badInput(
      `The threshold of "${name}" is ${digits(threshold)}: how near to it a score comes can be told only above zero.`,
    )
  const times = readTimes(db, dataset)
  return doubtful(readValues(db, scores), threshold).map(({ first, last, peak, certainty }) => ({
    start: times[first],
    end: times[last],
    channels: [],
    certainty,
    note: `${name}, peak ${digits(peak)} of ${digits(threshold)}`,
  }))
}

function fromExample(
  db: Project,
  dataset: number,
  { start, end, channels }: Source<'similar'>,
  limit: number,
): Candidate[] {
  const times = readTimes(db, dataset)
  const first = times.findIndex((time) => time >= start)
  const last = times.findLastIndex((time) => time <= end)
  const length = last - first + 1
  if (first < 0 || length < 4)
    throw badInput(`The example holds ${Math.max(0, length)} rows, and at least 4 are needed to tell what is like it.`)
  const wanted = channelsOf(db, dataset, channels).map((channel) => ({
    channel,
    values: readValues(db, channel.series),
  }))
  const whole = wanted.filter(({ values }) => !values.subarray(first, last + 1).some(Number.isNaN))
  if (whole.length === 0) throw badInput('Values are missing inside the example, so nothing can be compared with it.')
  const used = whole.map(({ channel }) => channel.id)
  // A flat line has no shape: but for other flat lines, nothing is more like it than anything else.
  const flat = whole.every(({ values }) => values.subarray(first, last + 1).every((value) => value === values[first]))
  const matches = nearestWindows(
    whole.map(({ values }) => values),
    times,
    first,
    length,
    limit,
    flat ? 0 : 1,
  )
  return matches.map(({ first: row, distance }) => ({
    start: times[row],
    end: times[row + length - 1],
    channels: channels.length > 0 ? used : [],
    // The correlation with the example: the squared distance is 2m(1 − r).
    certainty: Math.max(0, 1 - distance ** 2),
    note: `Like the example, distance ${digits(distance)}`,
  }))
}

function scoresOf(db: Project, dataset: number, id: number): { threshold: number; name: string; scores: number } {
  const { name, scores, thresholdValue, dataset: of } = getRun(db, id)
  if (of !== dataset) throw badInput(`"${name}" is a run of another dataset.`)
  if (scores === null || thresholdValue === null) throw badInput(`"${name}" has no scores yet.`)
  return { threshold: thresholdValue, name, scores }
}

function channelsOf(db: Project, dataset: number, ids: number[]): Channel[] {
  const { channels, name } = getDataset(db, dataset)
  if (ids.length === 0) return channels
  const wanted = channels.filter((channel) => ids.includes(channel.id))
  if (wanted.length < ids.length) throw badInput(`"${name}" does not have all of these channels any more.`)
  return wanted
}

const digits = (v: number) => String(Number(v.toPrecision(4)))
