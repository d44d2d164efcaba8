import type { TimeRange } from '../data/series.ts'
import type { ThresholdSetting } from '../project.ts'

/**
 * A threshold that is calibrated on the scores of these ranges; on none, as it was before. looksAtScores — whether its rule does: in place of a
 * limit that was given comes the highest score of the ranges.
 */
export function calibratedAt(
  { normal: _, before, ...threshold }: ThresholdSetting,
  ranges: TimeRange[],
  looksAtScores: boolean,
): ThresholdSetting {
  if (ranges.length === 0) return before && threshold.rule === highest.rule ? { ...threshold, ...before } : threshold
  if (looksAtScores) return { ...threshold, normal: ranges, ...(before && { before }) }
  const { rule, params } = threshold
  return { ...threshold, ...highest, normal: ranges, before: { rule, params } }
}

const highest = { rule: 'maximum', params: {} }
