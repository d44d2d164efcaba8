import { clearSome } from '../series/chunks.ts'
import type { Project } from '../project.ts'
import { sql, write } from './statement.ts'

/** What the opening itself may spend on clearing away; the rest goes with the next removal. */
const budgetMs = 300

/**
 * Tidies up after an app that was killed: half-imported datasets are removed, unfinished runs are marked,
 * series that belong to nothing are given up. Answers the titles of the jobs it interrupted, to be shown once.
 */
export function sweepInterrupted(db: Project): string[] {
  const titles = write(db, () => {
    const jobs = sql<{ title: string }>(
      db,
      `SELECT title FROM job WHERE status IN ('running', 'waiting') ORDER BY id`,
    ).all()
    const datasets = sql<{ name: string }>(db, `SELECT name FROM dataset WHERE status = 'importing' ORDER BY id`).all()
    const runs = sql<{ name: string }>(db, `SELECT name FROM run WHERE status = 'running' ORDER BY id`).all()
    sql(db, `UPDATE job SET status = 'interrupted', ended = ? WHERE status IN ('running', 'waiting')`).run(Date.now())
    sql(db, `DELETE FROM dataset WHERE status = 'importing'`).run()
    sql(db, `UPDATE run SET status = 'interrupted' WHERE status = 'running'`).run()
    sql(db, 'DELETE FROM model WHERE id NOT IN (SELECT model FROM run)').run()
    sql(db, `UPDATE series SET dataset = NULL WHERE dataset IS NOT NULL AND id NOT IN (${inUse})`).run()
    // A job's title says it better; without one, the thing that was left half done does.
    const left = [...datasets.map(({ name }) => `Import of ${name}`), ...runs.map(({ name }) => `Run ${name}`)]
    return jobs.length ? jobs.map(({ title }) => title) : left
  })
  const start = performance.now()
  while (performance.now() - start < budgetMs && clearSome(db));
  return titles
}

const inUse = `
  SELECT times FROM dataset WHERE times IS NOT NULL
  UNION SELECT series FROM channel
  UNION SELECT scores FROM run WHERE scores IS NOT NULL
  UNION SELECT value FROM run, json_each(CASE WHEN json_valid(run.contributions) THEN run.contributions ELSE '[]' END)
  UNION SELECT value FROM run, json_each(CASE WHEN json_valid(run.expected) THEN run.expected ELSE '[]' END)`
