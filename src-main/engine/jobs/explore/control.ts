import type { Job } from '../../../analysis/job.ts'
import { neighbourCorrelation, planesOf } from '../../../analysis/control-charts/planes.ts'
import { partValues, singlePoints, type ChartPoints } from '../../../analysis/control-charts/points.ts'
import { drawn, findingsOf, signalsOf } from '../../../analysis/control-charts/signals.ts'
import type { Project } from '../../../db/project.ts'
import { count, counted } from '../../../shared/counted.ts'
import { badInput, StudioError } from '../../../shared/errors.ts'
import type { ControlSettings } from '../../../shared/data/control.ts'
import type { AnsweredFrom } from '../../../shared/data/answered-from.ts'
import type { ExploreQuestion, ExploreScope } from '../../../shared/data/explore.ts'
import type { Channel } from '../../../shared/project.ts'
import { labelFlags } from '../data/stored-series.ts'
import type { Answer } from './answer.ts'
import { stretchOf, type Stretch } from './stretch.ts'

/** Runs of points of which the lowest and the highest are drawn. */
const buckets = 500
/** Findings that are told. */
const mostFindings = 500
/** Limits from fewer points than this move a good deal with the next one: Montgomery asks for twenty to twenty-five. */
const fewPoints = 20
/** Neighbours that depend on each other more than this make the moving range far smaller than the deviation. */
const dependent = 0.5

/** A control chart of one channel, with limits from rows that are called normal. */
export const control: Answer<'control'> = async (db, scope, question, job) => {
  const stretch = stretchOf(db, scope)
  const channel = stretch.channel(question.channel)
  await job.checkpoint({ phase: 'Reading', done: 0, total: 3, unit: 'steps' })
  const single = singlePoints(stretch.times(), stretch.values(channel), null)
  await job.checkpoint()
  const normal = await normalValues(db, scope, question, { stretch, single, channel }, job)
  const needed = question.chart === 'xbar-s' ? question.subgroup : 1
  if (single.values.length < needed)
    throw badInput(
      `${channel.name} has ${single.values.length === 0 ? 'no value' : counted(single.values.length, 'value')} here, and a chart of it needs at least ${counted(needed, 'value')}: show more of the chart.`,
    )
  checkNormal(channel, normal, question)
  await job.checkpoint({ phase: 'Finding limits', done: 1, total: 3, unit: 'steps' })
  const { points, centre, sigma, planes } = await planesOf(single, normal.parts, question, () => job.checkpoint())
  await job.checkpoint()
  if (points.values.length === 0)
    throw badInput(`${channel.name} has no ${question.subgroup} values in a row here without a gap: take smaller subgroups.`) // prettier-ignore
  const rules = planes.flatMap((plane) => plane.rules)
  const looked = []
  for (const [p, plane] of planes.entries()) {
    const firstBit = p === 0 ? 0 : planes[0].rules.length
    const between = () => job.checkpoint({ phase: 'Trying the rules', done: 2, total: 3, unit: 'steps' })
    looked.push({ plane, signals: await signalsOf(points, plane, firstBit, between) })
  }
  await job.checkpoint()
  const { findings, all } = findingsOf(points, looked, rules, mostFindings)
  await job.checkpoint()
  const charts = []
  for (const { plane, signals } of looked) {
    charts.push(drawn(points, plane, signals, buckets))
    await job.checkpoint()
  }
  const counts = looked.flatMap(({ signals }) => signals.counts)
  return {
    kind: 'control',
    from: stretch.from,
    channel: channel.id,
    chart: question.chart,
    limits: { from: normal.from, values: normal.values, centre, sigma },
    points: points.values.length,
    rules: rules.map(({ text }, r) => ({ text, points: counts[r] })),
    charts,
    findings,
    found: all,
    notes: notesOf(normal, points, question),
  }
}

interface Normal {
  parts: Float64Array[]
  from: AnsweredFrom
  values: number
}

