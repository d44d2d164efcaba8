import type { ReadyStep } from '../cleaning/check.ts'
import { reachOfStep } from '../cleaning/reach.ts'
import type { Cleaned, StepReach } from '../cleaning/step.ts'
import type { ChannelInfo } from '../../shared/data/series.ts'
import { lowerBound } from '../../shared/search.ts'
import { behind, fromStored, noRows, rowsOf, toStored, type Columns, type StoredColumns } from './columns.ts'

/** What a step holds between two batches. at — how many of the rows are done, or the next row of a regular axis; null = none yet. */
export interface StepState {
  rows: StoredColumns
  at: number | null
}

/** One cleaning step of a series whose rows come piece by piece: rows in, and out those that no later row changes. */
export interface StepStream {
  /** Rows that are held. */
  readonly held: number
  /** ended — no row will follow: all that waits comes out. In order; nothing where nothing is final. */
  add(rows: Columns, ended: boolean): Columns[]
  state(): StepState
}

/** What a person can do with a model whose steps look at whole series. */
export const scoreWholeFiles = 'Score whole files with "detect", or train without this step.'

/**
 * Any step but resampling: applied to new rows and as many before them as it looks back at, so that they get the values that they would
 * have in the whole series. channels — before it; stepMs — the usual step of the rows. Throws bad-input where it looks at the whole series.
 */
export class NearStep implements StepStream {
  readonly #step: ReadyStep
  readonly #reach: StepReach
  readonly #channels: ChannelInfo[]
  readonly #stepMs: number
  #rows: Columns
  /** Of the held rows, those that came out before. */
  #done = 0

  constructor(step: ReadyStep, channels: ChannelInfo[], stepMs: number, from?: StepState) {
    this.#step = step
    this.#reach = reachOfStep(step.kind, step.params, scoreWholeFiles)
    this.#channels = channels
    this.#stepMs = stepMs
    this.#rows = from ? fromStored(from.rows) : noRows(channels.length)
    this.#done = from?.at ?? 0
  }

  get held(): number {
    return this.#rows.times.length
  }

  add(rows: Columns, ended: boolean): Columns[] {
    const { kind, params, chosen } = this.#step
    const held = behind(this.#rows, rows)
    const n = held.times.length
    if (n === 0) return []
    const settled = ended ? n : Math.max(this.#done, this.#settled(held))
    if (settled === this.#done) {
      this.#rows = held
      return []
    }
    // A step that takes rows away looks at rows of one time at most, which come out together.
    const looked = kind.dropsRows ? rowsOf(held, 0, settled) : held
    const { series } = kind.apply(this.#given(looked), chosen, params)
    const first = kind.dropsRows ? settled : this.#firstKept(held.times, settled)
    const out = kind.dropsRows ? series : rowsOf(series, this.#done, settled)
    this.#rows = rowsOf(held, first, n)
    this.#done = settled - first
    return [out]
  }

  state(): StepState {
    return { rows: toStored(this.#rows), at: this.#done }
  }

  #given = (rows: Columns): Cleaned => ({
    series: { ...rows, channels: this.#channels },
    span: null,
    stepMs: this.#stepMs,
  })

  #settled(held: Columns): number {
    const { kind, params, chosen } = this.#step
    if (kind.settled) return kind.settled(this.#given(held), chosen, params)
    const { rows, ms } = this.#reach.after
    const { times } = held
    const byRows = times.length - rows
    return ms > 0 ? Math.min(byRows, lowerBound(times, times[times.length - 1] - ms)) : byRows
  }

  /** The first row that rows from `settled` on look back at. */
  #firstKept(times: Float64Array, settled: number): number {
    const { rows, ms } = this.#reach.before
    const next = times[Math.min(settled, times.length - 1)]
    return Math.max(0, (ms > 0 ? Math.min(settled, lowerBound(times, next - ms)) : settled) - rows)
  }
}
