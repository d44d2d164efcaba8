import { stretchFacts } from '../../../analysis/explore/stretch.ts'
import { statisticsOf } from '../../../analysis/quality/statistics.ts'
import { present } from '../../../analysis/math/present.ts'
import type { StretchStatistics } from '../../../shared/data/explore.ts'
import type { Answer } from './answer.ts'
import { stretchOf } from './stretch.ts'

/** The numbers of each channel in the stretch. */
export const statistics: Answer<'statistics'> = async (db, scope, { limit }, job) => {
  const stretch = stretchOf(db, scope)
  const times = stretch.times()
  const isSample = stretch.pieces.length > 1
  const channels: StretchStatistics[] = []
  for (const [done, channel] of stretch.channels.entries()) {
    await job.checkpoint({ phase: 'Adding up', done, total: stretch.channels.length, unit: 'channels' })
    const values = stretch.values(channel)
    await job.checkpoint()
    const there = present(values)
    const facts = stretchFacts(times, values, limit)
    await job.checkpoint()
    channels.push({
      channel: channel.id,
      ...statisticsOf(there, values.length - there.length),
      ...facts,
      // Blocks of a sample have gaps between them: what is added up over time waits for all rows.
      ...(isSample && { area: null, aboveMs: null }),
    })
  }
  return { kind: 'statistics', from: stretch.from, channels }
}
