import { groupCycles } from '../../../analysis/explore/cycle-groups.ts'
import { shapeOf } from '../../../analysis/explore/cycles.ts'
import { quantilesOf } from '../../../analysis/math/select.ts'
import { count, counted } from '../../../shared/counted.ts'
import { badInput } from '../../../shared/errors.ts'
import type { Answer } from './answer.ts'
import { cutStretch } from './cut.ts'
import { stretchOf } from './stretch.ts'

/** Points of a shape. */
const points = 64
/** More cycles than this take long to be grouped, and nobody looks at them one by one. */
const mostCycles = 3000
/** Curves of one group that are drawn: more are an area. */
const drawnPerGroup = 60

/** Cycles or batches, cut by a condition, and grouped by the shapes that they have after stretching to one length. */
export const cycles: Answer<'cycles'> = async (db, scope, { cut, shape, groups: wanted }, job) => {
  const stretch = stretchOf(db, scope, 'middle')
  const times = stretch.times()
  await job.checkpoint({ phase: 'Cutting', done: 0, total: 2, unit: 'steps' })
  const ranges = cutStretch(db, scope.dataset, stretch, times, cut)
  if (ranges.length === 0)
    throw badInput(
      'The condition holds nowhere in what is shown, or for a shorter time than the least: there is no cycle.',
    )
  if (ranges.length > mostCycles)
    throw badInput(
      `The condition makes ${count(ranges.length)} cycles, and at most ${count(mostCycles)} can be grouped: give a longer least time, or show less of the chart.`,
    )
  const values = stretch.values(stretch.channel(shape))
  const all = ranges.map((range) => shapeOf(times, values, range, points))
  const rows = [...all.keys()].filter((i) => all[i] !== null)
  const without = ranges.length - rows.length
  if (rows.length === 0) throw badInput(`${stretch.channel(shape).name} has no values in any of the cycles.`)
  await job.checkpoint({ phase: 'Grouping', done: 1, total: 2, unit: 'steps' })
  const shapes = rows.map((i) => all[i]!)
  const { group, groups, apart } = groupCycles(shapes, wanted)
  const starts = Float64Array.from(rows, (i) => times[ranges[i].first])
  const ends = Float64Array.from(rows, (i) => times[ranges[i].last])
  const drawn = drawnOf(group, groups.map(({ size }) => size)) // prettier-ignore
  return {
    kind: 'cycles',
    from: stretch.from,
    starts,
    ends,
    group,
    groups: groups.map((one, g) => ({
      ...one,
      medianMs: quantilesOf(ends.map((end, i) => end - starts[i]).filter((_, i) => group[i] === g), [0.5])[0], // prettier-ignore
    })),
    at: Float64Array.from({ length: points }, (_, p) => p / (points - 1)),
    drawn,
    curves: Array.from(drawn, (i) => shapes[i]),
    apart,
    notes: [
      ...(without > 0
        ? [`${counted(without, 'cycle')} without values of ${stretch.channel(shape).name} left out.`]
        : []),
      ...(drawn.length < rows.length
        ? [`${count(drawn.length)} of ${counted(rows.length, 'cycle')} are drawn; mean and envelope are of all.`]
        : []),
    ],
  }
}

/** Of each group some, evenly taken. */
function drawnOf(group: Uint8Array, sizes: number[]): Uint32Array {
  const seen = sizes.map(() => 0)
  const every = sizes.map((size) => Math.max(1, Math.ceil(size / drawnPerGroup)))
  const out: number[] = []
  group.forEach((g, i) => {
    if (seen[g]++ % every[g] === 0) out.push(i)
  })
  return Uint32Array.from(out)
}
