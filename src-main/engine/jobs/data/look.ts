import { readFile } from '../../../formats/importers/index.ts'
import type { Job } from '../../../analysis/job.ts'
import type { EngineCalls } from '../../protocol.ts'

/** Reads a whole file as an import would, and keeps nothing of it but what was found. Throws bad-input as an import would. */
export async function look(
  { path, recipe }: EngineCalls['look']['args'],
  job: Job,
): Promise<EngineCalls['look']['result']> {
  let first = NaN
  let last = NaN
  const report = await readFile(
    path,
    recipe,
    {
      begin() {},
      // Rows come in the order of time.
      rows({ times }) {
        if (Number.isNaN(first)) first = times[0]
        last = times[times.length - 1]
      },
    },
    job,
  )
  return { report, first, last }
}
