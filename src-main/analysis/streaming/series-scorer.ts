import { usualStepOf } from '../../shared/data/usual-step.ts'
import { badInput } from '../../shared/errors.ts'
import type { Job } from '../job.ts'
import type { segmentScorer } from '../train-and-score.ts'
import { fromStored, noRows, toStored } from './columns.ts'
import { HeldRows } from './held-rows.ts'
import type { StreamState } from './stream-state.ts'

/** How stretches are told apart: a longer step than gapMs begins a new one. stepMs — the usual step. */
export interface StreamTiming {
  stepMs: number
  gapMs: number
}

/** Rows that got their final scores: NaN = not assessed. */
export interface ScoredRows {
  times: Float64Array
  scores: Float64Array
}

/** Steps that say whether the rows come as often as those of training; fewer, where no more will follow. */
const stepsToJudge = 20
const stepsAtTheEnd = 5

/**
 * Scores one series whose rows come one after the other, with the scores that the whole series would get: rows wait until
 * those have come that have a say in them, and as many are kept as later ones look back at.
 */
export class SeriesScorer {
  readonly #scorer: ReturnType<typeof segmentScorer>
  readonly #timing: StreamTiming
  readonly #rows: HeldRows
  #scored = 0
  #begins = true
  #judged = false
  /** Between the first rows: rows may be forgotten before there are enough to judge by. */
  #steps: number[] = []

  constructor(scorer: ReturnType<typeof segmentScorer>, channels: number, timing: StreamTiming, from?: StreamState) {
    this.#scorer = scorer
    this.#timing = timing
    this.#rows = new HeldRows(from ? fromStored(from) : noRows(channels))
    if (!from) return
    this.#scored = from.scored
    this.#begins = from.begins
    this.#judged = true
  }

  /** Rows that are held. */
  get held(): number {
    return this.#rows.length
  }
  /** Rows whose scores were not given yet. */
  get waiting(): number {
    return this.#rows.length - this.#scored
  }
  get lastTime(): number {
    return this.#rows.lastTime
  }

  /** Throws bad-input where it is earlier than the row before. row — its values, NaN = missing. */
  add(time: number, row: ArrayLike<number>): void {
    checkOrder(time, this.#rows.lastTime)
    if (!this.#judged && this.#rows.length > 0) this.#steps.push(time - this.#rows.lastTime)
    this.#rows.push(time, row)
  }

  /** Scores what can be scored for good; at the end of the stream, everything. */
  async take(ended: boolean, job: Job): Promise<ScoredRows> {
    this.#judgeStep(ended ? stepsAtTheEnd : stepsToJudge)
    const { least, score } = this.#scorer
    // A row that the last row can reach may be one that another looks at.
    const after = this.#scorer.after > 0 ? this.#scorer.after + 1 : 0
    const { times, values } = this.#rows.columns()
    const n = times.length
    const scores = new Float64Array(n).fill(NaN)
    // Rows from here on wait; a stretch that may go on begins here.
    let final = n
    let open = n
    for (let start = 0; start < n;) {
      const end = this.#endOfStretch(start, times, values)
      if (end === n && end > start && !ended) {
        open = start
        final = n - start < least ? start : Math.max(start, n - after)
      }
      if (end - start >= least && Math.min(end, final) > this.#scored) {
        const piece = {
          start: 0,
          times: times.subarray(start, end),
          values: values.map((channel) => channel.subarray(start, end)),
        }
        scores.set((await score(piece, job)).scores, start)
      }
      start = Math.max(end, start + 1)
    }
    const from = this.#scored
    const to = Math.max(from, final)
    const rows = { times: times.slice(from, to), scores: scores.slice(from, to) }
    this.#forget(open, to)
    return rows
  }

  /** The row after the stretch without a gap that begins on a row; that row itself where a value is missing on it. */
  #endOfStretch(start: number, times: Float64Array, values: Float64Array[]): number {
    let end = start
    for (; end < times.length; end++) {
      if (end > start && times[end] - times[end - 1] > this.#timing.gapMs) break
      if (values.some((channel) => !Number.isFinite(channel[end]))) break
    }
    return end
  }

  state(): StreamState {
    return { ...toStored(this.#rows.columns()), scored: this.#scored, begins: this.#begins }
  }

  /** Keeps of the stretch that goes on what later rows look back at. scored — as many rows have their scores. */
  #forget(open: number, scored: number): void {
    // Where none goes on, the last row stays, for the order of what follows.
    const from = Math.max(0, Math.min(this.#rows.length - 1, Math.max(open, scored - this.#scorer.before - 1)))
    if (from > 0) this.#begins = from <= open
    this.#rows.forget(from)
    this.#scored = scored - from
  }

  #judgeStep(least: number): void {
    if (this.#judged || this.#steps.length < least) return
    this.#judged = true
    const steps = this.#steps.filter((step) => step > 0).sort((a, b) => a - b)
    this.#steps = []
    if (steps.length === 0)
      throw badInput(
        `The first rows all have the same time, ${iso(this.lastTime)}: is it the right column of times (--time), and is there one that says which series a row is of (--key)?`,
      )
    const usual = usualStepOf(steps)
    const { stepMs } = this.#timing
    if (usual > 1.5 * stepMs || usual < stepMs / 1.5)
      throw badInput(
        `The rows come every ${seconds(usual)}, and the model was trained on one every ${seconds(stepMs)}: bring them to that step first.`,
      )
  }
}

/** Throws bad-input for a row that is earlier than the one before it; NaN where there was none. */
export function checkOrder(time: number, before: number): void {
  if (time < before)
    throw badInput(
      `The rows of a series must come in the order of their times: ${iso(time)} comes after ${iso(before)}.`,
    )
}

const iso = (time: number) => new Date(time).toISOString()
const seconds = (ms: number) => `${Number((ms / 1000).toPrecision(4)).toLocaleString('en')} s`
