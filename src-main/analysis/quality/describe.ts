import type { ChannelQuality, QualityFinding, QualityGrade, QualityReport } from '../../shared/data/quality.ts'
import { qualityGrades } from '../../shared/data/quality.ts'
import type { ChannelInfo } from '../../shared/data/series.ts'
import type { Job } from '../job.ts'
import { usualStep } from '../preprocessing/gaps.ts'
import { count } from '../../shared/counted.ts'
import { checks } from './checks/index.ts'
import { lookAt, type Found, type TypedLimits } from './look.ts'
import { redundantChannels } from './redundant.ts'
import { statisticsOf } from './statistics.ts'
import { timeFindings } from './time-axis.ts'

/**
 * A dataset that is looked at channel by channel, so that only one lies in memory.
 * times — [row], epoch ms, never descending; read — fills [row] with the values of a channel, NaN = missing; fileRows — where each row stood in its file,
 * null where nobody knows any more.
 */
export interface QualitySource {
  times: Float64Array
  channels: readonly ChannelInfo[]
  read(channel: number, into: Float64Array): void
  fileRows: Float64Array | null
  /** What was typed for a channel; without it, limits are told by the values. */
  limits?: (channel: number) => TypedLimits | null
}

/** Of one kind in one channel so many places are told, the worst; reasons count all. */
const MOST_PLACES = 100

/** Rows that are compared between channels, in blocks of neighbours. */
const COMPARED = 4096
const BLOCK = 64

/**
 * What a dataset holds and how far it can be trusted: statistics of each channel, exact, and everything that the checks find, in
 * order of time. Beside the times it needs memory for one channel and half of another. Only which channels repeat one another is told by 4,096 rows, where
 * there are more.
 */
export async function describeQuality(source: QualitySource, job: Job): Promise<QualityReport> {
  const { times, channels } = source
  const findings: QualityFinding[] = []
  const tell = (channel: string | null, found: readonly Found[]) => {
    for (const one of worst(found))
      findings.push({ kind: one.kind, channel, start: times[one.first], end: times[one.last], text: one.text })
  }
  const progress = (done: number) =>
    job.checkpoint({ phase: 'Looking at the quality', done, total: channels.length, unit: 'channels' })
  await progress(0)
  tell(null, timeFindings(times, source.fileRows))
  const compared = comparedRows(times.length)
  const samples: Float64Array[] = []
  const described: ChannelQuality[] = []
  // The same memory for every channel: what is let go is not given back at once.
  const values = new Float64Array(times.length)
  let present: Uint32Array | null = null
  const room = () => (present ??= new Uint32Array(times.length))
  for (const [c, info] of channels.entries()) {
    await progress(c)
    source.read(c, values)
    samples.push(Float64Array.from(compared.rows, (row) => (Number.isFinite(values[row]) ? values[row] : NaN)))
    const look = lookAt(info, times, values, source.limits?.(c) ?? null, room)
    const reasons: string[] = []
    let grade: QualityGrade = 'good'
    let known: readonly Found[] = []
    for (const check of checks) {
      await job.checkpoint()
      const verdict = check(look)
      // What a check before has told is told once: a code for a missing value is no spike as well.
      const found = verdict.found.filter((one) => !known.some((other) => covers(other, one)))
      if (verdict.found.length > 0 && found.length === 0) continue
      tell(info.name, found)
      known = [...known, ...found.filter((one) => tellsOnce.has(one.kind)).slice(0, 5000)]
      if (verdict.reason) reasons.push(verdict.reason)
      grade = worse(grade, verdict.grade)
    }
    await job.checkpoint()
    // At the end: percentiles change the order of the values.
    const statistics = statisticsOf(look.values, times.length - look.values.length)
    described.push({ name: info.name, unit: info.unit, ...statistics, grade, reasons })
  }
  await progress(channels.length)
  for (const { channel, text } of redundantChannels(channels, samples, compared.neighbours)) {
    const said = times.length > COMPARED ? `${text.slice(0, -1)}, by ${count(compared.rows.length)} rows.` : text
    described[channel].reasons.push(said)
    tell(channels[channel].name, [{ kind: 'redundant', first: 0, last: times.length - 1, text: said, weight: 1 }])
  }
  const step = usualStep(times)
  return {
    rows: times.length,
    first: times[0],
    last: times[times.length - 1],
    stepMs: Number.isFinite(step) ? step : null,
    channels: described,
    findings: findings.sort((a, b) => a.start - b.start || a.end - b.end),
  }
}

const tellsOnce = new Set<Found['kind']>(['missing-code', 'flat', 'saturation', 'spike'])

/** Whether the one lies within the other, or hardly beyond it. */
const covers = (outer: Found, inner: Found) => outer.first - 2 <= inner.first && inner.last <= outer.last + 2

const worse = (a: QualityGrade, b: QualityGrade) =>
  qualityGrades[Math.max(qualityGrades.indexOf(a), qualityGrades.indexOf(b))]

const worst = (found: readonly Found[]) => {
  const kinds = new Map<string, number>()
  return [...found]
    .sort((a, b) => b.weight - a.weight)
    .filter(({ kind }) => {
      const before = kinds.get(kind) ?? 0
      kinds.set(kind, before + 1)
      return before < MOST_PLACES
    })
}

/** Blocks of neighbouring rows, taken evenly; neighbours — 1 where a row follows the one before it. */
function comparedRows(rows: number): { rows: Uint32Array; neighbours: Uint8Array } {
  if (rows <= COMPARED)
    return { rows: Uint32Array.from({ length: rows }, (_, i) => i), neighbours: new Uint8Array(rows).fill(1, 1) }
  const blocks = COMPARED / BLOCK
  const start = (block: number) => Math.floor(((rows - BLOCK) * block) / (blocks - 1))
  return {
    rows: Uint32Array.from({ length: COMPARED }, (_, i) => start(Math.floor(i / BLOCK)) + (i % BLOCK)),
    neighbours: Uint8Array.from({ length: COMPARED }, (_, i) => Number(i % BLOCK > 0)),
  }
}