/** The values of the normal rows; those of the stretch itself, and no second copy, where they are the same rows. */
async function normalValues(
  db: Project,
  scope: ExploreScope,
  { normal: { ranges, unlabelled } }: Extract<ExploreQuestion, { kind: 'control' }>,
  view: { stretch: Stretch; single: ChartPoints; channel: Channel },
  job: Job,
): Promise<Normal> {
  const of = ranges.length > 0 ? ranges : [{ start: -8.64e15, end: 8.64e15 }]
  const parts: Float64Array[] = []
  const from = { rows: 0, of: 0 }
  for (const range of of) {
    await job.checkpoint()
    const stretch = tryStretch(db, { ...scope, ...range })
    if (!stretch) continue
    const times = stretch.times()
    const flags = unlabelled ? labelFlags(db, scope.labelSet, times) : null
    const isView = !flags && JSON.stringify(stretch.pieces) === JSON.stringify(view.stretch.pieces)
    const points = isView ? view.single : singlePoints(times, stretch.values(view.channel), flags && flags.map((flag) => 1 - flag)) // prettier-ignore
    parts.push(...partValues(points))
    from.rows += stretch.from.rows
    from.of += stretch.from.of
  }
  return { parts, from, values: parts.reduce((n, part) => n + part.length, 0) }
}

/** null where there is no row. */
function tryStretch(db: Project, scope: ExploreScope): Stretch | null {
  try {
    return stretchOf(db, scope)
  } catch (error) {
    if (error instanceof StudioError && error.code === 'bad-input') return null
    throw error
  }
}

/** Throws bad-input where limits cannot be made of the normal rows. */
function checkNormal({ name }: Channel, { parts, from, values }: Normal, { chart, subgroup: size }: ControlSettings) {
  if (from.rows === 0) throw badInput('The range that is called normal holds no row of this dataset: choose another.')
  const groups = parts.reduce((n, part) => n + Math.floor(part.length / size), 0)
  if (chart === 'xbar-s' && groups < 2)
    throw badInput(`The normal range holds ${counted(groups, 'subgroup')} of ${size} values of ${name}, and limits need at least two: choose a longer range, or smaller subgroups.`) // prettier-ignore
  if (values < 2)
    throw badInput(`The normal range holds ${values === 0 ? 'no value' : 'one value'} of ${name}, and limits need at least two: choose a longer range.`) // prettier-ignore
  const first = parts.find((part) => part.length > 0)![0]
  if (parts.every((part) => part.every((v) => v === first)))
    throw badInput(`${name} has one value only in the normal range: nothing tells how far it may lie from it. Choose another range or channel.`) // prettier-ignore
}

function notesOf(normal: Normal, points: ChartPoints, { chart, spread, subgroup }: ControlSettings): string[] {
  const size = chart === 'xbar-s' ? subgroup : 1
  const limitPoints = normal.parts.reduce((n, part) => n + Math.floor(part.length / size), 0)
  const r = neighbourCorrelation(normal.parts)
  const isShort = chart === 'xbar-s' || spread !== 'deviation'
  return [
    ...(limitPoints < fewPoints
      ? [`The limits come from ${counted(limitPoints, 'point')} only: of fewer than twenty they are rough.`]
      : []),
    ...(r > dependent && isShort
      ? [
          `Neighbouring values are alike (r = ${r.toFixed(2)}), so limits by ${chart === 'xbar-s' ? 'the spread within subgroups' : 'their steps'} are narrow and much lies outside: ${chart === 'xbar-s' ? 'larger subgroups' : 'sigma from the deviation'}, or the remainder of a decomposition, suits such a channel better.`,
        ]
      : []),
    ...(points.values.length > 2 * buckets
      ? [`Of ${count(points.values.length)} points the lowest and the highest of neighbours are drawn; rules are tried on all.`] // prettier-ignore
      : []),
  ]
}
