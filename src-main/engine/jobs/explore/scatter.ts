import { gridOf, meansIn } from '../../../analysis/explore/grid.ts'
import { chanceCorrelation, crossCorrelation } from '../../../analysis/explore/lag.ts'
import { regularSeries } from '../../../analysis/explore/regular.ts'
import { labelFlags } from '../data/stored-series.ts'
import type { Answer } from './answer.ts'
import { correlatedHeld } from './correlated.ts'
import { stretchOf } from './stretch.ts'

/** More points than this are no longer told apart. */
const mostPoints = 6000
const laggedSteps = 32_768
/** Cells of the grid that all rows are counted in. */
const columns = 150
const rows = 100

/** Two channels against each other, coloured by a third, by time or by label; and how one lags behind the other. */
export const scatter: Answer<'scatter'> = async (db, scope, { x: xId, y: yId, colour }, job) => {
  const stretch = stretchOf(db, scope)
  const xs = stretch.values(stretch.channel(xId))
  await job.checkpoint()
  const ys = stretch.values(stretch.channel(yId))
  await job.checkpoint()
  const times = stretch.times()
  await job.checkpoint()
  const [[, r]] = await correlatedHeld([xs, ys], job)
  const both: number[] = []
  const every = Math.max(1, xs.length / mostPoints)
  for (let i = 0; i < xs.length; i += every) {
    const row = Math.floor(i)
    if (!Number.isNaN(xs[row]) && !Number.isNaN(ys[row])) both.push(row)
  }
  const flags = colour === 'label' ? labelFlags(db, scope.labelSet, times) : null
  const third = typeof colour === 'number' ? stretch.values(stretch.channel(colour)) : null
  await job.checkpoint()
  const pick = (of: (row: number) => number) => Float64Array.from(both, of)
  await job.checkpoint()
  const grid = gridOf(xs, ys, columns, rows)
  await job.checkpoint()
  const means = grid && meansIn(grid, xs, ys, third ?? flags ?? times)
  await job.checkpoint()
  // Blocks of a sample do not lie beside each other: a lag is told by all rows, or by one block.
  const whole = stretch.pieces.length === 1 ? times.length : stretch.pieces[0].last - stretch.pieces[0].first + 1
  const regular = (values: Float64Array) =>
    regularSeries(times.subarray(0, whole), values.subarray(0, whole), laggedSteps)
  const a = regular(xs)
  await job.checkpoint()
  const b = regular(ys)
  await job.checkpoint()
  const lag = a && b && crossCorrelation(a.values, b.values, Math.min(2000, Math.floor(a.values.length / 4)))
  return {
    kind: 'scatter',
    from: stretch.from,
    times: pick((row) => times[row]),
    x: pick((row) => xs[row]),
    y: pick((row) => ys[row]),
    colour: pick((row) => (third ? third[row] : flags ? flags[row] : colour === 'time' ? times[row] : 0)),
    grid: grid && { ...grid, means },
    r,
    lag: lag && {
      stepMs: a.stepMs,
      first: lag.first,
      correlation: lag.correlation,
      bestMs: lag.best.lag * a.stepMs,
      best: lag.best.correlation,
      chance: chanceCorrelation(
        a.values,
        b.values,
        lag.correlation.length,
        a.values.length - Math.max(a.filled, b.filled),
      ),
    },
  }
}
