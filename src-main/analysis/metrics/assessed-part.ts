import { badInput } from '../../shared/errors.ts'
import type { RowRange } from '../../shared/data/series.ts'
import { usualStep } from '../preprocessing/gaps.ts'
import type { MeasureInput } from './metric.ts'
import { rangesOf, type MetricInput } from './metric.ts'
import { LONGEST_BUFFER } from './vus.ts'

/** The L of VUS where the data's period is not known: the benchmark's. */
export const USUAL_VUS_WINDOW = 125

/**
 * Assessed points alone; windows and detections moved to their rows, those without any dropped.
 * Throws bad-input where the arrays differ in length or nothing was assessed.
 */
export function assessedPart(given: Omit<MeasureInput, 'threshold'>): MetricInput {
  const { scores, labels, flags, times } = given
  if (labels.length !== scores.length || flags.length !== scores.length || times.length !== scores.length)
    throw badInput(
      `There are ${scores.length} scores, ${labels.length} labels, ${flags.length} flags and ${times.length} times; they must be as many.`,
    )
  const assessed = (_: number, row: number) => !Number.isNaN(scores[row])
  /** [n + 1]: how many assessed points lie before a row. */
  const before = new Uint32Array(scores.length + 1)
  for (let row = 0; row < scores.length; row++) before[row + 1] = before[row] + (Number.isNaN(scores[row]) ? 0 : 1)
  if (before[scores.length] === 0) throw badInput('No point has a score, so there is nothing to measure.')
  const moved = (ranges: RowRange[]) =>
    ranges
      .map(({ first, last }) => ({ first: before[first], last: before[last + 1] - 1 }))
      .filter(({ first, last }) => last >= first)
  return {
    scores: scores.filter(assessed),
    labels: labels.filter(assessed),
    flags: flags.filter(assessed),
    times: times.filter(assessed),
    windows: moved(rangesOf(labels)),
    detections: moved(given.detections ?? rangesOf(flags)),
    stepMs: usualStep(times) || 0,
    vusWindow: Math.min(given.vusWindow ?? USUAL_VUS_WINDOW, LONGEST_BUFFER),
  }
}
