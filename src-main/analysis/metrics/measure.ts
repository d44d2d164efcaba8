import type { Measure, Measures } from '../../shared/runs/measures.ts'
import type { Job } from '../job.ts'
import { assessedPart } from './assessed-part.ts'
import { bootstrapIntervals, LEAST_WINDOWS } from './bootstrap.ts'
import { confusion } from './confusion.ts'
import { metrics } from './index.ts'
import { rangesOf, type MeasureInput, type Metric, type MetricInput } from './metric.ts'
import { prepareVolume } from './vus.ts'

/** Draws of the bootstrap, and how many points they may cost altogether: a moved threshold is judged anew while someone waits. */
const DRAWS = 100
const FEWEST_DRAWS = 50
const POINTS_DRAWN = 1_000_000

/**
 * Every metric of a run against labels. Points that were not assessed are left out and counted, as are labelled windows
 * without one assessed point. Throws bad-input where the arrays differ in length or nothing was assessed. In one go: what
 * measuring in steps is checked against.
 */
export function measure(given: MeasureInput): Measures {
  return measured(given, assessedPart(given))
}

/** The same with progress and a chance to cancel: VUS takes seconds on a million points. Throws `cancelled` too. */
export async function measureInSteps(given: MeasureInput, job: Job): Promise<Measures> {
  const input = assessedPart(given)
  await prepareVolume(input, job)
  return measured(given, input)
}

function measured(given: MeasureInput, input: MetricInput): Measures {
  const n = input.scores.length
  const hidden = rangesOf(given.labels).length - input.windows.length
  const notes: string[] = []
  if (hidden > 0)
    notes.push(
      `Of ${hidden + input.windows.length} labelled windows, ${hidden} without an assessed point ${hidden === 1 ? 'is' : 'are'} left out.`,
    )
  if (input.windows.length === 0)
    notes.push('There is no labelled window among the assessed points: most measures are not defined.')
  else notes.push(`VUS is computed with L = ${input.vusWindow} points.`)

  notes.push(...doubtsAbout(input))

  const intervals = given.intervals === false ? null : intervalsOf(input, metrics, notes)
  const values = metrics.map((metric, m): Measure => {
    const value = metric.compute(input)
    const interval = value === null ? null : intervals?.[m]
    return {
      id: metric.id,
      value,
      ...(metric.unit && { unit: metric.unit }),
      ...((metric.oracle || (given.oracle && metric.kind === 'prediction')) && { oracle: true }),
      ...(metric.badge && { badge: metric.badge }),
      ...(interval && { interval }),
      ...(value === null && {
        note: input.windows.length === 0 ? 'There is no labelled window.' : 'Nothing was detected.',
      }),
    }
  })
  return {
    values,
    confusion: confusion(input.labels, input.flags),
    assessed: n,
    notAssessed: given.scores.length - n,
    windows: input.windows.length,
    notes,
  }
}

/** Labels that hardly leave anything normal, or nothing before the first of them. */
function doubtsAbout({ labels, windows }: MetricInput): string[] {
  if (windows.length === 0) return []
  const share = labels.reduce((n, label) => n + label, 0) / labels.length
  const doubts: string[] = []
  if (share > 0.5)
    doubts.push(
      `The labels cover ${share === 1 ? 'all' : `${Math.round(100 * share)} %`} of the judged rows: if they mark what is normal, they are the wrong way round, and every measure with them.`,
    )
  else if (windows[0].first === 0)
    doubts.push(
      'The first labelled window begins with the first judged row: nothing before it shows what is normal, and how early it was found means nothing.',
    )
  return doubts
}

/**
 * The intervals of each metric, or null with a sentence in `notes` where there are too few windows to draw from, or too
 * many points to draw often enough.
 */
export function intervalsOf(
  input: MetricInput,
  wanted: readonly Metric[],
  notes: string[],
): ([number, number] | null)[] | null {
  const { length: windows } = input.windows
  if (windows === 0) return null
  const draws = Math.min(DRAWS, Math.floor(POINTS_DRAWN / input.scores.length))
  if (windows < LEAST_WINDOWS)
    notes.push(
      `${windows === 1 ? 'There is 1 labelled window' : `There are ${windows} labelled windows`}; fewer than ${LEAST_WINDOWS} give no intervals.`,
    )
  else if (draws < FEWEST_DRAWS) notes.push(`Intervals are left out beyond ${POINTS_DRAWN / FEWEST_DRAWS} points.`)
  return windows >= LEAST_WINDOWS && draws >= FEWEST_DRAWS ? bootstrapIntervals(input, wanted, draws) : null
}
