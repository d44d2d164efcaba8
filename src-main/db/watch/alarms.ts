import { z } from 'zod'
import { StudioError } from '../../shared/errors.ts'
import {
  chatterReturns,
  floodsIn,
  severityOf,
  standingMs,
  type Alarm,
  type AlarmCounts,
  type AlarmQuery,
  type AlarmState,
  type NearestEvent,
  type Severity,
} from '../../shared/watch/alarms.ts'
import { directions, type StrangeChannel } from '../../shared/runs/strangest.ts'
import type { Project } from '../project.ts'
import { newId, sql } from '../file/statement.ts'
import { storedOrNull } from '../file/stored.ts'

interface AlarmRow extends Omit<Alarm, 'ended' | 'channels' | 'severity' | 'nearest'> {
  ended: number
  channels: string
  nearest: string | null
  given: Severity | null
}

const channels = {
  what: 'channels of an alarm',
  schema: z.array(z.object({ name: z.string(), share: z.number(), direction: z.enum(directions) })),
}

const nearest = { what: 'nearest event of an alarm', schema: z.object({ label: z.number(), distance: z.number() }) }

const select = `SELECT id, dataset, run, monitor, start, end, ended, peak, peak_time AS peakTime, threshold, returns, channels, state,
  shelved_until AS shelvedUntil, label, nearest, raised, answered_at AS answeredAt, answered_by AS answeredBy,
  (SELECT severity FROM monitor WHERE monitor.id = alarm.monitor) AS given FROM alarm`

const alarmOf = (db: Project, { given, ...row }: AlarmRow): Alarm => ({
  ...row,
  ended: row.ended === 1,
  severity: given ?? severityOf(row.peak, row.threshold),
  channels: storedOrNull(row.channels, channels) ?? [],
  nearest: row.nearest === null ? null : nearestOf(db, row.nearest),
})

/** null where the label is gone. */
function nearestOf(db: Project, text: string): NearestEvent | null {
  const found = storedOrNull(text, nearest)
  const label =
    found &&
    sql<{ start: number; name: string }>(
      db,
      `SELECT label.start, label_class.name FROM label JOIN label_class ON label_class.id = label.class WHERE label.id = ?`,
    ).get(found.label)
  return found && label ? { ...found, class: label.name, start: label.start } : null
}

const asked = `(? IS NULL OR dataset = ?) AND (? OR state IN (SELECT value FROM json_each(?)))
  AND (? OR monitor IS ?) AND (? OR id IN (SELECT value FROM json_each(?)))`

const conditions = ({ dataset, states, monitor, ids }: AlarmQuery) => [
  ...[dataset, dataset],
  ...[Number(states === undefined), JSON.stringify(states ?? [])],
  ...[Number(monitor === undefined), monitor ?? null],
  ...[Number(ids === undefined), JSON.stringify(ids ?? [])],
]

/** Newest first. */
export function listAlarms(db: Project, { limit = 1000, ...query }: AlarmQuery & { limit?: number }): Alarm[] {
  unshelve(db)
  return sql<AlarmRow>(db, `${select} WHERE ${asked} ORDER BY start DESC, id DESC LIMIT ?`)
    .all(...conditions(query), limit)
    .map((row) => alarmOf(db, row))
}

export function totalAlarms(db: Project, query: AlarmQuery): number {
  unshelve(db)
  return sql<{ n: number }>(db, `SELECT count(*) AS n FROM alarm WHERE ${asked}`).get(...conditions(query))!.n
}

/** What was shelved until a time that has come is new again. */
function unshelve(db: Project): void {
  if (db.readonly) return
  sql(db, `UPDATE alarm SET state = 'new', shelved_until = NULL WHERE state = 'shelved' AND shelved_until <= ?`).run(
    Date.now(),
  )
}

/** Throws not-found. */
export function getAlarm(db: Project, id: number): Alarm {
  const row = sql<AlarmRow>(db, `${select} WHERE id = ?`).get(id)
  if (!row) throw new StudioError('not-found', 'That alarm is not in the project any more.')
  return alarmOf(db, row)
}

/** What raises alarms: a run in force, or a monitor, which may be of a run. */
export type AlarmOrigin = Pick<Alarm, 'run' | 'monitor'>

