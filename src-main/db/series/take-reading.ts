import { counted } from '../../shared/counted.ts'
import type { ImportReport } from '../../shared/importing/recipe.ts'
import type { Dataset } from '../../shared/project.ts'
import type { Project } from '../file/open.ts'
import { sql } from '../file/statement.ts'
import { iso } from '../labels/label-overlaps.ts'
import { readTimes } from './series.ts'

/**
 * After the rows of another dataset took the place of those of one: how the other was read is how the dataset is read from now on. Labels
 * without rows are kept, and the report says so. Part of a transaction of its caller.
 */
export function takeReading(db: Project, one: Dataset, two: Dataset, report: ImportReport): void {
  sql(
    db,
    `UPDATE dataset SET (recipe, zone, source_file) = (SELECT recipe, zone, source_file FROM dataset WHERE id = ?) WHERE id = ?`,
  ).run(two.id, one.id)
  for (const { id, name } of one.channels) {
    const its = two.channels.find((channel) => channel.name === name)
    if (its) sql(db, 'UPDATE channel SET unit = ? WHERE id = ?').run(its.unit, id)
  }
  const lost = withoutRows(db, one.id)
  if (lost.length === 0) return
  const [{ start, end }] = lost
  const message = `${counted(lost.length, 'label lies', 'labels lie')} where the dataset has no rows any more, the first from ${iso(start)} to ${iso(end)}: ${lost.length === 1 ? 'it is' : 'they are'} kept, and shown again where rows of ${lost.length === 1 ? 'its' : 'their'} times come back.`
  const problems = [{ severity: 'warning' as const, message }, ...report.problems]
  sql(db, 'UPDATE dataset SET report = ? WHERE id = ?').run(JSON.stringify({ ...report, problems }), one.id)
}

/** Labels of a dataset in whose time it has no row, the earliest first. */
function withoutRows(db: Project, dataset: number): { start: number; end: number }[] {
  const times = readTimes(db, dataset)
  const labels = sql<{ start: number; end: number }>(
    db,
    `SELECT label.start, label.end FROM label JOIN label_set ON label_set.id = label.label_set
     WHERE label_set.dataset = ? AND label_set.removed = 0 ORDER BY label.start`,
  ).all(dataset)
  let row = 0
  return labels.filter(({ start, end }) => {
    while (row < times.length && times[row] < start) row++
    return row === times.length || times[row] > end
  })
}
