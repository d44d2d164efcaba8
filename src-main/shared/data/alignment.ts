import { z } from 'zod'
import { count } from '../counted.ts'
import { badInput } from '../errors.ts'
import { freeAmong } from '../free-name.ts'
import type { ChannelInfo, TimeRange } from './series.ts'

/**
 * time-mean — the mean over time, of the straight lines between the points, around the row; linear — the value at the row;
 * mean, last, min, max — of the points from the row to the next one, as pandas' resample.
 */
export const resamplings = ['time-mean', 'linear', 'mean', 'last', 'min', 'max'] as const
export type Resampling = (typeof resamplings)[number]

/** Of several series: the time that all of them cover, or that any of them does. */
export const coverages = ['inner', 'outer'] as const

/** How several series come onto one clock: the multiples of the step since 1970, UTC. */
export const alignment = z.object({
  stepMs: z.number().positive(),
  how: z.enum(resamplings),
  rows: z.enum(coverages),
})
export type Alignment = z.infer<typeof alignment>

/** More rows than this are a mistaken step, not a wish. */
export const mostRows = 50_000_000

/** start — the time of the first row, epoch ms; rows — how many there are. */
export interface Clock {
  start: number
  rows: number
}

/**
 * The rows of several series on one clock. Throws bad-input where they have no time in common and only that is wished, or where there
 * would be more than 50 million rows.
 */
export function commonClock(
  parts: readonly ({ name: string } & TimeRange)[],
  { stepMs, rows }: Pick<Alignment, 'stepMs' | 'rows'>,
): Clock {
  const onStep = (time: number) => Math.floor(time / stepMs) * stepMs
  const firsts = parts.map((part) => onStep(part.start))
  const lasts = parts.map((part) => onStep(part.end))
  const [start, end] =
    rows === 'inner' ? [Math.max(...firsts), Math.min(...lasts)] : [Math.min(...firsts), Math.max(...lasts)]
  if (start > end) {
    const [late, early] = [parts[firsts.indexOf(start)], parts[lasts.indexOf(end)]]
    throw badInput(
      `"${late.name}" and "${early.name}" have no time in common: the one begins ${said(start)}, the other ends ${said(end)}. Keep the rows of all (outer), or mend a clock that is wrong by a shift.`,
    )
  }
  const found = Math.round((end - start) / stepMs) + 1
  if (found > mostRows)
    throw badInput(
      `This step would give ${count(found)} rows; at most ${count(mostRows)} are possible. Take a longer step.`,
    )
  return { start, rows: found }
}

const said = (time: number) => new Date(time).toISOString().replace('.000Z', 'Z')

/** The channels of several series side by side, by series. One whose name is taken gets that of its series behind it. */
export function channelsBeside(parts: readonly { name: string; channels: readonly ChannelInfo[] }[]): ChannelInfo[][] {
  const taken: string[] = []
  return parts.map(({ name, channels }) =>
    channels.map((channel) => {
      const own = taken.includes(channel.name) ? freeAmong(`${channel.name} ${name}`, taken) : channel.name
      taken.push(own)
      return { name: own, unit: channel.unit }
    }),
  )
}
