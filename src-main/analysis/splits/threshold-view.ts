import type { ParamValues } from '../../shared/models/params.ts'
import type { ThresholdBasis } from '../../shared/project.ts'
import type { RowRange } from '../../shared/data/series.ts'
import type { AnyThreshold, ThresholdInput } from '../thresholds/threshold.ts'

/**
 * The threshold of a rule that is shown only what it may see. An oracle rule sees what is judged, labels and all. Any other sees no
 * labels, and of the scores those outside the held-out rows; where none of those has a score (every row is held out, or an adaptive
 * run scores nothing before them), the scores of all rows.
 * input — of all rows; heldOut — rows that no model has seen that scores them, null = none; judged — rows to be measured.
 * sawHeldOut — whether the rule looked at scores of held-out rows, with or without labels. basis — which scores it was calibrated on,
 * null where it looked at none.
 */
export function computeThreshold(
  rule: AnyThreshold,
  params: ParamValues,
  input: ThresholdInput,
  { heldOut, judged }: { heldOut: RowRange | null; judged: RowRange },
): { value: number; sawHeldOut: boolean; basis: ThresholdBasis | null } {
  const part = <A extends Float64Array | Uint8Array>(all: A, { first, last }: RowRange) =>
    all.subarray(first, last + 1) as A
  const n = input.scored.length
  const rest = heldOut && (heldOut.first > 0 || heldOut.last < n - 1) ? without(input, heldOut) : null
  const outside = rest?.scored.some(Number.isFinite) ? rest : null
  let sawHeldOut = false
  let sawTraining = false
  let sawScores: Float64Array | null = null
  const value: number = rule.compute(
    {
      get training() {
        sawTraining = true
        return input.training
      },
      calibrated: input.calibrated,
      stepMs: input.stepMs,
      times: rule.oracle ? input.times && part(input.times, judged) : (outside ?? input).times,
      labels: rule.oracle && input.labels ? part(input.labels, judged) : null,
      get scored() {
        if (rule.oracle) {
          sawHeldOut ||= heldOut !== null
          return (sawScores = part(input.scored, judged))
        }
        sawHeldOut ||= heldOut !== null && outside === null
        return (sawScores = (outside ?? input).scored)
      },
    },
    params,
  )
  const training = sawTraining ? assessedIn(input.training) : 0
  const basis: ThresholdBasis | null =
    training > 0
      ? { of: input.calibrated ? 'normal' : 'training', scores: training }
      : sawScores && { of: rule.oracle ? 'labels' : 'scores', scores: assessedIn(sawScores) }
  return { value, sawHeldOut, basis }
}

const assessedIn = (scores: Float64Array) => scores.reduce((sum, score) => sum + Number(Number.isFinite(score)), 0)

/** All scores but those of the held-out rows, which are not assessed to whoever looks, and the times that belong to them. */
function without(
  { scored, times }: ThresholdInput,
  { first, last }: RowRange,
): Pick<ThresholdInput, 'scored' | 'times'> {
  if (first === 0) return { scored: scored.subarray(last + 1), times: times?.subarray(last + 1) }
  if (last === scored.length - 1) return { scored: scored.subarray(0, first), times: times?.subarray(0, first) }
  return { scored: scored.slice().fill(NaN, first, last + 1), times }
}
