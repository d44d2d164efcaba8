import type { Channel, Lane } from '../../../src-main/shared/project.ts'
import { channelColours } from '../../charts/channel-colours.ts'
import { logAxis, logged } from '../../charts/log-axis.ts'
import type { Line } from '../../charts/paint-line.ts'
import type { Plot } from '../../charts/plot.ts'
import { stateBands, stateLooks } from '../../charts/states.ts'
import { extentWithin, type ValueAxis, valueAxis, widened } from '../../charts/value-axis.ts'
import type { LaneRow } from '../../state/chart/arrangement.svelte.ts'
import type { Studio } from '../../state/studio.svelte.ts'
import { lineColours, textColours } from './colours.ts'
import type { Marks } from './marks.svelte.ts'

/** Lowest and highest value of a channel as its lane shows it; of logarithms where the lane is logarithmic. null — none can be shown. */
function extentOf(studio: Studio, channel: Channel, log: boolean): [number, number] | null {
  const { lanes, view, explaining, cleaning } = studio
  const { range } = lanes.drawn
  const quarter = (range.end - range.start) / 4
  const seen = { start: range.start + quarter, end: range.end - quarter }
  const within = (series: number | null, { start, end } = seen) => {
    const lane = series === null ? undefined : lanes.drawn.lanes.get(series)
    return lane ? extentWithin(lane.times, log ? logged(lane.values) : lane.values, start, end) : null
  }
  const whole = (): [number, number] | null => {
    if (channel.min === null || channel.max === null) return log ? null : [0, 1]
    if (!log) return [channel.min, channel.max]
    if (channel.max <= 0) return null
    const low = channel.min > 0 ? Math.log10(channel.min) : within(channel.series, range)?.[0]
    return [low ?? Math.log10(channel.max) - 1, Math.log10(channel.max)]
  }
  const own = (view.fitValues ? within(channel.series) : null) ?? whole()
  if (!own) return null
  const cleaned = cleaning.lineOf(channel.name)
  return widened(
    widened(own, within(explaining.expectedOf(channel.name))),
    cleaned && extentWithin(cleaned.times, log ? logged(cleaned.values) : cleaned.values, view.start, view.end),
  )
}

/**
 * The axis of channels in one lane, as far as it can be read. Follows what was read, not what is seen: an axis that changes with every
 * frame cannot be read. Fixed limits hold exactly.
 */
function axisOf(studio: Studio, { log, low, high }: LaneRow, channels: readonly Channel[], height: number): ValueAxis {
  const extents = channels.map((channel) => extentOf(studio, channel, log)).filter((extent) => extent !== null)
  const scaled = (limit: number) => (log ? Math.log10(limit) : limit)
  const fixed = [low, high].map((limit) => (limit === null || (log && limit <= 0) ? null : scaled(limit)))
  const least = extents.length > 0 ? Math.min(...extents.map((e) => e[0])) : log ? -1 : 0
  const most = extents.length > 0 ? Math.max(...extents.map((e) => e[1])) : 1
  const make = log ? logAxis : valueAxis
  if (fixed[0] === null && fixed[1] === null) return make(least, most, height)
  // Where one limit is fixed and all values lie beyond it, there is still something to see of the axis.
  const [from, to] = [fixed[0] ?? Math.min(least, fixed[1]! - 1), fixed[1] ?? Math.max(most, fixed[0]! + 1)]
  return make(Math.min(from, to), Math.max(from, to), height, 0)
}

/** A lane with what is drawn in it: one plot, or one for each channel where each has its own axis. */
export interface DrawnLane {
  row: LaneRow
  plots: Plot[]
  colours: readonly string[]
}

/** The states of a channel as bands; undefined until they are read. */
function bandOf(
  { lanes, view, theme, datasets }: Studio,
  { series }: Channel,
  names: readonly string[],
): Plot['states'] {
  const { range, lanes: read } = lanes.shown
  const lane = read.get(series)
  if (!lane) return
  const { text, faint } = textColours(theme.dark)
  const pixel = (range.end - range.start) / Math.max(1, view.width)
  return {
    bands: stateBands(lane, names.length, pixel, datasets.selected?.stepMs ?? 0),
    looks: stateLooks(names, theme.dark, faint),
    text,
  }
}

/** The lane's channels as they were measured, what was expected of them, and the labels that speak of them and not of all channels. */
export function drawnLane(
  studio: Studio,
  marks: Marks,
  row: LaneRow,
  place: { top: number; height: number },
): DrawnLane {
  const { lanes, explaining, cleaning, theme } = studio
  const { signal, cleaned: cleanedColour, expected } = lineColours(theme.dark)
  const palette = channelColours(theme.dark)
  const colours = row.channels.map((_, i) => (row.channels.length === 1 ? signal : palette[i % palette.length]))
  const shown = (values: Float64Array) => (row.log ? logged(values) : values)
  const lineOf = (series: number | null, look: Pick<Line, 'colour' | 'quiet'>): Line[] => {
    const lane: Lane | undefined = series === null ? undefined : lanes.shown.lanes.get(series)
    return lane ? [{ times: lane.times, values: shown(lane.values), ...look }] : []
  }
  const linesOf = (channel: Channel, colour: string): Line[] => {
    const cleaned = cleaning.lineOf(channel.name)
    return [
      ...lineOf(channel.series, { colour }),
      ...(cleaned ? [{ times: cleaned.times, values: shown(cleaned.values), colour: cleanedColour }] : []),
      ...lineOf(explaining.expectedOf(channel.name), { colour: expected, quiet: true }),
    ]
  }
  const layersOf = (channels: readonly Channel[]) =>
    channels.map((channel) => ({ bands: marks.labelsOf(channel.id), looks: marks.labelLooks }))
  if (row.states && row.drawn === 'band') {
    const states = bandOf(studio, row.channels[0], row.states)
    const axis = { min: 0, max: 1, ticks: [] }
    return { row, colours, plots: [{ ...place, axis, lines: [], layers: layersOf(row.channels), states }] }
  }
  if (row.axes === 'one' || row.channels.length === 1)
    return {
      row,
      colours,
      plots: [
        {
          ...place,
          axis: axisOf(studio, row, row.channels, place.height),
          lines: row.channels.flatMap((channel, i) => linesOf(channel, colours[i])),
          layers: layersOf(row.channels),
        },
      ],
    }
  return {
    row,
    colours,
    plots: row.channels.map((channel, i) => {
      const axis = axisOf(studio, row, [channel], place.height)
      return {
        ...place,
        // Numbers of several axes in one place could not be read.
        axis: channel === row.front ? axis : { ...axis, ticks: [] },
        lines: linesOf(channel, colours[i]),
        layers: layersOf([channel]),
        numbers: colours[i],
      }
    }),
  }
}
