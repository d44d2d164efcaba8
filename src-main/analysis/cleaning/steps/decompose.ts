import { badInput } from '../../../shared/errors.ts'
import { classicalDecomposition, type Decomposition } from '../../preprocessing/decomposition.ts'
import { usualStep } from '../../preprocessing/gaps.ts'
import { stl } from '../../preprocessing/stl.ts'
import { durationMs } from '../../../shared/duration.ts'
import { defineStep, eachChannel, type Cleaned } from '../step.ts'
import { perStretch } from '../stretches.ts'

export const decompose = defineStep({
  id: 'decompose',
  name: 'Seasonal decomposition',
  summary: 'Takes trend and season out of a channel, so that detectors see the residual: what neither explains.',
  params: {
    period: {
      kind: 'text',
      default: '',
      label: 'Period',
      help: 'Points in a season, such as 288, or its duration, such as 1d.',
    },
    how: {
      kind: 'choice',
      options: ['stl', 'stl-robust', 'classical'],
      default: 'stl',
      label: 'By',
      help: 'STL lets the season change slowly; robust: outliers have no pull on it, at fifteen times the work. Classical: moving averages and one fixed season.',
    },
    keep: {
      kind: 'choice',
      options: ['residual', 'season-adjusted', 'trend', 'season'],
      default: 'residual',
      label: 'Keep',
      help: 'Residual: without trend and season. Season-adjusted: without the season alone.',
    },
  },
  byChannel: true,
  takesLevel: true,
  reach: null,
  wrong: ({ period }) =>
    /^\s*\d+\s*$/.test(period) || (durationMs(period) ?? 0) > 0
      ? null
      : `The period must be a whole number of points, such as 288, or a duration, such as 1d, not "${period}".`,
  apply(given, chosen, { period, how, keep }) {
    const points = periodIn(period, given)
    return eachChannel(given, chosen, (values, times, stepMs) => {
      let longest = 0
      const result = perStretch(values, times, stepMs, (part) => {
        longest = Math.max(longest, part.length)
        // A stretch without two seasons cannot be divided: it is not assessed, as too short a stretch is by a detector.
        if (part.length < 2 * points) return new Float64Array(part.length).fill(NaN)
        return kept(
          how === 'classical'
            ? classicalDecomposition(part, points)
            : stl(part, points, { robust: how === 'stl-robust' }),
          part,
          keep,
        )
      })
      if (longest > 0 && longest < 2 * points)
        throw badInput(
          `A decomposition needs two complete periods without a gap: ${2 * points} points; the longest stretch has ${longest}.`,
        )
      return result
    })
  },
})

function periodIn(text: string, { series, stepMs }: Cleaned): number {
  if (/^\s*\d+\s*$/.test(text)) {
    const points = Number(text)
    if (points < 2) throw badInput(`A season must have at least 2 points, not ${points}.`)
    return points
  }
  const step = stepMs ?? usualStep(series.times)
  const points = Math.round(durationMs(text)! / step)
  if (!(points >= 2)) throw badInput(`A season of ${text.trim()} has fewer than 2 points here.`)
  return points
}

function kept({ trend, seasonal, remainder }: Decomposition, values: Float64Array, keep: string): Float64Array {
  if (keep === 'trend') return trend
  if (keep === 'season') return seasonal
  return keep === 'residual' ? remainder : values.map((v, i) => v - seasonal[i])
}
