import type { Disagreement } from '../shared/labels/agreement.ts'
import type { Project } from './project.ts'
import { sql, write } from './file/statement.ts'

/** Two sets, as the first one's owner looks at them. */
export interface SetPair {
  first: number
  second: number
}

/** Remembers that a disagreement may stay. Who kept it first stays. */
export function keepDifference(
  db: Project,
  { first, second }: SetPair,
  disagreement: Disagreement,
  author: string,
): void {
  sql(db, 'INSERT OR IGNORE INTO kept_difference (label_set, other, what, author, at) VALUES (?, ?, ?, ?, ?)').run(
    first,
    second,
    keyOf(disagreement),
    author,
    Date.now(),
  )
}

/** Forgets that disagreements may stay; without a list, all between the two sets. */
export function reopenDifferences(
  db: Project,
  { first, second }: SetPair,
  disagreements?: readonly Disagreement[],
): void {
  write(db, () => {
    if (!disagreements) sql(db, 'DELETE FROM kept_difference WHERE label_set = ? AND other = ?').run(first, second)
    for (const one of disagreements ?? [])
      sql(db, 'DELETE FROM kept_difference WHERE label_set = ? AND other = ? AND what = ?').run(
        first,
        second,
        keyOf(one),
      )
  })
}

/** The disagreements, those that may stay marked as kept. */
export function withKept(
  db: Project,
  { first, second }: SetPair,
  disagreements: readonly Disagreement[],
): Disagreement[] {
  const kept = new Set(
    sql<{ what: string }>(db, 'SELECT what FROM kept_difference WHERE label_set = ? AND other = ?')
      .all(first, second)
      .map((row) => row.what),
  )
  return disagreements.map((one) => ({ ...one, kept: kept.has(keyOf(one)) }))
}

const keyOf = ({ kind, first, second, start, end }: Disagreement) => JSON.stringify([kind, first, second, start, end])