/** Alarms of an origin that touch a time or come after it, in the order of time. */
export const alarmsFrom = (db: Project, { run, monitor }: AlarmOrigin, time: number): Alarm[] =>
  sql<AlarmRow>(db, `${select} WHERE run IS ? AND monitor IS ? AND end >= ? ORDER BY start, id`)
    .all(run, monitor, time)
    .map((row) => alarmOf(db, row))

export type RaisedAlarm = Pick<
  Alarm,
  'dataset' | 'run' | 'monitor' | 'start' | 'end' | 'ended' | 'peak' | 'peakTime' | 'threshold' | 'returns' | 'channels'
>

export function raiseAlarm(db: Project, alarm: RaisedAlarm): number {
  return newId(
    sql(
      db,
      `INSERT INTO alarm (dataset, run, monitor, start, end, ended, peak, peak_time, threshold, returns, channels, state, raised)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'new', ?)`,
    ).run(
      alarm.dataset,
      alarm.run,
      alarm.monitor,
      alarm.start,
      alarm.end,
      Number(alarm.ended),
      alarm.peak,
      alarm.peakTime,
      alarm.threshold,
      alarm.returns,
      JSON.stringify(alarm.channels),
      Date.now(),
    ),
  )
}

export type AlarmGrowth = Pick<Alarm, 'start' | 'end' | 'ended' | 'peak' | 'threshold' | 'peakTime' | 'returns'>

export function growAlarm(db: Project, id: number, growth: AlarmGrowth, seen?: StrangeChannel[]): void {
  const { start, end, ended, peak, threshold, peakTime, returns } = growth
  sql(
    db,
    'UPDATE alarm SET start = ?, end = ?, ended = ?, peak = ?, threshold = ?, peak_time = ?, returns = ?, channels = coalesce(?, channels) WHERE id = ?',
  ).run(start, end, Number(ended), peak, threshold, peakTime, returns, seen ? JSON.stringify(seen) : null, id)
}

/** The labelled event that an alarm looks most like; null = none does. */
export function setNearest(db: Project, id: number, found: { label: number; distance: number } | null): void {
  sql(db, 'UPDATE alarm SET nearest = ? WHERE id = ?').run(found && JSON.stringify(found), id)
}

export interface AlarmAnswer {
  state: AlarmState
  shelvedUntil: number | null
  label: number | null
  by: string
}

export function answerAlarm(db: Project, id: number, { state, shelvedUntil, label, by }: AlarmAnswer): Alarm {
  sql(
    db,
    'UPDATE alarm SET state = ?, shelved_until = ?, label = ?, answered_at = ?, answered_by = ? WHERE id = ?',
  ).run(state, shelvedUntil, label, Date.now(), by, id)
  return getAlarm(db, id)
}

/** Alarms that no other system has been told of, oldest first. */
export const untoldAlarms = (db: Project): Alarm[] =>
  sql<AlarmRow>(db, `${select} WHERE told = 0 ORDER BY id LIMIT 10000`)
    .all()
    .map((row) => alarmOf(db, row))

export function markTold(db: Project, ids: readonly number[]): void {
  sql(db, 'UPDATE alarm SET told = 1 WHERE id IN (SELECT value FROM json_each(?))').run(JSON.stringify(ids))
}

/** Per dataset that has alarms. */
export function countAlarms(db: Project): AlarmCounts[] {
  unshelve(db)
  const counted = sql<Omit<AlarmCounts, 'floods'>>(
    db,
    `SELECT dataset, count(*) AS "all", sum(state = 'new') AS new, sum(ended = 0) AS open,
       sum(ended = 0 AND end - start >= ${standingMs}) AS standing, sum(returns >= ${chatterReturns}) AS chattering,
       sum(state = 'confirmed') AS confirmed, sum(state = 'false') AS false FROM alarm GROUP BY dataset ORDER BY dataset`,
  ).all()
  return counted.map((one) => ({
    ...one,
    floods: floodsIn(
      sql<{ start: number }>(db, 'SELECT start FROM alarm WHERE dataset = ? ORDER BY start')
        .all(one.dataset)
        .map(({ start }) => start),
    ),
  }))
}
