import type { ParamValues } from '../../shared/params.ts'
import type { RowRange } from '../../shared/series.ts'
import type { AnyThreshold, ThresholdInput } from '../thresholds/threshold.ts'

/**
 * The threshold of a rule that is shown only what it may see. An oracle rule sees what is judged, labels and all. Any other sees no
 * labels, and of the scores those outside the held-out rows; where none of those has a score (every row is held out, or an adaptive
 * run scores nothing before them), the scores of all rows.
 * input — of all rows; heldOut — rows that no model has seen that scores them, null = none; judged — rows to be measured.
 * sawHeldOut — whether the rule looked at scores of held-out rows, with or without labels.
 */
export function computeThreshold(
  rule: AnyThreshold,
  params: ParamValues,
  input: ThresholdInput,
  { heldOut, judged }: { heldOut: RowRange | null; judged: RowRange },
): { value: number; sawHeldOut: boolean } {
  const part = <A extends Float64Array | Uint8Array>(all: A, { first, last }: RowRange) =>
    all.subarray(first, last + 1) as A
  const n = input.scored.length
  const rest = heldOut && (heldOut.first > 0 || heldOut.last < n - 1) ? without(input, heldOut) : null
  const outside = rest?.scored.some(Number.isFinite) ? rest : null
  let sawHeldOut = false
  const value: number = rule.compute(
    {
      training: input.training,
      stepMs: input.stepMs,
      times: rule.oracle ? input.times && part(input.times, judged) : (outside ?? input).times,
      labels: rule.oracle && input.labels ? part(input.labels, judged) : null,
      get scored() {
        if (rule.oracle) {
          sawHeldOut ||= heldOut !== null
          return part(input.scored, judged)
        }
        sawHeldOut ||= heldOut !== null && outside === null
        return (outside ?? input).scored
      },
    },
    params,
  )
  return { value, sawHeldOut }
}

/** All scores but those of the held-out rows, which are not assessed to whoever looks, and the times that belong to them. */
function without(
  { scored, times }: ThresholdInput,
  { first, last }: RowRange,
): Pick<ThresholdInput, 'scored' | 'times'> {
  if (first === 0) return { scored: scored.subarray(last + 1), times: times?.subarray(last + 1) }
  if (last === scored.length - 1) return { scored: scored.subarray(0, first), times: times?.subarray(0, first) }
  return { scored: scored.slice().fill(NaN, first, last + 1), times }
}
