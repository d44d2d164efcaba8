import { resample } from '../preprocessing/resample.ts'
import { durationMs } from '../../shared/duration.ts'
import { badInput } from '../../shared/errors.ts'
import type { Resampling } from '../../shared/data/alignment.ts'
import { gapSteps, usualStepOf } from '../../shared/data/usual-step.ts'
import type { ChannelInfo } from '../../shared/data/series.ts'
import type { ParamValues } from '../../shared/models/params.ts'
import { lowerBound } from '../../shared/search.ts'
import { behind, fromStored, noRows, rowsOf, toStored, type Columns } from './columns.ts'
import type { StepState, StepStream } from './step-stream.ts'

/** Rows without a value that a pause becomes at most: as far as no step and no window looks back. */
const mostEmpty = 100_000
/** Steps of a channel that say how often it has a value. */
const stepsToJudge = 20

/**
 * The step `resample` of a series whose rows come piece by piece. A row of the new axis comes out when no later row has a say in it.
 * usualMs — the usual step of the rows in training. Throws bad-input where a channel has a value so seldom that only the whole series
 * would tell which of its pauses are bridged.
 */
export class ResampleStream implements StepStream {
  readonly #channels: ChannelInfo[]
  readonly #stepMs: number
  readonly #how: Resampling
  readonly #bridgeMs: number
  readonly #half: number
  /** By channel, the steps between its first values; null = judged, or nothing to be judged. */
  readonly #paces: (number[] | null)[]
  readonly #lastValue: number[]
  readonly #usualMs: number
  #rows: Columns
  /** The next row of the axis; null before the first row. */
  #next: number | null = null

  constructor(params: ParamValues, channels: ChannelInfo[], usualMs: number, from?: StepState) {
    const bridge = String(params.bridge)
    const isCurve = params.how === 'linear' || params.how === 'time-mean'
    this.#channels = channels
    this.#stepMs = durationMs(String(params.step))!
    this.#how = params.how as Resampling
    this.#usualMs = Math.max(this.#stepMs, usualMs)
    this.#bridgeMs = isCurve ? (durationMs(bridge) ?? gapSteps * this.#usualMs) : 0
    this.#half = params.how === 'time-mean' ? this.#stepMs / 2 : 0
    this.#paces = channels.map(() => (isCurve && bridge.trim() === '' ? [] : null))
    this.#lastValue = channels.map(() => NaN)
    this.#rows = from ? fromStored(from.rows) : noRows(channels.length)
    this.#next = from?.at ?? null
  }

  get held(): number {
    return this.#rows.times.length
  }

  add(rows: Columns, ended: boolean): Columns[] {
    this.#judge(rows)
    const out: Columns[] = []
    const n = rows.times.length
    let from = 0
    for (let i = 0; i < n; i++) {
      const before = i > 0 ? rows.times[i - 1] : (this.#rows.times.at(-1) ?? NaN)
      // Nothing reaches over a long pause: what lies before it is done, and few rows without a value stand for it.
      if (!(rows.times[i] - before > Math.max(this.#bridgeMs, 1000 * this.#stepMs))) continue
      out.push(...this.#take(rowsOf(rows, from, i), true))
      this.#rows = noRows(this.#channels.length)
      from = i
    }
    return [...out, ...this.#take(rowsOf(rows, from, n), ended)]
  }

  state(): StepState {
    return { rows: toStored(this.#rows), at: this.#next }
  }

  #take(rows: Columns, ended: boolean): Columns[] {
    const held = behind(this.#rows, rows)
    this.#rows = held
    const { times } = held
    if (times.length === 0) return []
    const first = Math.floor(times[0] / this.#stepMs)
    this.#next ??= first
    const end = ended ? Math.floor(times[times.length - 1] / this.#stepMs) + 1 : this.#settled(held)
    const from = this.#next
    if (end <= from) return []
    const laid = resample({ ...held, channels: this.#channels }, this.#stepMs, this.#how, this.#bridgeMs)
    this.#next = end
    this.#rows = rowsOf(held, this.#firstKept(times, end * this.#stepMs), times.length)
    return [this.#empty(from, Math.min(first, end)), rowsOf(laid, Math.max(0, from - first), Math.max(0, end - first))]
  }

  /** The first row of the axis that a later row may change. */
  #settled({ times, values }: Columns): number {
    const last = times[times.length - 1]
    // Of the last time more may come.
    const whole = Math.floor(last / this.#stepMs)
    if (this.#how !== 'linear' && this.#how !== 'time-mean') return whole
    return values.reduce((least, channel) => {
      const known = channel.findLastIndex((v) => !Number.isNaN(v))
      const goesOn = known >= 0 && last - times[known] <= this.#bridgeMs
      const beforeLast = Math.ceil(last / this.#stepMs)
      return Math.min(least, goesOn ? Math.floor((times[known] - this.#half) / this.#stepMs) + 1 : beforeLast)
    }, whole + 1)
  }

  #firstKept(times: Float64Array, next: number): number {
    if (this.#how !== 'linear' && this.#how !== 'time-mean') return lowerBound(times, next)
    return lowerBound(times, Math.min(next, times[times.length - 1]) - this.#half - this.#bridgeMs)
  }

  /** Rows without a value for a pause before what is held. */
  #empty(from: number, to: number): Columns {
    const n = Math.max(0, Math.min(mostEmpty, to - from))
    return {
      times: Float64Array.from({ length: n }, (_, i) => (from + i) * this.#stepMs),
      values: this.#channels.map(() => new Float64Array(n).fill(NaN)),
    }
  }

  #judge({ times, values }: Columns): void {
    for (const [c, channel] of values.entries()) {
      const paces = this.#paces[c]
      if (!paces) continue
      for (let i = 0; i < times.length && paces.length < stepsToJudge; i++) {
        if (Number.isNaN(channel[i])) continue
        if (times[i] > this.#lastValue[c]) paces.push(times[i] - this.#lastValue[c])
        this.#lastValue[c] = times[i]
      }
      if (paces.length < stepsToJudge) continue
      this.#paces[c] = null
      const usual = usualStepOf(paces.sort((a, b) => a - b))
      if (usual > 1.5 * this.#usualMs)
        throw badInput(
          `Channel "${this.#channels[c].name}" has a value every ${usual / 1000} s only, so the whole series would have to say which of its pauses the step "Resample to a regular step" bridges. State "Bridge pauses up to" there and train again.`,
        )
    }
  }
}
