import { density, boxAndEcdf, histogram } from '../../../analysis/explore/distribution.ts'
import { present, valuesWhere } from '../../../analysis/math/present.ts'
import type { ChannelDistribution } from '../../../shared/data/explore.ts'
import { counted } from '../../../shared/counted.ts'
import { labelFlags } from '../data/stored-series.ts'
import type { Answer } from './answer.ts'
import { stretchOf } from './stretch.ts'

const bins = 60

/** Each channel of the view beside the whole dataset, and what of it is labelled. */
export const distributions: Answer<'distributions'> = async (db, scope, { log, selected }, job) => {
  const stretch = stretchOf(db, scope)
  const whole = stretchOf(db, { ...scope, start: -8.64e15, end: 8.64e15, exact: false })
  const times = stretch.times()
  const flags = labelFlags(db, scope.labelSet, times)
  const isSelected = (_: number, i: number) => times[i] >= selected!.start && times[i] <= selected!.end
  const channels: ChannelDistribution[] = []
  const notes: string[] = []
  for (const [done, channel] of stretch.channels.entries()) {
    await job.checkpoint({ phase: 'Counting values', done, total: stretch.channels.length, unit: 'channels' })
    const values = stretch.values(channel)
    await job.checkpoint()
    const wanted = log ? valuesWhere(values, (v) => v > 0) : present(values)
    // Its order may be changed, that of the values is still needed.
    const { box, ecdf } = wanted.length > 0 ? boxAndEcdf(wanted.slice()) : { box: null, ecdf: null }
    if (!box || !ecdf || ecdf[0] === ecdf[100]) {
      notes.push(
        `${channel.name} has ${!box ? (log ? 'no value above 0' : 'no value') : 'one value only'} here: there is no distribution.`,
      )
      continue
    }
    const left = values.length - wanted.length
    if (log && left > 0)
      notes.push(
        `${channel.name}: ${counted(left, 'row')} without a value above 0 ${left === 1 ? 'is' : 'are'} left out.`,
      )
    await job.checkpoint()
    const [low, high] = [ecdf[0], ecdf[100]]
    const { edges, counts } = histogram(values, low, high, bins, log)
    await job.checkpoint()
    const middles = Float64Array.from({ length: bins }, (_, i) => (edges[i] + edges[i + 1]) / 2)
    const smooth = density(log ? wanted.map(Math.log) : wanted, log ? middles.map(Math.log) : middles)
    const width = (i: number) => (log ? Math.log(edges[i + 1] / edges[i]) : edges[i + 1] - edges[i])
    channels.push({
      channel: channel.id,
      edges,
      counts,
      labelled:
        flags &&
        histogram(
          values.filter((_, i) => flags[i] === 1),
          low,
          high,
          bins,
          log,
        ).counts,
      selected: selected && histogram(values.filter(isSelected), low, high, bins, log).counts,
      whole: histogram(whole.values(channel), low, high, bins, log).counts,
      density: smooth.map((d, i) => d * width(i) * wanted.length),
      box,
      ecdf,
    })
  }
  return { kind: 'distributions', from: stretch.from, channels, notes }
}
