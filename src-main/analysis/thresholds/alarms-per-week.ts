import { longestStep } from '../../shared/runs/detected-ranges.ts'
import { badInput } from '../../shared/errors.ts'
import { below, sortedScores } from './calibration.ts'
import { defineThreshold } from './threshold.ts'

const WEEK_MS = 7 * 24 * 3600 * 1000

/**
 * The lowest threshold at which the series being judged raises no more alarms per week than the budget. An alarm is an
 * unbroken run of points above the threshold, which a gap in the times ends as it ends a detection; a week is a week of
 * assessed points. The number allowed is rounded up, so that a series shorter than a week may still raise one.
 */
export const alarmsPerWeek = defineThreshold({
  id: 'alarms-per-week',
  name: 'Alarms per week',
  summary: 'As many alarms as someone is willing to look at each week, spent on the strangest stretches.',
  reference: 'EEMUA 191, Alarm systems: a guide to design, management and procurement',
  oracle: false,
  uncalibrated: true,
  params: {
    budget: {
      kind: 'number',
      default: 5,
      min: 0,
      max: 10_000,
      unit: 'per week',
      label: 'Budget',
      help: 'Alarms per week at most; lower gives fewer alarms.',
    },
  },
  compute({ scored, times, stepMs }, { budget }) {
    const sorted = sortedScores(scored)
    if (sorted.length === 0) throw badInput('No point has a score, so there is nothing to choose a threshold from.')
    const allowed = Math.ceil((budget * sorted.length * stepMs) / WEEK_MS - 1e-9)
    const longest = longestStep(stepMs)
    const gapBefore = (row: number) => times !== undefined && times[row] - times[row - 1] > longest
    // The answer nearly always lies among the strangest few: sorting rows is the dear part of a long series.
    for (const share of [0.01, 0.1]) {
      const found = firstRefused(scored, sorted[Math.floor(sorted.length * (1 - share))], allowed, gapBefore)
      if (found !== null) return found
    }
    return firstRefused(scored, sorted[0], allowed, gapBefore) ?? below(sorted[0])
  },
})

/** Going down from the highest score to `lowest`: the first score whose points would be one alarm too many; null if none. */
function firstRefused(
  scored: Float64Array,
  lowest: number,
  allowed: number,
  gapBefore: (row: number) => boolean,
): number | null {
  const rows: number[] = []
  for (let i = 0; i < scored.length; i++) if (Number.isFinite(scored[i]) && scored[i] >= lowest) rows.push(i)
  rows.sort((a, b) => scored[b] - scored[a])
  const raised = new Uint8Array(scored.length + 2) // a margin on both sides: row i is raised[i + 1]
  let alarms = 0
  for (let i = 0; i < rows.length;) {
    const score = scored[rows[i]]
    for (; i < rows.length && scored[rows[i]] === score; i++) {
      const row = rows[i]
      const at = row + 1
      raised[at] = 1
      alarms += 1 - (gapBefore(row) ? 0 : raised[at - 1]) - (gapBefore(row + 1) ? 0 : raised[at + 1]) // starts a run, lengthens one, or joins two
    }
    if (alarms > allowed) return score
  }
  return null
}
