import type { ChannelDrift, DriftBoard } from '../../shared/watch/drift-board.ts'
import type { ChannelInfo } from '../../shared/data/series.ts'
import { adviceOf } from './advice.ts'
import { compareChannel, type Side } from './compare.ts'
import { findCycle } from './cycle.ts'
import { findModes, modesOf, rowsOfNone, type ModesOfRows } from './modes.ts'

/** A part of the data. times — [n] epoch ms, ascending; values — [channel][n], NaN = missing. all — what was counted over all rows where these are a part of them. */
export interface DriftRows {
  times: Float64Array
  values: Float64Array[]
  all?: Counted
}

/** What was counted over all rows, per channel. */
export interface Counted {
  rows: number
  missing: number[]
  range: ([number, number] | null)[]
}

/** Scores with their times: as a channel of its own. */
export interface ScoreRows {
  training: { times: Float64Array; scores: Float64Array }
  recent: { times: Float64Array; scores: Float64Array }
  threshold: number | null
}

/**
 * bias — [channel][n] what is there less what the model expects, for both sides, where it has expectations. zone — IANA name, for dates in
 * sentences; offset — local minus UTC at a time, ms.
 */
export interface DriftInput {
  channels: ChannelInfo[]
  training: DriftRows
  recent: DriftRows
  scores: ScoreRows | null
  bias?: { training: Float64Array[]; recent: Float64Array[] } | null
  zone: string
  offset(time: number): number
}

/** Over all channels and what is looked at in each, so rarely is one called drifted that has not changed. */
const ERROR_RATE = 1e-3
/** So many rows of each side settle what is looked at; all of them would take long and say the same. */
export const MOST_ROWS = 6000
/** Level as a whole and by now, spread, noise and shape. */
const LOOKS = 5

/**
 * Recent data beside training: channel by channel, each with its hours and operating modes, the anomaly score, and what to do.
 * Throws nothing; what is too short to compare is not called drifted.
 */
export async function driftBoard(given: DriftInput): Promise<DriftBoard> {
  const input = thinned(given)
  const { channels, training, recent, zone } = input
  const model = await findModes(training.values)
  const learnt = modesOf(model, training.values)
  const modes = { training: learnt, recent: modesOf(model, recent.values, rowsOfNone(training.values, learnt)) }
  const rest = training.values.map((values, c) => values.map((v, row) => v - model.centres[modes.training.of[row]][c]))
  const cycle = findCycle(training.times, rest, input.offset)
  const frame = { cycle, model, p: ERROR_RATE / (LOOKS * (channels.length + 1)) }
  const found = channels.map(({ name, unit }, c): ChannelDrift => {
    const side = (rows: DriftRows, of: ModesOfRows) => sideOf(rows, c, of)
    const drift = compareChannel(name, unit, side(training, modes.training), side(recent, modes.recent), {
      ...frame,
      channel: c,
    })
    const mean = (values: Float64Array) => {
      const finite = values.filter(Number.isFinite)
      return finite.length === 0 ? NaN : finite.reduce((sum, v) => sum + v, 0) / finite.length
    }
    return input.bias
      ? { ...drift, bias: { training: mean(input.bias.training[c]), recent: mean(input.bias.recent[c]) } }
      : drift
  })
  const score = input.scores && scoreDrift(input.scores, frame)
  const seen = new Set<number>()
  training.times.forEach((time) => seen.add(cycle.binOf(time)))
  const comparable = recent.times.reduce((n, time) => n + Number(seen.has(cycle.binOf(time))), 0) / recent.times.length
  const board: DriftBoard = {
    training: spanOf(training),
    recent: spanOf(recent),
    cycle: cycle.kind,
    modes: model.count,
    unknownMode: modes.recent.unknown.reduce((n, u) => n + u, 0) / Math.max(1, recent.times.length),
    comparable,
    channels: found,
    score,
    advice: 'go on',
    reasons: [],
  }
  return adviceOf(board, zone)
}

/** Every n-th row of each side, with what was counted over all of them. */
function thinned(input: DriftInput): DriftInput {
  const every = (n: number) => Math.max(1, Math.ceil(n / MOST_ROWS))
  const pick = (values: Float64Array, step: number) =>
    step === 1 ? values : Float64Array.from({ length: Math.ceil(values.length / step) }, (_, i) => values[i * step])
  const part = (rows: DriftRows): DriftRows => {
    const step = every(rows.times.length)
    if (step === 1) return rows
    return {
      times: pick(rows.times, step),
      values: rows.values.map((v) => pick(v, step)),
      all: rows.all ?? countedOver(rows),
    }
  }
  const scores = (side: ScoreRows['training']) => {
    const step = every(side.times.length)
    return { times: pick(side.times, step), scores: pick(side.scores, step) }
  }
  return {
    ...input,
    training: part(input.training),
    recent: part(input.recent),
    scores: input.scores && {
      training: scores(input.scores.training),
      recent: scores(input.scores.recent),
      threshold: input.scores.threshold,
    },
  }
}

/** Missing values and ranges of all rows. */
export function countedOver({ times, values }: Pick<DriftRows, 'times' | 'values'>): Counted {
  const counted: Counted = { rows: times.length, missing: [], range: [] }
  for (const channel of values) {
    let [low, high, missing] = [Infinity, -Infinity, 0]
    // Millions of rows, so nothing is called for each.
    for (let i = 0; i < channel.length; i++) {
      const v = channel[i]
      if (!Number.isFinite(v)) missing++
      else {
        if (v < low) low = v
        if (v > high) high = v
      }
    }
    counted.missing.push(missing)
    counted.range.push(low <= high ? [low, high] : null)
  }
  return counted
}

function sideOf({ times, values, all }: DriftRows, c: number, modes: ModesOfRows): Side {
  const { rows, missing, range } = all ?? countedOver({ times, values: [values[c]] })
  const at = all ? c : 0
  return { times, values: values[c], modes, missing: missing[at] / Math.max(1, rows), range: range[at] }
}

/** Scores are compared in logarithms: what is twice as strange is so at any height. */
function scoreDrift(
  { training, recent, threshold }: ScoreRows,
  frame: Omit<Parameters<typeof compareChannel>[4], 'channel'>,
): DriftBoard['score'] {
  if (!training.scores.some(Number.isFinite) || !recent.scores.some(Number.isFinite)) return null
  const positive = training.scores.filter((s) => s > 0)
  const floor = positive.length > 0 ? positive.reduce((a, b) => Math.min(a, b)) : 1e-12
  const side = ({ times, scores }: ScoreRows['training']): Side => {
    const values = scores.map((s) => Math.log(Math.max(s, floor)))
    const modes = { of: new Int32Array(values.length), unknown: new Uint8Array(values.length) }
    return { times, values, modes, missing: 0, range: null }
  }
  const one = { ...frame.model, count: 1 }
  const drift = compareChannel('anomaly score', null, side(training), side(recent), {
    ...frame,
    model: one,
    channel: null,
  })
  const share = (scores: Float64Array) => {
    const assessed = scores.filter(Number.isFinite)
    return assessed.reduce((n, s) => n + Number(s > threshold!), 0) / Math.max(1, assessed.length)
  }
  return {
    ...drift,
    alarms: threshold === null ? null : { training: share(training.scores), recent: share(recent.scores) },
  }
}

const spanOf = ({ times, all }: DriftRows) => ({
  start: times[0],
  end: times[times.length - 1],
  rows: all?.rows ?? times.length,
})
