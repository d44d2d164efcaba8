import type { CleaningProblem, CleaningStep } from '../../shared/data/cleaning.ts'
import { badInput, StudioError } from '../../shared/errors.ts'
import type { Series } from '../../shared/data/series.ts'
import { checkSteps } from './check.ts'
import type { Cleaned } from './step.ts'

/**
 * A series after its cleaning steps, those that are off left out. The given series stays as it is. stepMs — the usual step, where the
 * series is a part of a longer one; null = its own. Throws bad-input with the step's number and name where one cannot be applied.
 */
export function applySteps(series: Series, steps: readonly CleaningStep[], stepMs: number | null = null): Cleaned {
  const { cleaned, problem } = applyUntilProblem(series, steps, stepMs)
  if (problem) throw badInput(said(steps, problem))
  return cleaned
}

/** The series after the steps before the first that cannot be applied, and what is wrong with that one; null where all were. */
export function applyUntilProblem(
  series: Series,
  steps: readonly CleaningStep[],
  stepMs: number | null = null,
): { cleaned: Cleaned; problem: CleaningProblem | null } {
  const { ready, problem } = checkSteps(steps, series.channels)
  let cleaned: Cleaned = { series, span: null, stepMs }
  for (const { index, kind, params, chosen } of ready) {
    try {
      cleaned = kind.apply(cleaned, chosen, params)
    } catch (error) {
      if (error instanceof StudioError && error.code === 'bad-input')
        return { cleaned, problem: { index, message: error.message } }
      throw error
    }
  }
  return { cleaned, problem }
}

/** Where a formula is wrong, it is shown with its place. */
function said(steps: readonly CleaningStep[], { index, message, from }: CleaningProblem): string {
  const { step, params } = steps[index]
  const place = from === undefined ? '' : ` In "${String(params.formula)}", at character ${from + 1}.`
  return `Cleaning step ${index + 1} (${step}): ${message}${place}`
}
