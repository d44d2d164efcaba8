import { overlay as overlaid, periodsOf } from '../../../analysis/explore/overlay.ts'
import { listLabels } from '../../../db/labels/labels.ts'
import type { Project } from '../../../db/project.ts'
import { getRun, listDetections } from '../../../db/runs.ts'
import { badInput } from '../../../shared/errors.ts'
import { count } from '../../../shared/counted.ts'
import { lowerBound } from '../../../shared/search.ts'
import type { ExploreQuestion, ExploreScope } from '../../../shared/data/explore.ts'
import type { TimeRange } from '../../../shared/data/series.ts'
import type { Answer } from './answer.ts'
import { cutStretch } from './cut.ts'
import { type Stretch, stretchOf } from './stretch.ts'

/** Points of a curve at most; of fewer rows than that, as many as there are. */
const mostBins = 240
const leastBins = 4
/** More curves than this are a grey area. */
const mostCurves = 200
const mostStretches = 5000

type Question = Extract<ExploreQuestion, { kind: 'overlay' }>
type Events = Exclude<Question['by'], number>
const nothing: Record<Events, string> = {
  labels: 'accepted label',
  detections: 'detection of the run that is shown',
  condition: 'place where the condition holds',
}

/** Days on days, weeks on weeks, or labelled events on each other, with their mean and envelope. */
export const overlay: Answer<'overlay'> = async (db, scope, question, job) => {
  const stretch = stretchOf(db, { ...scope, exact: true })
  const { by, offset, anchor, stretched } = question
  const times = stretch.times()
  await job.checkpoint({ phase: 'Reading', done: 1, total: 2, unit: 'steps' })
  const values = stretch.values(stretch.channel(question.channel))
  const view = { start: times[0], end: times[times.length - 1] }
  const all =
    typeof by === 'number' ? periodsOf(view, by, offset) : within(view, eventsOf(db, scope, question, stretch))
  if (all.length === 0) throw badInput(`There is no ${nothing[by as Events]} in this stretch to be laid over others.`)
  if (all.length > mostStretches)
    throw badInput(
      typeof by === 'number'
        ? 'The period is too short for this stretch: it would be cut into thousands of pieces.'
        : `These are ${count(all.length)} events: at most ${count(mostStretches)} can be laid over each other. Show less of the chart.`,
    )
  const isEvents = typeof by !== 'number'
  const around = (side: 'before' | 'after') => (isEvents && !stretched ? question[side] : 0)
  await job.checkpoint({ phase: 'Laying over each other', done: 1, total: 2, unit: 'steps' })
  const found = overlaid(times, values, all, {
    bins: binsFor(times, all, isEvents && stretched),
    anchor,
    stretched: isEvents && stretched,
    before: around('before'),
    after: around('after'),
  })
  if (found.mean.every(Number.isNaN))
    throw badInput(`${stretch.channel(question.channel).name} has no value here: there is no curve.`)
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
      all.length === 1 && typeof by === 'number'
        ? 'Only one of these periods is shown: there is nothing to lay over it. Show more of the chart, or choose a shorter length.'
        : every > 1
          ? `One in ${count(every)} of ${count(all.length)} curves is drawn; mean and envelope are of all.`
          : null,
  }
}

/** No more than a curve has rows: of the longest on one time axis, of the shortest where they are stretched to one length. */
function binsFor(times: Float64Array, ranges: readonly TimeRange[], stretched: boolean): number {
  const rows = ranges
    .map(({ start, end }) => lowerBound(times, end) - lowerBound(times, start))
    .filter((n) => n > 1)
    .reduce((a, b) => (stretched ? Math.min(a, b) : Math.max(a, b)), stretched ? mostBins : leastBins)
  return Math.max(leastBins, Math.min(mostBins, rows))
}

const within = (view: TimeRange, ranges: TimeRange[]) =>
  ranges
    .filter(({ start, end }) => end >= view.start && start <= view.end)
    // The last point of an event belongs to it.
    .map(({ start, end }) => ({ start, end: end + 1 }))

function eventsOf(db: Project, scope: ExploreScope, { by, run, cut }: Question, stretch: Stretch): TimeRange[] {
  if (by === 'labels')
    return scope.labelSet === null
      ? []
      : listLabels(db, { set: scope.labelSet }).filter(({ status }) => status === 'accepted')
  if (by === 'detections')
    return run === null || getRun(db, run).dataset !== scope.dataset ? [] : listDetections(db, run)
  const times = stretch.times()
  return cut === null ? [] : cutStretch(db, scope.dataset, stretch, times, cut).map(({ first, last }) => ({ start: times[first], end: times[last] })) // prettier-ignore
}
