import type { CleaningStep } from '../../shared/data/cleaning.ts'
import { badInput } from '../../shared/errors.ts'
import { parseParams, type ParamSpecs, type ParamValues } from '../../shared/models/params.ts'
import { durationMs } from '../../shared/duration.ts'
import { stepKind } from './index.ts'
import { nowhere, type AnyStep, type StepReach } from './step.ts'

/**
 * How far around a row a step looks. params — of the step, parsed. Throws bad-input with the step's name where it looks at the whole
 * series: new rows would change old ones. instead — what the person can do then, a sentence.
 */
export function reachOfStep(kind: AnyStep, params: ParamValues, instead: string): StepReach {
  if (kind.reach === undefined) return { before: nowhere, after: nowhere }
  if (kind.reach === null)
    throw badInput(
      `The model was trained after the step "${kind.name}", which looks at the whole series: what new rows are after it would change with every row to come. ${instead}`,
    )
  return kind.reach(params)
}

/**
 * How many rows around a row decide what it is after the steps, and how many raw rows one cleaned row stands for (1 or more). stepMs — the
 * usual step of the raw rows. Throws bad-input as `reachOfStep` does.
 */
export function rowsAround(steps: readonly CleaningStep[], stepMs: number): { around: number; rawPerRow: number } {
  let around = 0
  let rawPerRow = 1
  for (const { step, on, params } of steps) {
    if (!on) continue
    const kind = stepKind(step)
    const { before, after } = reachOfStep(
      kind,
      parseParams<ParamSpecs>(kind.params, params),
      'Choose a run that was trained without this step.',
    )
    const [rows, ms] = [Math.max(before.rows, after.rows), Math.max(before.ms, after.ms)]
    // Where rows lie closer than usual, twice as many fall into the same time.
    around += Math.ceil(rows * rawPerRow + (stepMs > 0 ? (2 * ms) / stepMs : 0))
    if (step === 'resample' && stepMs > 0) rawPerRow = Math.max(1, (durationMs(String(params.step)) ?? stepMs) / stepMs)
  }
  return { around, rawPerRow }
}
