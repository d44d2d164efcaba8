import { histogram } from '../../../analysis/explore/distribution.ts'
import { countsOf, placesOf } from '../../../analysis/explore/grid.ts'
import { badInput } from '../../../shared/errors.ts'
import type { ScatterGrid } from '../../../shared/data/explore.ts'
import type { Answer } from './answer.ts'
import { stretchOf } from './stretch.ts'

/** More channels than this are too small to be told apart. */
export const mostInMatrix = 6
const cellsPerSide = 48

/** Each pair of the first six channels as a grid of counts, and the histogram of each; a channel has the same edges in all of its grids. */
export const scatterMatrix: Answer<'scatter-matrix'> = async (db, scope, _question, job) => {
  if (scope.channels.length < 2) throw badInput('Show at least two channels: one has nothing to be drawn against.')
  const stretch = stretchOf(db, { ...scope, channels: scope.channels.slice(0, mostInMatrix) })
  const { channels } = stretch
  const cells: (ScatterGrid | null)[][] = channels.map(() => channels.map(() => null))
  const bars = []
  const read: ({ range: [number, number]; places: Uint8Array } | null)[] = []
  for (const [i, channel] of channels.entries()) {
    await job.checkpoint({ phase: 'Counting pairs', done: i, total: channels.length, unit: 'channels' })
    const values = stretch.values(channel)
    const range = rangeOf(values)
    bars.push(range && histogram(values, ...range, cellsPerSide))
    read.push(range && { range, places: placesOf(values, range, cellsPerSide) })
    const [y] = read.slice(-1)
    for (const [j, x] of read.slice(0, -1).entries()) {
      if (!x || !y) continue
      await job.checkpoint()
      const counts = countsOf(x.places, y.places, cellsPerSide)
      if (!counts.some((count) => count > 0)) continue
      const size = { columns: cellsPerSide, rows: cellsPerSide, means: null }
      cells[i][j] = { ...size, x: x.range, y: y.range, counts }
      cells[j][i] = { ...size, x: y.range, y: x.range, counts: turned(counts) }
    }
  }
  return { kind: 'scatter-matrix', from: stretch.from, channels: channels.map(({ id }) => id), cells, bars }
}

const turned = (counts: Uint32Array) =>
  counts.map((_, at) => counts[(at % cellsPerSide) * cellsPerSide + Math.floor(at / cellsPerSide)])

/** null where there are no two values that differ. */
function rangeOf(values: Float64Array): [number, number] | null {
  let [low, high] = [Infinity, -Infinity]
  for (let i = 0; i < values.length; i++) {
    if (values[i] < low) low = values[i]
    if (values[i] > high) high = values[i]
  }
  return high > low ? [low, high] : null
}
