import { z } from 'zod'
import { cleaningSteps, type CleaningPreview, type CleaningState, type CleaningStepInfo } from '../data/cleaning.ts'
import { id, name, nothing, reply, time } from './call.ts'

export const cleaningCalls = {
  /** The kinds of steps that there are. */
  'cleaning.kinds': reply<CleaningStepInfo[]>()(nothing),
  'cleaning.get': reply<CleaningState>()(z.object({ dataset: id })),
  /** Another list of steps; what: the edit in words, for undo. A step that cannot be applied is stored too, and said by the preview. */
  'cleaning.set': reply<CleaningState>()(z.object({ dataset: id, steps: cleaningSteps, what: name })),
  'cleaning.undo': reply<CleaningState>()(z.object({ dataset: id })),
  'cleaning.redo': reply<CleaningState>()(z.object({ dataset: id })),
  /** A channel before and after the steps between two times, thinned to about `points`. Nothing is stored. */
  'cleaning.preview': reply<CleaningPreview>()(
    z.object({
      dataset: id,
      steps: cleaningSteps,
      channel: z.string().max(1000).nullable(),
      start: time,
      end: time,
      points: z.number().int().min(10).max(20_000),
    }),
  ),
} as const
