import type { Severity } from '../../shared/watch/alarms.ts'
import { StudioError } from '../../shared/errors.ts'
import { monitorSettings, watchedRule, type Monitor, type WatchedRule } from '../../shared/watch/monitors.ts'
import type { Project } from '../project.ts'
import { newId, sql, write } from '../file/statement.ts'
import { storedOrNull, type StoredJson } from '../file/stored.ts'

interface MonitorRow extends Omit<Monitor, 'rule' | 'settings'> {
  rule: string | null
  settings: string
}

const rule: StoredJson<WatchedRule> = { what: 'rule of a monitor', schema: watchedRule }
const settings = { what: 'settings of a monitor', schema: monitorSettings }

const select = `SELECT id, dataset, name, run, rule, severity, settings, state, since, judged, trouble, created FROM monitor
  WHERE state <> 'removed'`

const monitorOf = (row: MonitorRow): Monitor => ({
  ...row,
  rule: row.rule === null ? null : storedOrNull(row.rule, rule),
  settings: storedOrNull(row.settings, settings) ?? monitorSettings.parse({}),
})

/** Oldest first; null = of all datasets. */
export const listMonitors = (db: Project, dataset: number | null = null): Monitor[] =>
  sql<MonitorRow>(db, `${select} AND (? IS NULL OR dataset = ?) ORDER BY dataset, id`)
    .all(dataset, dataset)
    .map(monitorOf)

/** Throws not-found. */
export function getMonitor(db: Project, id: number): Monitor {
  const row = sql<MonitorRow>(db, `${select} AND id = ?`).get(id)
  if (!row) throw new StudioError('not-found', 'That monitor is not in the project any more.')
  return monitorOf(row)
}

export interface NewMonitor {
  dataset: number
  name: string
  run: number | null
  rule: WatchedRule | null
  severity: Severity | null
  settings: Monitor['settings']
  since: number
}

export const addMonitor = (db: Project, given: NewMonitor): number =>
  newId(
    sql(
      db,
      `INSERT INTO monitor (dataset, name, run, rule, severity, settings, state, since, created)
       VALUES (?, ?, ?, ?, ?, ?, 'on', ?, ?)`,
    ).run(
      given.dataset,
      given.name,
      given.run,
      given.rule && JSON.stringify(given.rule),
      given.severity,
      JSON.stringify(given.settings),
      given.since,
      Date.now(),
    ),
  )

/** One that goes on begins with the rows that come then: since — the dataset's last time. */
export function setMonitorState(db: Project, id: number, state: 'on' | 'paused' | 'removed', since: number): void {
  write(db, () => {
    sql(db, 'UPDATE monitor SET state = ?, since = max(since, ?), trouble = NULL WHERE id = ?').run(
      state,
      state === 'on' ? since : 0,
      id,
    )
    // What it does not look at any more goes on for nobody.
    if (state !== 'on') sql(db, 'UPDATE alarm SET ended = 1 WHERE monitor = ? AND ended = 0').run(id)
  })
}

/** How far it has judged, or why it could not. */
export function noteJudged(db: Project, id: number, judged: number | null, trouble: string | null): void {
  sql(
    db,
    'UPDATE monitor SET judged = max(coalesce(judged, -1e308), coalesce(?, judged)), trouble = ? WHERE id = ?',
  ).run(judged, trouble, id)
}

export interface AlarmSums {
  all: number
  unanswered: number
  open: number
  week: number
  last: number | null
}

/** Alarms of a monitor, or of a run that is in force; week — those that began within seven days before a time of the data. */
export function alarmSums(db: Project, of: { monitor: number } | { run: number }, until: number): AlarmSums {
  const where = 'monitor' in of ? 'monitor = ?' : 'run = ? AND monitor IS NULL'
  return sql<AlarmSums>(
    db,
    `SELECT count(*) AS "all", coalesce(sum(state IN ('new', 'seen')), 0) AS unanswered, coalesce(sum(ended = 0), 0) AS open,
       coalesce(sum(start > ?), 0) AS week, max(start) AS last FROM alarm WHERE ${where}`,
  ).get(until - 7 * 86_400_000, 'monitor' in of ? of.monitor : of.run)!
}
