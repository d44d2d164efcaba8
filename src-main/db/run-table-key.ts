import { createHash } from 'node:crypto'
import type { Id, Run } from '../shared/project.ts'
import { listDatasets } from './datasets.ts'
import { listSets } from './labels/label-sets.ts'
import type { Project } from './project.ts'
import { listRuns } from './runs.ts'
import { sql } from './file/statement.ts'

/** Raised when the same runs and labels would give other numbers or columns: what was kept is then made again. */
const VERSION = 4

const hash = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32)

/** The datasets that a table is of, each with the label set that judges it. dataset — null = all of the project. */
export function tableSets(
  db: Project,
  dataset: Id | null,
  labelSet: Id | null,
): { dataset: Id; labelSet: Id | null }[] {
  if (dataset !== null) return [{ dataset, labelSet }]
  return listDatasets(db)
    .filter(({ status }) => status === 'ready')
    .map(({ id }) => ({ dataset: id, labelSet: judgingSet(db, id) }))
}

/** The first set of a dataset that holds an accepted label; the first of all where none does. */
function judgingSet(db: Project, dataset: Id): Id | null {
  const sets = listSets(db, dataset)
  const filled = sets.find(({ id }) =>
    sql(db, `SELECT 1 FROM label WHERE label_set = ? AND status = 'accepted' LIMIT 1`).get(id),
  )
  return (filled ?? sets[0])?.id ?? null
}

/** Where the accepted labels of a set that mark anomalies lie. */
export function labelsKey(db: Project, labelSet: Id | null): string {
  const row = sql<{ places: string | null }>(
    db,
    `SELECT group_concat(start || ' ' || "end", ';') AS places FROM
       (SELECT start, "end" FROM label JOIN label_class ON label_class.id = label.class
        WHERE label_set = ? AND status = 'accepted' AND anomalous ORDER BY start, "end")`,
  ).get(labelSet)
  return hash([VERSION, row?.places ?? null])
}

/** What a run's measures depend on, besides the labels. */
export const runKey = ({
  scores,
  threshold,
  thresholdValue,
  oracle,
  detections,
  assessed,
  heldOut,
  judgedOn,
}: Run): string => hash([VERSION, scores, threshold, thresholdValue, oracle, detections, assessed, heldOut, judgedOn])

/** What a table of runs depends on. */
export function tableKey(db: Project, dataset: Id | null, labelSet: Id | null): string {
  return hash(
    tableSets(db, dataset, labelSet).map((one) => [
      one.dataset,
      labelsKey(db, one.labelSet),
      listRuns(db, one.dataset)
        .filter(({ status }) => status === 'ready')
        .map((run) => [run.id, run.name, run.measures?.warnings ?? [], runKey(run)]),
    ]),
  )
}
