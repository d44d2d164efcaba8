import { overlay as overlaid, periodsOf } from '../../../analysis/explore/overlay.ts'
import { listLabels } from '../../../db/labels.ts'
import { badInput } from '../../../shared/errors.ts'
import { count } from '../../../shared/counted.ts'
import type { Answer } from './answer.ts'
import { stretchOf } from './stretch.ts'

const bins = 240
/** More curves than this are a grey area. */
const mostCurves = 200

/** Days on days, weeks on weeks, or labelled events on each other, with their mean and envelope. */
export const overlay: Answer<'overlay'> = async (db, scope, question, job) => {
  const stretch = stretchOf(db, { ...scope, exact: true })
  const { by, offset, anchor, stretched } = question
  const times = stretch.times()
  await job.checkpoint({ phase: 'Reading', done: 1, total: 2, unit: 'steps' })
  const values = stretch.values(stretch.channel(question.channel))
  const view = { start: times[0], end: times[times.length - 1] }
  const all =
    by === 'labels'
      ? scope.labelSet === null
        ? []
        : listLabels(db, { set: scope.labelSet })
            .filter((label) => label.status === 'accepted' && label.end >= view.start && label.start <= view.end)
            // The last point of a label belongs to it.
            .map(({ start, end }) => ({ start, end: end + 1 }))
      : periodsOf(view, by, offset)
  if (all.length === 0) throw badInput('There is no accepted label in this stretch to be laid over others.')
  if (by !== 'labels' && all.length > 5000)
    throw badInput('The period is too short for this stretch: it would be cut into thousands of pieces.')
  await job.checkpoint({ phase: 'Laying over each other', done: 1, total: 2, unit: 'steps' })
  const found = overlaid(times, values, all, { bins, anchor, stretched: by === 'labels' && stretched })
  const every = Math.ceil(all.length / mostCurves)
  const keeps = <T>(_: T, i: number) => i % every === 0
  return {
    kind: 'overlay',
    from: stretch.from,
    ...found,
    starts: found.starts.filter(keeps),
    ends: Float64Array.from(all, ({ end }) => end).filter(keeps),
    curves: found.curves.filter(keeps),
    note:
      every > 1
        ? `Every ${count(every)}th of ${count(all.length)} curves is drawn; mean and envelope are of all.`
        : null,
  }
}
