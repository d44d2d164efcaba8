import { badInput } from '../../shared/errors.ts'
import { freeAmong } from '../../shared/free-name.ts'
import type { Series } from '../../shared/data/series.ts'
import { resample, type Resampling } from '../preprocessing/resample.ts'

/** Of several series: the time that all of them cover, or that any of them does. */
export const coverages = ['inner', 'outer'] as const

export interface Alignment {
  stepMs: number
  how: Resampling
  rows: (typeof coverages)[number]
}

/**
 * Several series on one clock as one: each on the multiples of the step (see `resample`), side by side; where one has nothing its channels
 * are missing. A channel whose name is taken gets that of its series behind it. Throws bad-input where they have no time in common and
 * only that is wished, or one is empty.
 */
export function align(parts: readonly { name: string; series: Series }[], { stepMs, how, rows }: Alignment): Series {
  const laid = parts.map(({ name, series }) => {
    if (series.times.length === 0) throw badInput(`"${name}" has no rows.`)
    return { name, series: resample(series, stepMs, how) }
  })
  const firsts = laid.map(({ series }) => series.times[0])
  const lasts = laid.map(({ series }) => series.times[series.times.length - 1])
  const [start, end] =
    rows === 'inner' ? [Math.max(...firsts), Math.min(...lasts)] : [Math.min(...firsts), Math.max(...lasts)]
  if (start > end) {
    const [late, early] = [parts[firsts.indexOf(start)], parts[lasts.indexOf(end)]]
    throw badInput(
      `"${late.name}" and "${early.name}" have no time in common: the one begins ${said(start)}, the other ends ${said(end)}. Keep the rows of all (outer), or mend a clock that is wrong by a shift.`,
    )
  }
  const count = Math.round((end - start) / stepMs) + 1
  const times = Float64Array.from({ length: count }, (_, i) => start + i * stepMs)
  const channels: Series['channels'] = []
  const values: Float64Array[] = []
  for (const { name, series } of laid) {
    const offset = Math.round((series.times[0] - start) / stepMs)
    series.channels.forEach((channel, c) => {
      const taken = channels.map((one) => one.name)
      channels.push({
        ...channel,
        name: taken.includes(channel.name) ? freeAmong(`${channel.name} ${name}`, taken) : channel.name,
      })
      const column = new Float64Array(count).fill(NaN)
      series.values[c].forEach((value, i) => {
        const row = i + offset
        if (row >= 0 && row < count) column[row] = value
      })
      values.push(column)
    })
  }
  return { times, channels, values }
}

const said = (time: number) => new Date(time).toISOString().replace('.000Z', 'Z')
