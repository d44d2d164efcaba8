import { listChannelLimits } from '../../../db/channel-limits.ts'
import { getDataset } from '../../../db/datasets.ts'
import { readAll, readTimes } from '../../../db/series/series.ts'
import { describeQuality } from '../../../analysis/quality/describe.ts'
import type { Job } from '../../../analysis/job.ts'
import type { EngineCalls } from '../../protocol.ts'
import { withProject } from '../with-project.ts'

/** Statistics and quality of a stored dataset: one channel after the other lies in memory. */
export function quality(args: EngineCalls['quality']['args'], job: Job): Promise<EngineCalls['quality']['result']> {
  return withProject(args.project, (db) => {
    const { channels } = getDataset(db, args.dataset)
    const typed = new Map(listChannelLimits(db, args.dataset).map((limits) => [limits.channel, limits]))
    return describeQuality(
      {
        times: readTimes(db, args.dataset),
        channels: channels.map(({ name, unit }) => ({ name, unit })),
        read: (c, into) => readAll(db, channels[c].series, into),
        fileRows: null,
        limits: (c) => typed.get(channels[c].id) ?? null,
      },
      job,
    )
  })
}
