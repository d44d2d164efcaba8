import { histogram } from '../../../analysis/explore/distribution.ts'
import { gridOf } from '../../../analysis/explore/grid.ts'
import { badInput } from '../../../shared/errors.ts'
import type { ScatterGrid } from '../../../shared/data/explore.ts'
import type { Answer } from './answer.ts'
import { stretchOf } from './stretch.ts'

/** More channels than this are too small to be told apart. */
export const mostInMatrix = 6
const cellsPerSide = 48

/** Each pair of the first six channels as a grid of counts, and the histogram of each. */
export const scatterMatrix: Answer<'scatter-matrix'> = async (db, scope, _question, job) => {
  if (scope.channels.length < 2) throw badInput('Show at least two channels: one has nothing to be drawn against.')
  const stretch = stretchOf(db, { ...scope, channels: scope.channels.slice(0, mostInMatrix) })
  const { channels } = stretch
  const cells: (ScatterGrid | null)[][] = channels.map(() => channels.map(() => null))
  const bars = []
  for (const [i, one] of channels.entries()) {
    const y = stretch.values(one)
    bars.push(barsOf(y))
    // One pair at a time lies in memory.
    for (let j = 0; j < i; j++) {
      await job.checkpoint({ phase: 'Counting pairs', done: i, total: channels.length, unit: 'channels' })
      const grid = gridOf(stretch.values(channels[j]), y, cellsPerSide, cellsPerSide)
      if (!grid) continue
      cells[i][j] = { ...grid, means: null }
      cells[j][i] = { ...grid, x: grid.y, y: grid.x, counts: turned(grid.counts), means: null }
    }
  }
  return { kind: 'scatter-matrix', from: stretch.from, channels: channels.map(({ id }) => id), cells, bars }
}

const turned = (counts: Uint32Array) =>
  counts.map((_, at) => counts[(at % cellsPerSide) * cellsPerSide + Math.floor(at / cellsPerSide)])

function barsOf(values: Float64Array) {
  let [low, high] = [Infinity, -Infinity]
  for (let i = 0; i < values.length; i++) {
    if (values[i] < low) low = values[i]
    if (values[i] > high) high = values[i]
  }
  return high > low ? histogram(values, low, high, cellsPerSide) : null
}
