import { getDataset } from '../../../db/datasets.ts'
import { anomalousClasses } from '../../../db/labels/label-classes.ts'
import { readModelData } from '../../../db/models.ts'
import type { Project } from '../../../db/project.ts'
import { getRun, setJudgement } from '../../../db/runs.ts'
import { readTimes, readValues } from '../../../db/series/series.ts'
import { badInput } from '../../../shared/errors.ts'
import type { JudgedOn } from '../../../shared/models/hold-out.ts'
import type { Id, Run, ThresholdSetting } from '../../../shared/project.ts'
import type { RowRange } from '../../../shared/data/series.ts'
import type { Job } from '../../../analysis/job.ts'
import { judge as judgement } from '../../../analysis/judgement/judge.ts'
import type { EngineCalls } from '../../protocol.ts'
import { vusWindow } from '../../../analysis/preprocessing/period.ts'
import { flagged, ownTraining, partition } from './modes.ts'
import { labelFlags } from '../data/stored-series.ts'
import { trainingSeen } from './training-seen.ts'
import { withProject } from '../with-project.ts'

/** The rule for VUS' window looks at this many rows. */
export const periodRows = 20_000

/** Up to this many rows the bootstrap is quick enough for someone who moves a threshold (about a second). */
const intervalRows = 3000

/** The arrays that a run is judged by, whoever has them at hand. labels — `labelFlags`; values — of the model's first channel, at least its first 20,000 rows. */
export interface JudgedRows {
  times: Float64Array
  scores: Float64Array
  labels: Uint8Array | null
  values: Float64Array
  trainingScores: Float64Array
  trainedRows: RowRange[]
}

/** judgedOn — as the run was judged, where it is not given; note — to be kept with the measures. */
export interface JudgeWish {
  threshold: ThresholdSetting
  labelSet: Id | null
  judgedOn?: JudgedOn
  note?: string | null
}

/** Sets a run's threshold, finds its detections and measures them against a label set. */
export function judge(args: EngineCalls['judge']['args'], job: Job): Promise<EngineCalls['judge']['result']> {
  return withProject(args.project, (db) => {
    const run = getRun(db, args.run)
    return judgeRun(db, run, storedRows(db, run, args.labelSet), args, job)
  })
}

/** What is stored of a run that has scores. Throws bad-input for one that has none. */
export function storedRows(db: Project, run: Run, labelSet: Id | null): JudgedRows {
  if (run.scores === null) throw badInput('This run has no scores yet.')
  const times = readTimes(db, run.dataset)
  const { channels } = getDataset(db, run.dataset)
  const first = channels.find((c) => c.name === run.model.channels[0])!
  const { trainingScores, trainedRows } = readModelData(db, run.model.id)
  return {
    times,
    scores: readValues(db, run.scores),
    labels: labelFlags(db, labelSet, times),
    values: readValues(db, first.series, 0, periodRows - 1),
    trainingScores,
    trainedRows,
  }
}

/** Measures are of the rows that the model has not seen where there are some, unless someone wants all; detections are found everywhere. */
export async function judgeRun(
  db: Project,
  run: Run,
  given: JudgedRows,
  { threshold, labelSet, judgedOn = run.judgedOn, note }: JudgeWish,
  job: Job,
): Promise<{ value: number; detections: number }> {
  // A watch may have added rows since they were read: what is stored is judged then.
  const rows = getDataset(db, run.dataset).rows === given.times.length ? given : storedRows(db, run, labelSet)
  const { times, scores, labels, trainedRows } = rows
  const whole: RowRange = { first: 0, last: times.length - 1 }
  const judged = judgedOn === 'all' ? whole : (run.heldOut ?? whole)
  const found = await judgement(
    {
      scores,
      times,
      labels,
      training: rows.trainingScores,
      stepMs: getDataset(db, run.dataset).stepMs,
      threshold,
      modes: modesFor(db, run, threshold, rows),
      judged,
      heldOut: run.heldOut,
      seen: trainingSeen(db, run, trainedRows, labelSet),
      vusWindow: labels ? vusWindow(rows.values.subarray(0, periodRows)) : undefined,
      intervals: judged.last - judged.first < intervalRows,
    },
    job,
  )
  const isPart = judged.first > 0 || judged.last < whole.last
  setJudgement(db, run.id, {
    threshold: { ...threshold, params: found.params, basis: found.basis, found: found.found },
    thresholdValue: found.value,
    oracle: found.oracle,
    detections: found.detections,
    measures: found.measures && {
      ...found.measures,
      notes: note ? [note, ...found.measures.notes] : found.measures.notes,
      ...(isPart && { judged: { ...judged, start: times[judged.first], end: times[judged.last] } }),
    },
    judgedOn,
  })
  return { value: found.value, detections: found.detections.length }
}

function modesFor(db: Project, run: Run, { modes: split }: ThresholdSetting, { times, ...model }: JudgedRows) {
  if (!split) return null
  const rows = ownTraining(run, model)
  const trained = rows && flagged(rows, times.length)
  return {
    partition: () => partition(db, run, split, times, trained),
    trained,
    // A threshold that differs inside labels of anomalies knows where they are.
    seeAnswers: split.kind === 'class' && anomalousClasses(db).has(split.class),
  }
}
