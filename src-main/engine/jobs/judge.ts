import { getDataset } from '../../db/datasets.ts'
import { readModelData } from '../../db/models.ts'
import type { Project } from '../../db/open.ts'
import { getRun, setJudgement } from '../../db/runs.ts'
import { readTimes, readValues } from '../../db/series.ts'
import { badInput } from '../../shared/errors.ts'
import { parseParams, type ParamValues } from '../../shared/params.ts'
import type { Id, ThresholdSetting } from '../../shared/project.ts'
import { measure } from '../metrics/measure.ts'
import type { EngineCalls } from '../protocol.ts'
import { vusWindow } from '../preprocessing/period.ts'
import { detect } from '../thresholds/detections.ts'
import { thresholdById } from '../thresholds/index.ts'
import { labelFlags } from './stored-series.ts'
import { withProject } from './with-project.ts'

/** The rule for VUS' window looks at this many rows. */
const periodRows = 20_000

/** Up to this many rows the bootstrap is quick enough for someone who moves a threshold (about a second). */
const intervalRows = 3000

/** Sets a run's threshold, finds its detections and measures them against a label set. */
export function judge(args: EngineCalls['judge']['args']): Promise<EngineCalls['judge']['result']> {
  return withProject(args.project, (db) => judgeRun(db, args.run, args.threshold, args.labelSet))
}

export function judgeRun(db: Project, runId: Id, threshold: ThresholdSetting, labelSet: Id | null): { value: number; detections: number } {
  const run = getRun(db, runId)
  if (run.scores === null) throw badInput('This run has no scores yet.')
  const times = readTimes(db, run.dataset)
  const scored = readValues(db, run.scores)
  const labels = labelFlags(db, labelSet, times)
  const rule = thresholdById(threshold.rule)
  const { stepMs, channels } = getDataset(db, run.dataset)
  const training = readModelData(db, run.model.id).trainingScores
  const params = parseParams(rule.params, threshold.params) as ParamValues
  const value = rule.compute({ training, scored, labels, stepMs }, params)
  const { flags, detections } = detect(scored, times, value, threshold)
  const measures = labels ? measure({
    scores: scored, labels, flags, threshold: value, times, oracle: rule.oracle, detections, intervals: times.length <= intervalRows,
    vusWindow: vusWindow(readValues(db, channels.find((c) => c.name === run.model.channels[0])!.series, 0, periodRows - 1)),
  }) : null
  setJudgement(db, runId, { threshold: { ...threshold, params }, thresholdValue: value, oracle: rule.oracle, detections, measures })
  return { value, detections: detections.length }
}
