import type { Measure, Measures } from '../../shared/measures.ts'
import type { RowRange } from '../../shared/series.ts'
import { badInput } from '../../shared/errors.ts'
import { medianStep } from '../preprocessing/gaps.ts'
import { bootstrapIntervals, LEAST_WINDOWS } from './bootstrap.ts'
import { confusion } from './confusion.ts'
import { metrics } from './index.ts'
import { rangesOf, type MetricInput } from './metric.ts'

/** Draws of the bootstrap, and how many points they may cost altogether: a moved threshold is judged anew while someone waits. */
const DRAWS = 100
const FEWEST_DRAWS = 50
const POINTS_DRAWN = 1_000_000

/** The L of VUS where the data's period is not known. */
const USUAL_VUS_WINDOW = 125

/**
 * scores — [n], NaN = not assessed; labels, flags — [n], 1 inside a labelled window, inside a detection; times — [n], epoch ms.
 * threshold — what made the flags. oracle — true if it was chosen on these labels. detections — in rows, where merging
 * made them differ from the runs of `flags`. vusWindow — `vusWindow(channel)` of ../preprocessing/period.ts.
 * intervals — false leaves the bootstrap out.
 */
export interface MeasureInput {
  scores: Float64Array
  labels: Uint8Array
  flags: Uint8Array
  times: Float64Array
  threshold: number
  oracle?: boolean
  detections?: RowRange[]
  vusWindow?: number
  intervals?: boolean
}

/**
 * Every metric of a run against labels. Points that were not assessed are left out and counted, as are labelled windows
 * without one assessed point. Throws bad-input where the arrays differ in length or nothing was assessed.
 */
export function measure(given: MeasureInput): Measures {
  const input = assessedPart(given)
  const n = input.scores.length
  const hidden = rangesOf(given.labels).length - input.windows.length
  const notes: string[] = []
  if (hidden > 0) notes.push(`Of ${hidden + input.windows.length} labelled windows, ${hidden} without an assessed point ${hidden === 1 ? 'is' : 'are'} left out.`)
  if (input.windows.length === 0) notes.push('There is no labelled window among the assessed points: most measures are not defined.')
  else notes.push(`VUS is computed with L = ${input.vusWindow} points.`)

  const draws = Math.min(DRAWS, Math.floor(POINTS_DRAWN / n))
  const wanted = given.intervals !== false && input.windows.length > 0
  if (wanted && input.windows.length < LEAST_WINDOWS)
    notes.push(`${input.windows.length === 1 ? 'There is 1 labelled window' : `There are ${input.windows.length} labelled windows`}; fewer than ${LEAST_WINDOWS} give no intervals.`)
  else if (wanted && draws < FEWEST_DRAWS) notes.push(`Intervals are left out beyond ${POINTS_DRAWN / FEWEST_DRAWS} points.`)
  const enough = wanted && input.windows.length >= LEAST_WINDOWS && draws >= FEWEST_DRAWS
  const intervals = enough ? bootstrapIntervals(input, metrics, draws) : null

  const values = metrics.map((metric, m): Measure => {
    const value = metric.compute(input)
    const interval = value === null ? null : intervals?.[m]
    return {
      id: metric.id,
      value,
      ...(metric.unit && { unit: metric.unit }),
      ...((metric.oracle || (given.oracle && metric.kind === 'prediction')) && { oracle: true }),
      ...(metric.badge && { badge: metric.badge }),
      ...(interval && { interval }),
      ...(value === null && { note: input.windows.length === 0 ? 'There is no labelled window.' : 'Nothing was detected.' }),
    }
  })
  return {
    values,
    confusion: confusion(input.labels, input.flags),
    assessed: n,
    notAssessed: given.scores.length - n,
    windows: input.windows.length,
    notes,
  }
}

/** Assessed points alone; windows and detections moved to their rows, those without any dropped. */
function assessedPart(given: MeasureInput): MetricInput {
  const { scores, labels, flags, times } = given
  if (labels.length !== scores.length || flags.length !== scores.length || times.length !== scores.length)
    throw badInput(`There are ${scores.length} scores, ${labels.length} labels, ${flags.length} flags and ${times.length} times; they must be as many.`)
  const assessed = (_: number, row: number) => !Number.isNaN(scores[row])
  /** [n + 1]: how many assessed points lie before a row. */
  const before = new Uint32Array(scores.length + 1)
  for (let row = 0; row < scores.length; row++) before[row + 1] = before[row] + (Number.isNaN(scores[row]) ? 0 : 1)
  if (before[scores.length] === 0) throw badInput('No point has a score, so there is nothing to measure.')
  const moved = (ranges: RowRange[]) =>
    ranges.map(({ first, last }) => ({ first: before[first], last: before[last + 1] - 1 })).filter(({ first, last }) => last >= first)
  return {
    scores: scores.filter(assessed),
    labels: labels.filter(assessed),
    flags: flags.filter(assessed),
    times: times.filter(assessed),
    windows: moved(rangesOf(labels)),
    detections: moved(given.detections ?? rangesOf(flags)),
    stepMs: medianStep(times) || 0,
    vusWindow: given.vusWindow ?? USUAL_VUS_WINDOW,
  }
}
