import type { Job } from '../../analysis/job.ts'
import { CleanedScorer } from '../../analysis/streaming/cleaned-scorer.ts'
import { SeriesScorer, type ScoredRows } from '../../analysis/streaming/series-scorer.ts'
import type { StreamState } from '../../analysis/streaming/stream-state.ts'
import { segmentScorer } from '../../analysis/train-and-score.ts'
import { badInput, StudioError } from '../../shared/errors.ts'
import type { Loaded } from './load.ts'

/** Rows of one series that wait before they are scored together; more make no batch quicker. */
const mostWaiting = 16_384
/** Numbers that may be held for all series together: 16 MB. */
const mostNumbers = 2e6

type Scored = Pick<Loaded, 'model' | 'recipe' | 'channels' | 'cleaning'>
export type Emit = (key: string, rows: ScoredRows) => Promise<void>

/** Many series in one stream, each with its own past. */
export class KeyedScorer {
  readonly #series = new Map<string, SeriesScorer | CleanedScorer>()
  readonly #scorer: ReturnType<typeof segmentScorer>
  readonly #loaded: Scored
  readonly #emit: Emit
  readonly #job: Job
  /** Up to which time each series was scored by a former process. */
  readonly #passed = new Map<string, number>()
  #waiting = 0

  constructor(loaded: Scored, emit: Emit, job: Job, from: Record<string, StreamState> = {}) {
    this.#scorer = segmentScorer(loaded.model)
    this.#loaded = loaded
    this.#emit = emit
    this.#job = job
    for (const [key, state] of Object.entries(from)) {
      const series = this.#make(state)
      this.#series.set(key, series)
      this.#passed.set(key, series.lastTime)
    }
  }

  /** Whether some series must be scored before more rows are taken. */
  get isFull(): boolean {
    return this.#waiting >= this.#most
  }

  get #most(): number {
    const { recipe, channels, cleaning } = this.#loaded
    const each = Math.max(recipe.channels.length, channels.length) + 1
    const kept = this.#series.size * (this.#scorer.before + this.#scorer.after + 4 + (cleaning?.keeps ?? 0))
    return Math.max(this.#series.size, Math.min(this.#series.size * mostWaiting, mostNumbers / each - kept))
  }

  add(key: string, time: number, row: Float64Array): void {
    let series = this.#series.get(key)
    // A copy: what was cut out of a block of text would keep the whole block.
    if (!series) this.#series.set(Buffer.from(key).toString(), (series = this.#make()))
    const passed = this.#passed.get(key)
    if (passed !== undefined && time <= passed) return
    if (passed !== undefined) this.#passed.delete(key)
    try {
      series.add(time, row)
    } catch (error) {
      throw ofSeries(key, error)
    }
    this.#waiting++
  }

  /** Scores what can be scored. ended — no row will follow. */
  async flush(ended: boolean): Promise<void> {
    for (const [key, series] of this.#series) {
      if (series.waiting === 0) continue
      try {
        const rows = await series.take(ended, this.#job)
        if (rows.times.length > 0) await this.#emit(key, rows)
      } catch (error) {
        throw ofSeries(key, error)
      }
    }
    this.#waiting = 0
    for (const series of this.#series.values()) this.#waiting += ended ? 0 : series.waiting
  }

  state(): Record<string, StreamState> {
    return Object.fromEntries([...this.#series].map(([key, series]) => [key, series.state()]))
  }

  #make(from?: StreamState): SeriesScorer | CleanedScorer {
    const { recipe, cleaning } = this.#loaded
    const { time } = recipe
    return cleaning
      ? new CleanedScorer(this.#scorer, cleaning, time.gapMs / time.stepMs, from)
      : new SeriesScorer(this.#scorer, recipe.channels.length, time, from)
  }
}

/** Which of many series it was. */
const ofSeries = (key: string, error: unknown) =>
  key !== '' && error instanceof StudioError && error.code === 'bad-input'
    ? badInput(`Series "${key}": ${error.message}`)
    : error
