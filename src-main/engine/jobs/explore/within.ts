import { stretchesWithin } from '../../../analysis/explore/grid.ts'
import { usualStep } from '../../../analysis/preprocessing/gaps.ts'
import type { Answer } from './answer.ts'
import { stretchOf } from './stretch.ts'

/** More stretches than this are a colour over the whole chart. */
const most = 2000

/** The rows of the points in a box, all of them: what a brush picks. */
export const within: Answer<'within'> = async (db, scope, { x, y, box }, job) => {
  const stretch = stretchOf(db, { ...scope, exact: true })
  const times = stretch.times()
  await job.checkpoint()
  const [xs, ys] = [stretch.values(stretch.channel(x)), stretch.values(stretch.channel(y))]
  await job.checkpoint()
  const found = stretchesWithin(times, xs, ys, box, { reach: 2 * usualStep(times) || 0, most })
  return { kind: 'within', from: stretch.from, ...found }
}
