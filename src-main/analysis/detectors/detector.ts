import type { ParamSpecs, ParamsOf, ParamValues } from '../../shared/models/params.ts'
import type { ScoreMeaning } from '../../shared/models/score-meaning.ts'
import type { Segment } from '../../shared/data/series.ts'
import type { Job } from '../job.ts'

/** A threshold rule with its parameters, e.g. {rule: 'mean-sigma', params: {k: 3}}. */
export interface ThresholdChoice {
  rule: string
  params: ParamValues
}

/** What is known about the data before training: lets a detector turn its "automatic" parameters into numbers. */
export interface DataShape {
  /** Points in the longest training segment, and in all of them. */
  longest: number
  points: number
  channels: number
  /** Median step in milliseconds. */
  stepMs: number
  /** Dominant period in points, or null where the data has none. */
  period: number | null
  /** The window L that the TSB-AD benchmark would choose (a period, or 125); null for several channels. */
  vusWindow: number | null
}

/**
 * What a detector says of one segment. n = points of the segment.
 * scores — [n], higher = stranger, NaN = not assessed.
 * contributions — [channel][n], share of the score per channel (≥ 0, sums to 1 where assessed).
 * expected — [channel][n], what the model thinks the value should have been, in the channel's unit.
 * windowScores — [windows], where the source thresholds windows and not points (stride 1, start = index).
 */
export interface SegmentScores {
  scores: Float64Array
  contributions?: Float32Array[]
  expected?: Float32Array[]
  windowScores?: Float64Array
}

/** Rows on both sides of a row. */
export interface Reach {
  before: number
  after: number
}

/**
 * An anomaly detection algorithm. One file each, listed in index.ts.
 * `fit` and `score` are only called through ../train-and-score.ts, which validates parameters, cuts gaps, checks `needs`
 * and length, so that an author writes only the inner step. Both must leave their inputs untouched and call
 * job.checkpoint() at least every 100 ms.
 */
export interface Detector<S extends ParamSpecs = ParamSpecs, M = unknown> {
  /** kebab-case, stable: stored with models. */
  id: string
  name: string
  /** One sentence in the field's words: what it finds, when to use it. */
  summary: string
  /** What the score is and in which unit. */
  scoreMeaning: ScoreMeaning
  /** Where it comes from: author, title, year, arXiv or URL. */
  reference: string
  family: 'baseline' | 'classical' | 'deep' | 'supervised' | 'combination'
  learns: 'nothing' | 'normal' | 'labels'
  /** Raised when the meaning of the model's data changes; a model of another version is refused. */
  version: number
  params: S
  /** Presets by name: the sources' settings. */
  presets?: Readonly<Record<string, Partial<ParamsOf<S>>>>
  /** The threshold its source uses. */
  threshold: ThresholdChoice
  /** Another one, where settings make scores that its source's threshold is not made for. */
  thresholdFor?(params: ParamsOf<S>): ThresholdChoice
  /** Values for parameters that depend on the data (a window of one period, …), used unless the person sets them. */
  adapt?(shape: DataShape): Partial<ParamsOf<S>>
  /** Fewest points one gap-free segment must have: for training, and for being scored at all. */
  needs(params: ParamsOf<S>, channels: number): { train: number; score: number }
  /**
   * Share of the training data, its end, that is held back to score for the threshold rules, before training again on all
   * of it: for detectors that follow their training data so closely that its scores say nothing about new data. Default 0.
   */
  heldOut?(params: ParamsOf<S>): number
  /** Up to which share of anomalies in its training data it still finds them, in percent; 20 where nothing is said. A test holds it to that. */
  bears?: number
  /** True where a row is compared with all others of its segment, so that rows cannot be scored as they come. */
  wholeSeries?(params: ParamsOf<S>): boolean
  /**
   * Rows before and after a row that have a say in its score, where that is not a window of `needs`; before is Infinity where a score
   * goes on from the beginning of its segment.
   */
  reach?(params: ParamsOf<S>): Reach
  /** True where windows that begin on a row, or reach beyond it, have a say in its score, whatever its parameters. */
  looksAhead?: true
  /** True where `fit` can go on from a former model instead of beginning anew. */
  continues?: true
  /**
   * Trains. train — gap-free segments. before — a model of the same parameters and channels to go on from: its scaling stays, its
   * weights are the first ones; only given where `continues`. Returns plain data that survives structured clone (typed arrays, numbers, text).
   */
  fit(train: Segment[], params: ParamsOf<S>, job: Job, before?: M): Promise<M>
  /** Scores one gap-free segment with the same channels as in training. The score of a point depends on this segment and the model alone. */
  score(model: M, segment: Segment, params: ParamsOf<S>, job: Job): Promise<SegmentScores>
  /**
   * What the person should know of a series' scores, a sentence; undefined = nothing. windowScores — of all its segments, one after the
   * other, NaN where there is none. Throws bad-input where the scores say nothing at all.
   */
  remark?(model: M, windowScores: Float64Array): string | undefined
}

/** Keeps the types of parameters and model together when a detector is declared. */
export function defineDetector<const S extends ParamSpecs, M>(detector: Detector<S, M>): Detector<S, M> {
  return detector
}

/** Any detector, its types forgotten: what the list holds. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyDetector = Detector<any, any>
