import type { Channel, Lane } from '../../../src-main/shared/project.ts'
import type { Line } from '../../charts/paint-line.ts'
import type { Plot } from '../../charts/plot.ts'
import { extentWithin, type ValueAxis, valueAxis, widened } from '../../charts/value-axis.ts'
import type { Studio } from '../../state/studio.svelte.ts'
import { lineColours } from './colours.ts'
import type { Marks } from './marks.svelte.ts'

/** A channel's axis, as far as it can be read. Follows what was read, not what is seen: an axis that changes with every frame cannot be read. */
export function axisOf({ lanes, view, explaining, cleaning }: Studio, channel: Channel, height: number): ValueAxis {
  const { range } = lanes.drawn
  const quarter = (range.end - range.start) / 4
  const within = (series: number | null) => {
    const lane = series === null ? undefined : lanes.drawn.lanes.get(series)
    return lane ? extentWithin(lane.times, lane.values, range.start + quarter, range.end - quarter) : null
  }
  const [low, high] = widened(
    (view.fitValues ? within(channel.series) : null) ?? [channel.min ?? 0, channel.max ?? 1],
    within(explaining.expectedOf(channel.name)),
  )
  const cleaned = cleaning.lineOf(channel.name)
  const [least, most] = widened(
    [low, high],
    cleaned && extentWithin(cleaned.times, cleaned.values, view.start, view.end),
  )
  return valueAxis(least, most, height)
}

/** A channel's measured values, what was expected of them, and the labels that speak of it and not of all channels. */
export function plotOf(
  { lanes, explaining, cleaning, theme }: Studio,
  marks: Marks,
  channel: Channel,
  place: Pick<Plot, 'top' | 'height' | 'axis'>,
): Plot {
  const colours = lineColours(theme.dark)
  const lineOf = (series: number | null, look: Pick<Line, 'colour' | 'quiet'>): Line[] => {
    const lane: Lane | undefined = series === null ? undefined : lanes.shown.lanes.get(series)
    return lane ? [{ times: lane.times, values: lane.values, ...look }] : []
  }
  const cleaned = cleaning.lineOf(channel.name)
  return {
    ...place,
    lines: [
      ...lineOf(channel.series, { colour: colours.signal }),
      ...(cleaned ? [{ ...cleaned, colour: colours.cleaned }] : []),
      ...lineOf(explaining.expectedOf(channel.name), { colour: colours.expected, quiet: true }),
    ],
    layers: [{ bands: marks.labelsOf(channel.id), looks: marks.labelLooks }],
  }
}
