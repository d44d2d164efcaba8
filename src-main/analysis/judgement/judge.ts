import type { Measures } from '../../shared/runs/measures.ts'
import type { FoundModes } from '../../shared/models/modes.ts'
import { badInput } from '../../shared/errors.ts'
import { parseParams, type ParamSpecs, type ParamValues } from '../../shared/models/params.ts'
import type { ThresholdBasis, ThresholdSetting } from '../../shared/project.ts'
import type { DetectionOptions } from '../../shared/runs/detected-ranges.ts'
import type { RowRange, TimeRange } from '../../shared/data/series.ts'
import type { Job } from '../job.ts'
import { measureInSteps } from '../metrics/measure.ts'
import { computeThreshold } from '../splits/threshold-view.ts'
import { warningsOf, type JudgementFacts } from '../splits/warnings.ts'
import { detect, type Detected } from '../thresholds/detections.ts'
import { thresholdById } from '../thresholds/index.ts'
import { detectByRow, thresholdsByMode, thresholdSteps, type Modes } from '../thresholds/modes.ts'

/** What is known of the model and its training beside the judgement itself. */
export type TrainingSeen = Omit<JudgementFacts, 'labels' | 'judged' | 'threshold'>

/** What parts the rows. partition — asked for once the whole has its threshold, so that what the rule misses is said first. trained — [n], 1 = row whose score is a training score, null where there is none. seeAnswers — whether they follow labels of anomalies. */
export interface JudgedModes {
  partition: () => Modes
  trained: Uint8Array | null
  seeAnswers: boolean
}

/**
 * Everything that a judgement depends on. scores, times, labels — [n], all rows of the dataset: higher = stranger and NaN = not
 * assessed, epoch ms, 1 inside an accepted label of an anomaly; labels null = there are none. training — the model's training scores,
 * empty where there are none. judged — rows to be measured. heldOut — rows that no model has seen that scores them, null = none.
 * seen — null where nobody knows what the model was trained on: then there are no warnings. vusWindow, intervals — as for `measure`.
 */
export interface JudgementInput {
  scores: Float64Array
  times: Float64Array
  stepMs: number
  labels: Uint8Array | null
  training: Float64Array
  threshold: ThresholdSetting
  modes: JudgedModes | null
  judged: RowRange
  heldOut: RowRange | null
  seen: TrainingSeen | null
  vusWindow?: number
  intervals: boolean
}

/**
 * flags — [n]; value — of the whole, where modes have thresholds of their own; params — complete; oracle — whether the threshold saw
 * the labels it is judged on; basis — which scores the threshold of the whole was calibrated on; found — the modes as they were judged; measures — of the judged rows, null without labels.
 */
export interface Judgement extends Detected {
  params: ParamValues
  value: number
  oracle: boolean
  basis: ThresholdBasis | undefined
  found: FoundModes | undefined
  measures: Measures | null
}

/**
 * From scores to what a person reads: the threshold by its rule, the detections over all rows, the measures of the judged rows, and
 * what makes them promise too much. Pure. Throws bad-input where the rule cannot choose on these data, and `cancelled`.
 */
export async function judge(input: JudgementInput, job: Job): Promise<Judgement> {
  const { scores, times, labels, threshold, judged, heldOut } = input
  const normal = threshold.normal?.length ? calledNormal(times, threshold.normal) : null
  const training = normal ? scoresOf(scores, normal) : input.training
  const knowsHeldOut =
    normal !== null && heldOut !== null && normal.subarray(heldOut.first, heldOut.last + 1).includes(1)
  const rule = thresholdById(threshold.rule)
  const params = parseParams<ParamSpecs>(rule.params, threshold.params)
  const isFixedAt = (value: number | undefined) =>
    value !== undefined && threshold.rule === 'fixed' && params.value === value
  const oracle = rule.oracle || (input.modes?.seeAnswers ?? false) || isFixedAt(threshold.oracleValue)
  let sawScores = heldOut !== null && isFixedAt(threshold.chosenOnJudged)
  let basis: ThresholdBasis | undefined
  const compute = (training: Float64Array, scored: Float64Array) => {
    const found = computeThreshold(
      rule,
      params,
      { training, calibrated: normal !== null, scored, labels, times, stepMs: input.stepMs },
      { heldOut, judged },
    )
    sawScores ||= found.sawHeldOut || (knowsHeldOut && found.basis?.of === 'normal')
    // The first is that of the whole.
    basis ??= found.basis ?? undefined
    return found.value
  }
  const value = compute(training, scores)
  const modes =
    input.modes && thresholdsByMode(input.modes.partition(), scores, normal ?? input.modes.trained, value, compute)
  const detected = (options: DetectionOptions) =>
    modes ? detectByRow(scores, times, modes.perRow, options) : detect(scores, times, value, options)
  const lasting = detected(threshold)
  // A rule that promises never to be silent keeps its word where every alarm is shorter than was asked for.
  const isSilent = lasting.detections.length === 0 && threshold.rule === 'stands-out'
  const { flags, detections } = isSilent ? detected({ ...threshold, minDurationMs: 0 }) : lasting
  const part = <A extends Float64Array | Uint8Array>(all: A) => all.subarray(judged.first, judged.last + 1) as A
  const measured =
    labels &&
    (await measureInSteps(
      {
        scores: part(scores),
        labels: part(labels),
        flags: part(flags),
        times: part(times),
        threshold: value,
        oracle,
        detections: cutTo(judged, detections),
        intervals: input.intervals,
        vusWindow: input.vusWindow,
      },
      job,
    ))
  const measures =
    measured && labels && input.seen
      ? {
          ...measured,
          warnings: warningsOf({ ...input.seen, labels, judged, threshold: { sawLabels: oracle, sawScores } }),
        }
      : measured
  const found = modes && {
    modes: modes.modes,
    without: modes.without,
    steps: thresholdSteps(modes.perRow, times),
  }
  return { params, value, oracle, basis, flags, detections, found: found ?? undefined, measures }
}

/** Detections as rows of the judged part; those outside it are left out, those across its edge cut. */
function cutTo({ first, last }: RowRange, detections: readonly RowRange[]): RowRange[] {
  return detections.flatMap((d) =>
    d.last < first || d.first > last
      ? []
      : [{ first: Math.max(d.first, first) - first, last: Math.min(d.last, last) - first }],
  )
}

/** [n], 1 = row inside a range that somebody called normal. times — [n], ascending. */
function calledNormal(times: Float64Array, ranges: readonly TimeRange[]): Uint8Array {
  return Uint8Array.from(times, (time) => Number(ranges.some(({ start, end }) => time >= start && time <= end)))
}

/** Throws bad-input where none of the flagged rows is assessed: a threshold would be calibrated on something else. */
function scoresOf(scores: Float64Array, flags: Uint8Array): Float64Array {
  const chosen = scores.filter((score, row) => flags[row] === 1 && Number.isFinite(score))
  if (chosen.length === 0) throw badInput('No row of that range has a score: choose a longer one, inside the data.')
  return chosen
}
