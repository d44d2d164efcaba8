import type { Suggestion, ThresholdInfo } from '../../../src-main/shared/models/detector-info.ts'
import { defaultsOf, type ParamValue, type ParamValues } from '../../../src-main/shared/models/params.ts'
import type { Run, ThresholdSetting } from '../../../src-main/shared/project.ts'
import { roundedWithin } from '../../charts/format.ts'

/** The settings of a rule that were suggested for these data and the detector of a run. */
export const suggestedRule = (
  suggestion: Pick<Suggestion, 'detector' | 'threshold'> | null,
  rule: string,
  model: Run['model'],
): ParamValues | undefined =>
  model.kind === 'detector' && suggestion?.detector === model.detector && suggestion.threshold.rule === rule
    ? suggestion.threshold.params
    : undefined

/** What changes in a run's threshold when a rule is chosen. had — its settings when the run had it before, or as they were suggested. A fixed threshold begins where the last rule left it, and what that rule looked at stays known. */
export function ruleChange(
  run: Run,
  { id, params: specs }: Pick<ThresholdInfo, 'id' | 'params'>,
  had?: ParamValues,
): Partial<ThresholdSetting> {
  const params: Record<string, ParamValue> = { ...defaultsOf(specs), ...(id !== 'fixed' && had) }
  const [first] = Object.keys(specs)
  if (id !== 'fixed' || !first || run.thresholdValue === null) return { rule: id, params }
  const value = roundedWithin(run.thresholdValue, Math.abs(run.thresholdValue))
  const sawScores = run.measures?.warnings?.some(({ code }) => code === 'threshold-saw-scores')
  return {
    rule: id,
    params: { ...params, [first]: value },
    ...(run.oracle && { oracleValue: value }),
    ...(sawScores && { chosenOnJudged: value }),
  }
}
