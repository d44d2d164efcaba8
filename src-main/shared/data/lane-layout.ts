import { z } from 'zod'

/**
 * One lane of the chart. channels — names, the first one gives the lane its place; axes — one for all of them, or each its own;
 * log — equal steps of the logarithm; low, high — fixed limits, null = follows the values; drawn — how states are, where a person chose.
 */
export const laneSpec = z.strictObject({
  channels: z.array(z.string().min(1).max(1000)).min(1).max(10_000),
  axes: z.enum(['one', 'separate']),
  log: z.boolean(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  drawn: z.enum(['band', 'line']).optional(),
})
export type LaneSpec = z.infer<typeof laneSpec>

/** How channels are arranged in lanes, from top to bottom, and which are hidden. By names: it serves any dataset that has them. */
export const laneLayout = z.strictObject({
  lanes: z.array(laneSpec).max(10_000),
  hidden: z.array(z.string().max(1000)).max(10_000),
})
export type LaneLayout = z.infer<typeof laneLayout>

export interface SavedLayout {
  name: string
  layout: LaneLayout
}

type Lanes = readonly LaneSpec[]

const laneOf = (...channels: string[]): LaneSpec => ({ channels, axes: 'one', log: false, low: null, high: null })
export const has = (lane: LaneSpec, channel: string) => lane.channels.includes(channel)

/** The lanes of a dataset: channels that it lacks are left out, those that are in no lane get one each, below the others. */
export function lanesFor(lanes: Lanes, channels: readonly string[]): LaneSpec[] {
  const left = new Set(channels)
  const kept = lanes.flatMap((lane) => {
    const own = lane.channels.filter((channel) => left.delete(channel))
    return own.length > 0 ? [{ ...lane, channels: own }] : []
  })
  return [...kept, ...[...left].map((channel) => laneOf(channel))]
}

/** A channel goes into the lane of another one. */
export function combined(lanes: Lanes, channel: string, into: string): LaneSpec[] {
  if (lanes.some((lane) => has(lane, channel) && has(lane, into))) return [...lanes]
  return without(lanes, channel).map((lane) =>
    has(lane, into) ? { ...lane, channels: [...lane.channels, channel] } : lane,
  )
}

/** A channel gets a lane of its own, below the one that it is taken out of. */
export function takenOut(lanes: Lanes, channel: string): LaneSpec[] {
  return lanes.flatMap((lane) =>
    has(lane, channel) && lane.channels.length > 1
      ? [{ ...lane, channels: lane.channels.filter((c) => c !== channel) }, laneOf(channel)]
      : [lane],
  )
}

/** A channel gets a lane of its own above that of another one; null = below all. One that has its own takes it along. */
export function placed(lanes: Lanes, channel: string, above: string | null): LaneSpec[] {
  const own = lanes.find((lane) => has(lane, channel))
  // Above its own lane is above those that stay in it.
  const anchor = above === channel ? own?.channels.find((c) => c !== channel) : above
  if (!own || anchor === undefined) return [...lanes]
  const lane = own.channels.length === 1 ? own : laneOf(channel)
  const rest = without(lanes, channel)
  const at = anchor === null ? rest.length : rest.findIndex((one) => has(one, anchor))
  return [...rest.slice(0, at), lane, ...rest.slice(at)]
}

/** The lane of a channel goes up or down among those that are seen. seen — whether a channel is. */
export function moved(lanes: Lanes, channel: string, by: number, seen: (channel: string) => boolean): LaneSpec[] {
  const shown = lanes.filter((lane) => lane.channels.some(seen))
  const at = shown.findIndex((lane) => has(lane, channel))
  if (at < 0) return [...lanes]
  const to = Math.min(shown.length - 1, Math.max(0, at + by))
  if (to === at) return [...lanes]
  const rest = lanes.filter((lane) => lane !== shown[at])
  const place = rest.indexOf(shown[to]) + (to > at ? 1 : 0)
  return [...rest.slice(0, place), shown[at], ...rest.slice(place)]
}

/** The settings of the lane of a channel. */
export const changed = (lanes: Lanes, channel: string, change: Partial<Omit<LaneSpec, 'channels'>>): LaneSpec[] =>
  lanes.map((lane) => (has(lane, channel) ? { ...lane, ...change } : lane))

/** All channels that are seen in the first of their lanes. */
export function inOne(lanes: Lanes, seen: (channel: string) => boolean): LaneSpec[] {
  const channels = lanes.flatMap((lane) => lane.channels).filter(seen)
  if (channels.length < 2) return [...lanes]
  const first = lanes.find((lane) => lane.channels.some(seen))!
  const rest = lanes.flatMap((lane) => {
    const left = lane.channels.filter((channel) => !seen(channel))
    return left.length > 0 ? [{ ...lane, channels: left }] : []
  })
  return [{ ...first, channels }, ...rest]
}

const without = (lanes: Lanes, channel: string): LaneSpec[] =>
  lanes.flatMap((lane) => {
    if (!has(lane, channel)) return [lane]
    const channels = lane.channels.filter((c) => c !== channel)
    return channels.length > 0 ? [{ ...lane, channels }] : []
  })
