import type { ScatterGrid } from '../../../src-main/shared/data/explore.ts'
import { risingColours, thirdColours } from './colours.ts'
import { imageSeries, paintCells, ramp } from './image.ts'

/** A grid of counts as a series of a chart. byMeans — coloured by the third channel, and only as strong as there are rows. */
export function densitySeries(grid: ScatterGrid, byMeans: boolean, dark: boolean, more: object = {}) {
  return imageSeries(pictureOf(grid, byMeans, dark), grid.x, grid.y, more)
}

function pictureOf({ columns, rows, counts, means }: ScatterGrid, byMeans: boolean, dark: boolean): HTMLCanvasElement {
  const most = counts.reduce((a, b) => Math.max(a, b), 1)
  const coloured = byMeans ? means : null
  const [least, range] = coloured ? rangeOf(coloured) : [0, 1]
  const colour = ramp(coloured ? thirdColours(dark) : risingColours(dark).slice(1))
  return paintCells(columns, rows, (at) => {
    if (counts[at] === 0) return null
    // By the logarithm: one row of a million is still seen.
    const weight = most > 1 ? Math.log(counts[at]) / Math.log(most) : 1
    const share = coloured ? (coloured[at] - least) / range : weight
    return [Number.isNaN(share) ? grey : colour(share), coloured ? 0.35 + 0.65 * weight : 1]
  })
}

const grey = [136, 136, 136] as const

function rangeOf(values: Float64Array): [number, number] {
  let [least, most] = [Infinity, -Infinity]
  for (const v of values) {
    if (v < least) least = v
    if (v > most) most = v
  }
  return [least, most > least ? most - least : 1]
}
