import { onRawRows, rawRows } from '../cleaning/raw-rows.ts'
import type { RowSpan } from '../cleaning/step.ts'
import type { Job } from '../job.ts'
import type { segmentScorer } from '../train-and-score.ts'
import { noRows, rowsOf, type Columns } from './columns.ts'
import { HeldRows } from './held-rows.ts'
import type { RowCleaning } from './row-cleaning.ts'
import { checkOrder, SeriesScorer, type ScoredRows } from './series-scorer.ts'
import type { StepStream } from './step-stream.ts'
import type { StreamState } from './stream-state.ts'

/**
 * Scores one series whose rows come one after the other and go through cleaning steps first, with the scores that the whole series would
 * get after them. Every row that comes leaves with a score, also where cleaning makes other rows of them.
 */
export class CleanedScorer {
  readonly #cleaning: RowCleaning
  readonly #steps: StepStream[]
  readonly #scorer: SeriesScorer
  /** Rows that came since the last batch. */
  readonly #fresh: HeldRows
  #lastTime: number
  /** Where cleaning makes other rows: times of rows that wait for a score, behind one that has it; and the scores of cleaned rows near them. */
  #times: number[] = []
  #hasBefore = false
  #scored: { times: number[]; scores: number[] } = { times: [], scores: [] }
  #waiting: number

  constructor(scorer: ReturnType<typeof segmentScorer>, cleaning: RowCleaning, gapSteps: number, from?: StreamState) {
    const { stepMs } = cleaning.after
    const own = from?.cleaning
    this.#cleaning = cleaning
    this.#steps = cleaning.streams(own?.steps)
    this.#scorer = new SeriesScorer(scorer, cleaning.after.places.length, { stepMs, gapMs: gapSteps * stepMs }, from)
    this.#fresh = new HeldRows(noRows(cleaning.channels.length))
    this.#lastTime = own?.lastTime ?? NaN
    this.#waiting = own?.waiting ?? 0
    if (!own) return
    this.#times = own.times
    this.#hasBefore = own.hasBefore
    this.#scored = { times: own.scored.times, scores: own.scored.values[0].map((score) => score ?? NaN) }
  }

  get held(): number {
    return this.#scorer.held + this.#fresh.length + this.#steps.reduce((n, step) => n + step.held, 0)
  }
  get waiting(): number {
    return this.#waiting
  }
  get lastTime(): number {
    return this.#lastTime
  }

  /** As that of `SeriesScorer`. row — values of the channels that the steps begin with. */
  add(time: number, row: ArrayLike<number>): void {
    checkOrder(time, this.#lastTime)
    this.#fresh.push(time, row)
    this.#lastTime = time
    this.#waiting++
  }

  /** Scores what can be scored for good; at the end of the stream, everything. */
  async take(ended: boolean, job: Job): Promise<ScoredRows> {
    const fresh = rowsOf(this.#fresh.columns(), 0, this.#fresh.length)
    this.#fresh.forget(fresh.times.length)
    const { span, places, changesRows } = this.#cleaning.after
    if (changesRows) for (const time of fresh.times) this.#times.push(time)
    const row = new Float64Array(places.length)
    const parts: ScoredRows[] = []
    let added = false
    for (const { times, values } of through(this.#steps, fresh, ended)) {
      // Of a long pause without values, a part at a time.
      if (added) parts.push(await this.#scorer.take(false, job))
      added = true
      for (let i = 0; i < times.length; i++) {
        for (let c = 0; c < row.length; c++) row[c] = values[places[c]][i]
        this.#scorer.add(times[i], row)
      }
    }
    parts.push(await this.#scorer.take(ended, job))
    const rows = changesRows ? this.#onRaw(parts, span, ended) : together(parts)
    this.#waiting -= rows.times.length
    return rows
  }

  state(): StreamState {
    const scores = this.#scored.scores.map((score) => (Number.isNaN(score) ? null : score))
    return {
      ...this.#scorer.state(),
      cleaning: {
        steps: this.#steps.map((step) => step.state()),
        lastTime: this.#lastTime,
        waiting: this.#waiting,
        times: this.#times,
        hasBefore: this.#hasBefore,
        scored: { times: this.#scored.times, values: [scores] },
      },
    }
  }

  /** Scores of cleaned rows for the rows that came, as far as no later one changes them. */
  #onRaw(parts: readonly ScoredRows[], span: RowSpan | null, ended: boolean): ScoredRows {
    for (const part of parts) {
      for (const time of part.times) this.#scored.times.push(time)
      for (const score of part.scores) this.#scored.scores.push(score)
    }
    const times = Float64Array.from(this.#times)
    const cleaned = Float64Array.from(this.#scored.times)
    const scores = Float64Array.from(this.#scored.scores)
    const { stepMs } = this.#cleaning
    const reach = span ? Math.max(span.before, stepMs / 2) : 0
    // The next cleaned row comes a step later at the earliest; without a step, it may have the same time.
    const next = cleaned.length === 0 ? -Infinity : cleaned[cleaned.length - 1] + (span ? span.before + span.after : 0)
    let final = times.length
    if (!ended) {
      final = this.#hasBefore ? 1 : 0
      // How far a row reaches is told by the row after it.
      const last = times.length - (span ? 1 : 0)
      while (final < last && (span ? next > times[final] + reach : next >= times[final])) final++
    }
    const first = this.#hasBefore ? 1 : 0
    const by = rawRows(times, cleaned, span, scores, stepMs)
    const rows = { times: times.slice(first, final), scores: onRawRows(scores, by).slice(first, final) }
    const kept = Math.max(0, final - 1)
    this.#times = this.#times.slice(kept)
    this.#hasBefore = final > 0
    const near = this.#times.length > 0 ? this.#times[0] - 2 * (reach + (span?.after ?? 0)) : this.#lastTime
    const old = this.#scored.times.findIndex((time) => time >= near)
    const gone = old < 0 ? this.#scored.times.length - 1 : old
    if (gone > 0) this.#scored = { times: this.#scored.times.slice(gone), scores: this.#scored.scores.slice(gone) }
    return rows
  }
}

/** Rows through one step after the other. */
function* through(steps: readonly StepStream[], rows: Columns, ended: boolean): Generator<Columns> {
  const [step, ...others] = steps
  if (!step) {
    yield rows
    return
  }
  const parts = step.add(rows, ended)
  for (const [i, part] of parts.entries()) yield* through(others, part, ended && i === parts.length - 1)
  // What waits in later steps comes out at the end, also where this one gave nothing.
  if (ended && parts.length === 0 && others.length > 0) yield* through(others, noRows(channelsOf(rows)), true)
}

const channelsOf = ({ values }: Columns) => values.length

function together(parts: readonly ScoredRows[]): ScoredRows {
  if (parts.length === 1) return parts[0]
  return {
    times: Float64Array.from(parts.flatMap(({ times }) => [...times])),
    scores: Float64Array.from(parts.flatMap(({ scores }) => [...scores])),
  }
}
