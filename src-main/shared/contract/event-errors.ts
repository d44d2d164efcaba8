import { z } from 'zod'
import { errorKinds, usualLateShare, type ErrorList, type ErrorLook } from '../labels/event-errors.ts'
import { id, reply, time } from './call.ts'

const row = z.number().int().min(0)

export const eventErrorCalls = {
  /** False alarms, missed events and late detections of a run, worst first, by its stored detections and the labels as they are now. */
  'event-errors.list': reply<ErrorList>()(
    z.object({ run: id, labelSet: id, lateShare: z.number().min(0).max(1).default(usualLateShare) }),
  ),
  /** Marks errors as known, to be left out of the list, or takes that back. Measures count them all the same. */
  'event-errors.ignore': reply<void>()(
    z.object({
      run: id,
      labelSet: id,
      known: z.boolean(),
      errors: z
        .array(z.object({ kind: z.enum(errorKinds), start: time, end: time }))
        .min(1)
        .max(20_000),
    }),
  ),
  /** Thumbnails. start, end — what is drawn; first, last — the rows of the error itself; width — pixels. */
  'event-errors.look': reply<ErrorLook[]>()(
    z.object({
      run: id,
      width: z.number().int().min(1).max(1000),
      looks: z
        .array(z.object({ start: time, end: time, first: row, last: row }))
        .min(1)
        .max(50),
    }),
  ),
} as const
