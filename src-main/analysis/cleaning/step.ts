import type { ParamSpecs, ParamsOf } from '../../shared/models/params.ts'
import type { ChannelInfo, Series } from '../../shared/data/series.ts'

/** For how long a row of a cleaned series stands: a time t with row − before ≤ t < row + after. Milliseconds. */
export interface RowSpan {
  before: number
  after: number
}

/** So many rows, and so many milliseconds. */
export interface Distance {
  rows: number
  ms: number
}

/** How far before and after a row a step looks for the row's new value. */
export interface StepReach {
  before: Distance
  after: Distance
}

/** A row alone. */
export const nowhere: Distance = { rows: 0, ms: 0 }
/** As far on both sides. */
export const around = (rows: number, ms = 0): StepReach => ({ before: { rows, ms }, after: { rows, ms } })

export interface Cleaned {
  series: Series
  /** null: a row stands for its own time alone, as in the raw data. */
  span: RowSpan | null
  /** The usual step of the rows, by which gaps are told; null = that of those in `series`. A part of a series cannot tell. */
  stepMs: number | null
}

/**
 * A kind of cleaning step. One file each, listed in index.ts. `apply` leaves its input untouched, is the same for the same input, keeps
 * what is missing missing (but for fill, which is asked to), and works on any number of rows.
 */
export interface Step<S extends ParamSpecs = ParamSpecs> {
  /** kebab-case, stable: stored with datasets and models. */
  id: string
  name: string
  /** One sentence: what it does, when to use it. */
  summary: string
  params: S
  /** Whether it works on chosen channels. */
  byChannel: boolean
  /** Set where it takes away what a signal follows by itself, so that what is left lies around 0. */
  takesLevel?: true
  /** How far around a row it looks for the row's new value; left out = at the row alone, null = at the whole series. */
  reach?: ((params: ParamsOf<S>) => StepReach) | null
  /** Set where it takes rows away, so that rows after it are not those before it. */
  dropsRows?: true
  /**
   * How many of the first rows no row that comes later can change, for a step that need not wait for all of its reach. given — rows in
   * order of time, each with what its reach asks for before it.
   */
  settled?(given: Cleaned, chosen: readonly number[], params: ParamsOf<S>): number
  /** What is wrong with parsed parameters beyond their declared ranges, in a sentence; null = nothing. */
  wrong?(params: ParamsOf<S>): string | null
  /** chosen — indices of the channels that it works on. Throws bad-input with a sentence where the data do not allow it. */
  apply(given: Cleaned, chosen: readonly number[], params: ParamsOf<S>): Cleaned
  /** The channels after it, where they are others than before. */
  channelsAfter?(channels: readonly ChannelInfo[], chosen: readonly number[], params: ParamsOf<S>): ChannelInfo[]
}

export function defineStep<const S extends ParamSpecs>(step: Step<S>): Step<S> {
  return step
}

/** Any step, its types forgotten: what the list holds. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyStep = Step<any>

/** The series with some of its channels changed, each by itself. */
export function eachChannel(
  given: Cleaned,
  chosen: readonly number[],
  change: (values: Float64Array, times: Float64Array, stepMs: number | null) => Float64Array,
): Cleaned {
  const { series } = given
  const touched = new Set(chosen)
  return {
    ...given,
    series: {
      ...series,
      values: series.values.map((values, c) => (touched.has(c) ? change(values, series.times, given.stepMs) : values)),
    },
  }
}

/** The series with some of its rows: those whose index is listed, in that order. */
export function pickRows(given: Cleaned, rows: Int32Array): Cleaned {
  const pick = (values: Float64Array) => Float64Array.from(rows, (row) => values[row])
  const { series } = given
  return { ...given, series: { ...series, times: pick(series.times), values: series.values.map(pick) } }
}
