import { z } from 'zod'
import type { RunTable } from '../runs/run-table.ts'
import { id, reply, token } from './call.ts'

/** dataset — null = all datasets of the project together; labelSet — what judges a single dataset. */
const scope = z.object({ dataset: id.nullable(), labelSet: id.nullable().default(null) })

export const runTableCalls = {
  /** The last table of runs; current — whether runs, thresholds and labels are still those that it was made from. */
  'run-table.last': reply<{ table: RunTable | null; current: boolean }>()(scope),
  /** Measures all runs again, in the background. */
  'run-table.start': reply<{ job: number }>()(scope),
  /** Writes the last table as it is sorted on the screen. columns — ids of metrics, in their order. */
  'run-table.export': reply<{ rows: number }>()(
    scope.extend({
      file: token,
      format: z.enum(['csv', 'markdown']),
      columns: z.array(z.string()).min(1).max(100),
      sort: z.object({ column: z.string(), descending: z.boolean() }),
      digits: z.number().int().min(2).max(3).default(3),
    }),
  ),
} as const
