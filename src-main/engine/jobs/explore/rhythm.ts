import { classicalDecomposition } from '../../../analysis/preprocessing/decomposition.ts'
import { stl } from '../../../analysis/preprocessing/stl.ts'
import { periodsIn } from '../../../analysis/explore/periods.ts'
import { regularSeries } from '../../../analysis/explore/regular.ts'
import { coarsened, spectrogram, welch } from '../../../analysis/explore/spectrum.ts'
import { badInput } from '../../../shared/errors.ts'
import type { Rhythm } from '../../../shared/data/explore.ts'
import type { Answer } from './answer.ts'
import { stretchOf } from './stretch.ts'

/** Values for spectra and autocorrelation; a day of seconds is found in them for a week. */
const mostValues = 1 << 19
/** Values of a decomposition: more would be no other picture, and STL takes as long as its width. */
const mostParts = 4096
/** Points that are sent to be drawn. */
const drawn = 2000
/** Cells of a spectrogram that are sent: frequencies and times. */
const drawnFrequencies = 128
const drawnTimes = 256

/** What comes back again: autocorrelation, spectrum and the parts of one channel. */
export const rhythm: Answer<'rhythm'> = async (db, scope, { channel: id, period, method }, job) => {
  // Blocks of a sample have no rhythm: the first answer is that of the middle.
  const stretch = stretchOf(db, scope, 'middle')
  const channel = stretch.channel(id)
  const times = stretch.times()
  await job.checkpoint()
  const values = stretch.values(channel)
  await job.checkpoint({ phase: 'Averaging', done: 1, total: 4, unit: 'steps' })
  const regular = regularSeries(times, values, mostValues)
  if (!regular) throw badInput(`${channel.name} has fewer than four values here: show more of the chart.`)
  await job.checkpoint()
  const { correlation, periods } = periodsIn(regular.values)
  await job.checkpoint({ phase: 'Finding periods', done: 2, total: 4, unit: 'steps' })
  const rate = 1000 / regular.stepMs
  const n = regular.values.length
  const spectrum = welch(regular.values, rate, Math.min(n, 4096))
  await job.checkpoint()
  const pictured =
    n >= 256 ? coarsened(spectrogram(regular.values, rate, spectrogramLength(n)), drawnFrequencies, drawnTimes) : null
  await job.checkpoint({ phase: 'Taking apart', done: 3, total: 4, unit: 'steps' })
  const every = Math.max(1, Math.floor(correlation.length / drawn))
  const found = periods.map(({ lag, strength }) => ({ ms: lag * regular.stepMs, strength }))
  const { decomposition, note } = parts(times, values, period === null ? found.map(({ ms }) => ms) : [period], method)
  return {
    kind: 'rhythm',
    from: stretch.from,
    stepMs: regular.stepMs,
    filled: regular.filled,
    correlation: correlation.filter((_, i) => i % every === 0),
    every,
    periods: found,
    spectrum,
    spectrogram: pictured && {
      times: pictured.time.map((t) => regular.start + t * 1000),
      frequency: pictured.frequency,
      power: pictured.power,
    },
    decomposition,
    note: correlation.length === 0 ? `${channel.name} does not change here.` : note,
  }
}

/** About 200 pieces over the whole, of a power of two. */
const spectrogramLength = (n: number) => Math.max(64, 2 ** Math.round(Math.log2(n / 100)))

/** By the first of the periods that is neither too short nor too long for it; a note where none is. */
function parts(
  times: Float64Array,
  values: Float64Array,
  periods: readonly number[],
  method: 'classical' | 'stl',
): Pick<Rhythm, 'decomposition' | 'note'> {
  if (periods.length === 0)
    return { decomposition: null, note: 'No period was found in this stretch. Type one to take it apart all the same.' }
  const regular = regularSeries(times, values, mostParts)
  if (!regular) return { decomposition: null, note: null }
  const lengths = periods.map((period) => Math.round(period / regular.stepMs))
  const points = lengths.find((n) => n >= 4 && regular.values.length >= 2 * n) ?? lengths[0]
  const said = (problem: string) => ({ decomposition: null, note: problem })
  if (points < 4)
    return said('The period is too short for this stretch: zoom in to a stretch of fewer periods to take it apart.')
  if (regular.values.length < 2 * points)
    return said(
      'Two complete periods are needed to take the channel apart: show more of the chart, or type a shorter period.',
    )
  const take = method === 'stl' ? stl : classicalDecomposition
  return {
    decomposition: {
      periodMs: points * regular.stepMs,
      stepMs: regular.stepMs,
      times: regular.values.map((_, i) => regular.start + i * regular.stepMs),
      values: regular.values,
      ...take(regular.values, points),
    },
    note: null,
  }
}
