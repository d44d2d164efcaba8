import { previewFile } from '../../../formats/importers/index.ts'
import type { Job } from '../../../analysis/job.ts'
import type { EngineCalls } from '../../protocol.ts'

export function preview(
  { path, changed }: EngineCalls['preview']['args'],
  job: Job,
): Promise<EngineCalls['preview']['result']> {
  return previewFile(path, changed, job)
}
