import { counted } from '../../shared/counted.ts'
import { StudioError } from '../../shared/errors.ts'
import type { Label } from '../../shared/project.ts'
import type { Project } from '../project.ts'
import { newId, sql } from '../file/statement.ts'
import { storedOrNull } from '../file/stored.ts'
import { storedChannelIds } from '../file/stored-values.ts'

/** The table of labels itself: no validation and no journal, which `labels.ts` adds. */
interface LabelRow extends Omit<Label, 'set' | 'channels'> {
  label_set: number
  channels: string
}

/** Written out: with a hundred thousand labels the page waits for this. */
const labelOf = (row: LabelRow): Label =>
  row.channels === '[]' && row.end - row.start < Infinity ? wholeLabel(row, []) : readLabel(row)

/** A label whose place cannot be read has no length, at the beginning of time: it is listed, and can be removed. */
function readLabel(row: LabelRow): Label {
  const channels = storedOrNull(row.channels, storedChannelIds)
  const placed = Number.isFinite(row.start) && Number.isFinite(row.end)
  if (channels && placed) return wholeLabel(row, channels)
  return { ...wholeLabel(placed ? row : { ...row, start: 0, end: 0 }, channels ?? []), broken: true }
}

const wholeLabel = (row: LabelRow, channels: number[]): Label => ({
  id: row.id,
  set: row.label_set,
  class: row.class,
  start: row.start,
  end: row.end,
  channels,
  certainty: row.certainty,
  status: row.status,
  note: row.note,
  author: row.author,
  origin: row.origin,
})

const columns = 'label.id, label_set, class, start, end, channels, certainty, status, note, author, origin'

export const countedLabels = (n: number) => counted(n, 'label')

/** The smallest k with length ≤ 4^k. Labels of one class are never longer than `4^k`, which bounds where one that reaches into a range can start. */
export function lengthClass(ms: number): number {
  let k = 0
  for (let longest = 1; longest < ms; longest *= 4) k++
  return k
}

export interface LabelQuery {
  set: number
  /** Only those that touch start…end. */
  start?: number
  end?: number
  limit?: number
}

/** Labels of a set, sorted by start. */
export function listLabels(db: Project, { set, start, end, limit = -1 }: LabelQuery): Label[] {
  if (start === undefined && end === undefined) return labelsAfter(db, set, null, limit)
  return sql<LabelRow>(db, rangeQuery)
    .all({ set, start: start ?? -Infinity, end: end ?? Infinity, limit })
    .map(labelOf)
}

/** Where a page of labels ends: the next one begins behind it. */
export type LabelPlace = Pick<Label, 'start' | 'id'>

/**
 * Labels of a set behind a place, sorted by start; null = from the first. One search per length class that occurs, merged while they are read,
 * so that a page costs what it holds and not what the set holds.
 */
export function labelsAfter(db: Project, set: number, after: LabelPlace | null, limit: number): Label[] {
  const lengths = sql<{ k: number | null }>(db, lengthsQuery)
    .all({ set })
    .flatMap(({ k }) => (k === null ? [] : k))
  if (lengths.length === 0) return []
  // -Infinity and not null: SQLite compares nothing with NULL.
  const from = { set, start: after?.start ?? -Infinity, id: after?.id ?? 0, limit }
  const of = (k: number) =>
    `SELECT ${columns} FROM label WHERE label_set = @set AND length_class = ${Math.trunc(k)} AND (start, label.id) > (@start, @id)`
  return sql<LabelRow>(db, `${lengths.map(of).join(' UNION ALL ')} ORDER BY start, id LIMIT @limit`)
    .all(from)
    .map(labelOf)
}

/** Where a page ends; null where no label of it has a place. */
export const placeAfter = (page: readonly Label[]): LabelPlace | null => page.findLast((label) => !label.broken) ?? null

