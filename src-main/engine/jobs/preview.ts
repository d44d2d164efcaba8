import { importerFor } from '../../formats/importers/index.ts'
import type { Job } from '../../analysis/job.ts'
import type { EngineCalls } from '../protocol.ts'

export async function preview(
  { path, changed }: EngineCalls['preview']['args'],
  job: Job,
): Promise<EngineCalls['preview']['result']> {
  return (await importerFor(path, changed?.importer)).preview(path, changed, job)
}
