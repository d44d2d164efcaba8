import type { CleaningState, CleaningStep } from '../shared/data/cleaning.ts'
import type { Project } from './project.ts'
import { newId, sql, write } from './file/statement.ts'
import { readStored } from './file/stored.ts'
import { storedCleaning } from './file/stored-values.ts'

interface VersionRow {
  id: number
  steps: string
  what: string
}

/** The steps of a dataset beside its raw data, and what undo and redo would do. None was ever set: no steps. */
export function getCleaning(db: Project, dataset: number): CleaningState {
  const at = current(db, dataset)
  const now = at === null ? null : versionOf(db, at)
  const next = after(db, dataset, at ?? 0)
  return {
    steps: now ? readStored(now.steps, storedCleaning, 'dataset') : [],
    undo: now?.what ?? null,
    redo: next?.what ?? null,
  }
}

/** Another list of steps. What was undone before is forgotten. what — the edit in words, for undo. */
export function setCleaning(db: Project, dataset: number, steps: readonly CleaningStep[], what: string): void {
  write(db, () => {
    const at = current(db, dataset) ?? 0
    sql(db, 'DELETE FROM cleaning_version WHERE dataset = ? AND id > ?').run(dataset, at)
    const made = sql(db, 'INSERT INTO cleaning_version (dataset, at, what, steps) VALUES (?, ?, ?, ?)').run(
      dataset,
      Date.now(),
      what,
      JSON.stringify(steps),
    )
    point(db, dataset, newId(made))
  })
}

/** Takes the last edit back, or makes it again; false where there is none. */
export function turnCleaning(db: Project, dataset: number, to: 'undo' | 'redo'): boolean {
  return write(db, () => {
    const at = current(db, dataset)
    if (to === 'redo') {
      const next = after(db, dataset, at ?? 0)
      if (next) point(db, dataset, next.id)
      return next !== undefined
    }
    if (at === null) return false
    const before = sql<VersionRow>(
      db,
      'SELECT id, steps, what FROM cleaning_version WHERE dataset = ? AND id < ? ORDER BY id DESC LIMIT 1',
    ).get(dataset, at)
    point(db, dataset, before?.id ?? null)
    return true
  })
}

const current = (db: Project, dataset: number): number | null =>
  sql<{ version: number | null }>(db, 'SELECT version FROM cleaning WHERE dataset = ?').get(dataset)?.version ?? null

const versionOf = (db: Project, id: number) =>
  sql<VersionRow>(db, 'SELECT id, steps, what FROM cleaning_version WHERE id = ?').get(id) ?? null

const after = (db: Project, dataset: number, id: number) =>
  sql<VersionRow>(
    db,
    'SELECT id, steps, what FROM cleaning_version WHERE dataset = ? AND id > ? ORDER BY id LIMIT 1',
  ).get(dataset, id)

function point(db: Project, dataset: number, version: number | null): void {
  sql(db, 'INSERT OR REPLACE INTO cleaning (dataset, version) VALUES (?, ?)').run(dataset, version)
}