/** A set's labels in pages, sorted by start. What is edited between two pages is in them as it is when they are read. */
export function* labelPages(db: Project, set: number, size: number): Generator<Label[]> {
  let after: LabelPlace | null = null
  do {
    const page = labelsAfter(db, set, after, size)
    if (page.length > 0) yield page
    after = page.length < size ? null : placeAfter(page)
  } while (after)
}

const lengthsQuery = `
WITH RECURSIVE length (k) AS (
  SELECT min(length_class) FROM label WHERE label_set = @set
  UNION ALL
  SELECT (SELECT min(length_class) FROM label WHERE label_set = @set AND length_class > k) FROM length WHERE k IS NOT NULL
)
SELECT k FROM length`

/**
 * Those that touch a range: per length class that occurs, a search in label_by_time. An index on start alone would
 * have to look at every label before the range, because any of them might reach into it.
 * The length classes themselves are found by skipping from one to the next.
 */
export const rangeQuery = `
WITH RECURSIVE length (k) AS (
  SELECT min(length_class) FROM label WHERE label_set = @set
  UNION ALL
  SELECT (SELECT min(length_class) FROM label WHERE label_set = @set AND length_class > k) FROM length WHERE k IS NOT NULL
)
SELECT ${columns} FROM length CROSS JOIN label
WHERE label_set = @set AND length_class = k AND start >= @start - pow(4, k) AND start <= @end AND end >= @start
ORDER BY start, label.id LIMIT @limit`

export const countLabels = (db: Project, set: number): number =>
  sql<{ n: number }>(db, 'SELECT count(*) AS n FROM label WHERE label_set = ?').get(set)!.n

/** Those of the given ids that exist, in the order of the ids. */
export function getLabels(db: Project, ids: readonly number[]): Label[] {
  const read = sql<LabelRow>(db, `SELECT ${columns} FROM label WHERE id = ?`)
  return ids.flatMap((id) => {
    const row = read.get(id)
    return row ? [labelOf(row)] : []
  })
}

/** New rows with new ids. Throws internal where one is not there afterwards. */
export function insertLabels(db: Project, labels: readonly Omit<Label, 'id'>[]): Label[] {
  const made = labels.map((label) => ({ ...label, id: newId(insert(db, label, null)) }))
  confirm(db, made)
  return made
}

/** Makes the table hold exactly these labels under their ids, whether they are there now or not. Throws as `insertLabels` does. */
export function putLabels(db: Project, labels: readonly Label[]): void {
  for (const label of labels) insert(db, label, label.id)
  confirm(db, labels)
}

/** What is acknowledged was read back: a file that swallows what is written must not pass for one that holds it. */
function confirm(db: Project, labels: readonly Label[]): void {
  const read = sql<LabelRow>(db, `SELECT ${columns} FROM label WHERE id = ?`)
  for (const label of labels) {
    const row = read.get(label.id)
    const kept =
      row &&
      row.start === label.start &&
      row.end === label.end &&
      row.label_set === label.set &&
      row.class === label.class &&
      row.status === label.status &&
      row.note === label.note
    if (!kept) throw notKept()
  }
}

const notKept = () =>
  new StudioError(
    'internal',
    'The project file did not keep a label as it was written, so the edit was taken back. Close the project and open a copy of it.',
  )

function insert(db: Project, label: Omit<Label, 'id'>, id: number | null) {
  const result = sql(
    db,
    `INSERT OR REPLACE INTO label (id, label_set, class, start, end, length_class, channels, certainty, status, note, author, origin)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    id,
    label.set,
    label.class,
    label.start,
    label.end,
    lengthClass(label.end - label.start),
    JSON.stringify(label.channels),
    label.certainty,
    label.status,
    label.note,
    label.author,
    label.origin,
  )
  if (result.changes === 0) throw notKept()
  return result
}

export function deleteLabels(db: Project, ids: Iterable<number>): void {
  const remove = sql(db, 'DELETE FROM label WHERE id = ?')
  const read = sql(db, 'SELECT 1 FROM label WHERE id = ?')
  for (const id of ids) {
    remove.run(id)
    if (read.get(id)) throw notKept()
  }
}
