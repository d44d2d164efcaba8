import type { FindingPlace } from '../shared/data/quality.ts'
import type { Project } from './project.ts'
import { sql, write } from './file/statement.ts'

/** What somebody has said is right as it is, in order of time. */
export function listRightFindings(db: Project, dataset: number): FindingPlace[] {
  return sql<FindingPlace>(
    db,
    'SELECT kind, channel, start, end FROM right_finding WHERE dataset = ? ORDER BY start, id',
  ).all(dataset)
}

/** Says of a finding that it is right, or takes that back. */
export function setRightFinding(
  db: Project,
  dataset: number,
  finding: FindingPlace,
  right: boolean,
  author: string,
): void {
  const { kind, channel, start, end } = finding
  write(db, () => {
    sql(db, 'DELETE FROM right_finding WHERE dataset = ? AND kind = ? AND channel IS ? AND start = ? AND end = ?').run(
      dataset,
      kind,
      channel,
      start,
      end,
    )
    if (right)
      sql(
        db,
        'INSERT INTO right_finding (dataset, kind, channel, start, end, author, at) VALUES (?, ?, ?, ?, ?, ?, ?)',
      ).run(dataset, kind, channel, start, end, author, Date.now())
  })
}
