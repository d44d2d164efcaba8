import { badInput } from '../../../shared/errors.ts'
import type { ChannelInfo } from '../../../shared/data/series.ts'
import { defineStep } from '../step.ts'

export const drop = defineStep({
  id: 'drop',
  name: 'Leave out channels',
  summary: 'Removes channels, such as those that only a formula needed.',
  params: {},
  byChannel: true,
  apply({ series, span, stepMs }, chosen) {
    const gone = new Set(chosen)
    if (gone.size >= series.channels.length) throw badInput('No channel would be left.')
    return {
      span,
      stepMs,
      series: {
        times: series.times,
        channels: without(series.channels, chosen),
        values: series.values.filter((_, c) => !gone.has(c)),
      },
    }
  },
  channelsAfter: without,
})

function without(channels: readonly ChannelInfo[], chosen: readonly number[]): ChannelInfo[] {
  const gone = new Set(chosen)
  return channels.filter((_, c) => !gone.has(c))
}
