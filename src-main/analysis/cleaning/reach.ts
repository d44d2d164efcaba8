import type { CleaningStep } from '../../shared/data/cleaning.ts'
import { badInput } from '../../shared/errors.ts'
import { parseParams, type ParamSpecs } from '../../shared/models/params.ts'
import { durationMs } from '../../shared/duration.ts'
import { stepKind } from './index.ts'

/**
 * How many rows around a row decide what it is after the steps, and how many raw rows one cleaned row stands for (1 or more). stepMs — the
 * usual step of the raw rows. Throws bad-input with the step's name where one looks at the whole series: new rows would change old ones.
 */
export function rowsAround(steps: readonly CleaningStep[], stepMs: number): { around: number; rawPerRow: number } {
  let around = 0
  let rawPerRow = 1
  for (const { step, on, params } of steps) {
    if (!on) continue
    const kind = stepKind(step)
    if (kind.reach === undefined) continue
    if (kind.reach === null)
      throw badInput(
        `The model was trained after the step "${kind.name}", which looks at the whole series: what new rows are after it would change with every row to come. Choose a run that was trained without this step.`,
      )
    const { rows, ms } = kind.reach(parseParams<ParamSpecs>(kind.params, params))
    // Where rows lie closer than usual, twice as many fall into the same time.
    around += Math.ceil(rows * rawPerRow + (stepMs > 0 ? (2 * ms) / stepMs : 0))
    if (step === 'resample' && stepMs > 0) rawPerRow = Math.max(1, (durationMs(String(params.step)) ?? stepMs) / stepMs)
  }
  return { around, rawPerRow }
}
