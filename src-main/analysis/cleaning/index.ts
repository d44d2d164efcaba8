import { badInput } from '../../shared/errors.ts'
import type { CleaningStepInfo } from '../../shared/data/cleaning.ts'
import type { AnyStep } from './step.ts'
import { clip } from './steps/clip.ts'
import { counter } from './steps/counter.ts'
import { decompose } from './steps/decompose.ts'
import { derive } from './steps/derive.ts'
import { detrend } from './steps/detrend.ts'
import { drop } from './steps/drop.ts'
import { duplicates } from './steps/duplicates.ts'
import { fill } from './steps/fill.ts'
import { hampel } from './steps/hampel.ts'
import { leaveOut } from './steps/leave-out.ts'
import { mask } from './steps/mask.ts'
import { missingCodes } from './steps/missing-codes.ts'
import { pieces } from './steps/pieces.ts'
import { resample } from './steps/resample.ts'
import { shift } from './steps/shift.ts'
import { smooth } from './steps/smooth.ts'
import { sort } from './steps/sort.ts'

/** Every kind of cleaning step, in the order in which they are shown, which is about the one in which they are used. */
export const stepKinds: readonly AnyStep[] = [
  mask,
  leaveOut,
  pieces,
  sort,
  duplicates,
  missingCodes,
  clip,
  hampel,
  fill,
  resample,
  shift,
  counter,
  smooth,
  detrend,
  decompose,
  derive,
  drop,
]

/** Throws bad-input, with the known ids, for an id that is not listed. */
export function stepKind(id: string): AnyStep {
  const found = stepKinds.find((kind) => kind.id === id)
  if (!found)
    throw badInput(`There is no cleaning step "${id}". Known: ${stepKinds.map((kind) => kind.id).join(', ')}.`)
  return found
}

export const stepInfos = (): CleaningStepInfo[] =>
  stepKinds.map(({ id, name, summary, params, byChannel }) => ({ id, name, summary, params, byChannel }))
