import type { Measure, Measures } from '../../shared/runs/measures.ts'
import { assessedPart } from './assessed-part.ts'
import { metrics } from './index.ts'
import { intervalsOf } from './measure.ts'
import type { MeasureInput } from './metric.ts'
import { rangesOf, type MetricInput } from './metric.ts'
import { bestNabScore, nabProfiles } from './nab.ts'
import { oracleValues, tsbAdBestF1 } from './oracle.ts'
import { pointAdjustedF1OfRandom } from './event-based.ts'

/** What no threshold makes: there are no detections to count. */
export type ScoreMeasures = Omit<Measures, 'confusion'>

/**
 * What can be said of scores without a threshold: the measures of the ranking, and for each measure of detections the
 * highest value that any threshold of the benchmark's grid reaches, marked as oracle. Points that were not assessed are
 * left out and counted. Throws bad-input where the arrays differ in length or nothing was assessed.
 */
export function measureScores(
  given: Omit<MeasureInput, 'flags' | 'threshold' | 'oracle' | 'detections'>,
): ScoreMeasures {
  const input = assessedPart({ ...given, flags: new Uint8Array(given.scores.length) })
  const hidden = rangesOf(given.labels).length - input.windows.length
  const notes: string[] = []
  if (hidden > 0)
    notes.push(
      `Of ${hidden + input.windows.length} labelled windows, ${hidden} without an assessed point ${hidden === 1 ? 'is' : 'are'} left out.`,
    )
  notes.push(`VUS is computed with L = ${input.vusWindow} points.`)
  const ranking = metrics.filter((metric) => metric.kind === 'score')
  const intervals = given.intervals === false ? null : intervalsOf(input, ranking, notes)
  const values = ranking.map((metric, m): Measure => {
    const value = metric.compute(input)
    const interval = value === null ? null : intervals?.[m]
    return {
      id: metric.id,
      value,
      ...(metric.oracle && { oracle: true }),
      ...(interval && { interval }),
      ...(value === null && {
        note: input.windows.length === 0 ? 'There is no labelled window.' : 'Every assessed point is labelled.',
      }),
    }
  })
  return {
    values: input.windows.length === 0 ? values : [...values, ...oracles(input)],
    assessed: input.scores.length,
    notAssessed: given.scores.length - input.scores.length,
    windows: input.windows.length,
    notes,
  }
}

/** The best values that thresholds chosen on these labels reach. */
function oracles(input: MetricInput): Measure[] {
  const { scores, windows } = input
  const best = oracleValues(input)
  const nab = bestNabScore([{ scores, windows }], nabProfiles.standard).normalised
  const oracle = true as const
  return [
    {
      id: 'Standard-F1 (TSB-AD)',
      value: tsbAdBestF1(input),
      oracle,
      note: 'with the 0.00001 that the benchmark adds to the denominator',
    },
    { id: 'R-based-F1', value: best['R-based-F1'], oracle },
    { id: 'Affiliation-F', value: best['Affiliation-F'], oracle },
    { id: 'NAB score', value: nab, unit: 'of 100', oracle },
    { id: 'Event-based-F1', value: best['Event-based-F1'], oracle },
    { id: 'PA-F1', value: best['PA-F1'], oracle, badge: 'inflated' },
    { id: 'PA-F1 of random', value: bestOfRandom(input), oracle, badge: 'inflated' },
  ]
}

/** The most that a detector which knows nothing is expected to reach, over how many points it flags: 1 in n … all, in even ratios. */
function bestOfRandom({ scores, windows }: MetricInput): number {
  const n = scores.length
  const steps = 400
  let best = 0
  for (let i = 0; i <= steps; i++) best = Math.max(best, pointAdjustedF1OfRandom(windows, n, n ** (i / steps - 1)))
  return best
}
