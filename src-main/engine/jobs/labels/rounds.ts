import type { Project } from '../../../db/project.ts'
import { listDetections, listRuns } from '../../../db/runs.ts'
import { readTimes, readValues } from '../../../db/series/series.ts'
import type { Run } from '../../../shared/project.ts'
import type { Round } from '../../../shared/labels/rounds.ts'
import type { RowRange } from '../../../shared/data/series.ts'
import type { Job } from '../../../analysis/job.ts'
import { rangesOf } from '../../../analysis/metrics/metric.ts'
import { averagePrecision, rankingCurve } from '../../../analysis/metrics/ranking.ts'
import type { EngineCalls } from '../../protocol.ts'
import { labelFlags } from '../data/stored-series.ts'
import { learnsOf } from '../runs/training-seen.ts'
import { withProject } from '../with-project.ts'

/** So many trainings are looked back on. */
const most = 8

/** Measures the runs that learnt from labels, by the labels as they are now and on rows that none of them has seen. */
export function rounds(
  { project, dataset, labelSet }: EngineCalls['rounds']['args'],
  job: Job,
): Promise<EngineCalls['rounds']['result']> {
  return withProject(project, async (db) => {
    const trained = listRuns(db, dataset).filter(
      (run) => run.status === 'ready' && learnsOf(run.model) === 'labels' && run.model.training?.dataset === dataset,
    )
    const unseen = trained.at(-1)?.heldOut
    if (!unseen) return { rounds: [], judged: null, trained: trained.length }
    const times = readTimes(db, dataset)
    const flags = (labelFlags(db, labelSet, times) ?? new Uint8Array(times.length)).subarray(
      unseen.first,
      unseen.last + 1,
    )
    const events = rangesOf(flags).map(({ first, last }) => ({
      first: first + unseen.first,
      last: last + unseen.first,
    }))
    const list: Round[] = []
    for (const run of trained
      .filter(({ heldOut }) => heldOut && heldOut.first <= unseen.first && heldOut.last >= unseen.last)
      .slice(-most)) {
      await job.checkpoint()
      list.push(measured(db, run, unseen, flags, events))
    }
    return {
      rounds: list,
      judged: { start: times[unseen.first], end: times[unseen.last], rows: flags.length, events: events.length },
      trained: trained.length,
    }
  })
}

function measured(
  db: Project,
  { id, name, scores, model }: Run,
  { first, last }: RowRange,
  flags: Uint8Array,
  events: RowRange[],
): Round {
  const detected = listDetections(db, id, 100_000)
  return {
    run: id,
    name,
    learnt: model.training?.labelled?.windows ?? 0,
    aucPr: scores === null ? null : averagePrecision(rankingCurve(readValues(db, scores, first, last), flags)),
    found: events.filter((event) => detected.some((one) => one.first <= event.last && one.last >= event.first)).length,
  }
}
