import type { JournalEntry, Label } from '../../shared/project.ts'
import { atOnce, type Steps } from '../../shared/slices.ts'
import { reviveClasses } from './label-classes.ts'
import { deleteLabels, putLabels } from './label-rows.ts'
import type { Project } from '../project.ts'
import { newId, sql, write } from '../file/statement.ts'
import { readStored, storedOrNull } from '../file/stored.ts'
import { storedLabels, storedSetIds } from '../file/stored-values.ts'

export interface JournalRow {
  id: number
  at: number
  author: string
  what: string
  undone: number
  before: string
  after: string
  /** Ids of the label sets that it brought into sight, and took out of it: JSON. */
  sets_shown: string
  sets_hidden: string
  /** Id of the first of the entries that belong together; null where one stands alone. */
  batch: number | null
}

export const journalColumns = 'id, at, author, what, undone, before, after, sets_shown, sets_hidden, batch'

export interface NewEntry {
  dataset: number
  author: string
  what: string
  before: Label[]
  after: Label[]
  setsShown?: number[]
  setsHidden?: number[]
  /** The batch it belongs to; 'first' begins one. */
  batch?: number | 'first' | null
}

/** An entry as undo and redo answer it, one of a batch or alone. */
export type Turned = JournalEntry & Pick<JournalRow, 'batch'>

/** Writes down an edit, in the transaction of the edit itself. What had been undone stays readable, but redo no longer reaches it. */
export function appendEntry(db: Project, entry: NewEntry): JournalEntry {
  const { dataset, author, what, before, after } = entry
  const at = Date.now()
  const made = sql(
    db,
    'INSERT INTO journal (dataset, at, author, what, sets_shown, sets_hidden, before, after) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  ).run(
    dataset,
    at,
    author,
    what,
    JSON.stringify(entry.setsShown ?? []),
    JSON.stringify(entry.setsHidden ?? []),
    JSON.stringify(before),
    JSON.stringify(after),
  )
  const id = newId(made)
  if (entry.batch)
    sql(db, 'UPDATE journal SET batch = ? WHERE id = ?').run(entry.batch === 'first' ? id : entry.batch, id)
  // The id of what dropped it, not only that it was: so the state of any moment can be found again (restore.ts).
  sql(db, 'UPDATE journal SET dropped = ? WHERE dataset = ? AND undone AND NOT dropped').run(id, dataset)
  return { id, at, author, what, undone: false, before, after }
}

/** What an entry is called after all: the last one of a batch, once the batch is whole. */
export const nameEntry = (db: Project, id: number, what: string): void =>
  void sql(db, 'UPDATE journal SET what = ? WHERE id = ?').run(what, id)

/**
 * Takes the newest edit back that is not taken back yet; null where there is none. Of a batch one entry at a time:
 * batch — nothing but the next of this one.
 */
export function undo(db: Project, dataset: number, author: string, batch: number | null = null): Turned | null {
  return write(db, () => {
    const row = sql<JournalRow>(
      db,
      `SELECT ${journalColumns} FROM journal WHERE dataset = ? AND undone = 0 AND dropped = 0 ORDER BY id DESC LIMIT 1`,
    ).get(dataset)
    if (!row || (batch !== null && row.batch !== batch)) return null
    const entry = entryOf(row)
    replace(db, entry.after, entry.before)
    showSets(db, takenBack(setsOf(row)))
    sql(db, 'UPDATE journal SET undone = 1, turned_at = ?, turned_by = ? WHERE id = ?').run(Date.now(), author, row.id)
    return { ...entry, undone: true, batch: row.batch }
  })
}

/** Does the edit again that was taken back last; null where there is none, or where another edit came in between. */
export function redo(db: Project, dataset: number, author: string, batch: number | null = null): Turned | null {
  return write(db, () => {
    const row = sql<JournalRow>(
      db,
      `SELECT ${journalColumns} FROM journal WHERE dataset = ? AND undone = 1 AND dropped = 0 ORDER BY id LIMIT 1`,
    ).get(dataset)
    if (!row || (batch !== null && row.batch !== batch)) return null
    const entry = entryOf(row)
    replace(db, entry.before, entry.after)
    showSets(db, setsOf(row))
    sql(db, 'UPDATE journal SET undone = 0, turned_at = ?, turned_by = ? WHERE id = ?').run(Date.now(), author, row.id)
    return { ...entry, undone: false, batch: row.batch }
  })
}

/** Whether the entries of a batch all count still: undone ones must not get company. */
export const batchCounts = (db: Project, batch: number): boolean =>
  sql(db, 'SELECT 1 FROM journal WHERE batch = ? AND undone = 1').get(batch) === undefined

/** How many entries a batch has. */
export const batchSize = (db: Project, batch: number): number =>
  sql<{ n: number }>(db, 'SELECT count(*) AS n FROM journal WHERE batch = ?').get(batch)!.n

/** `journalSteps` without a pause. */
export const listJournal = (db: Project, dataset: number, limit = 200, before: number | null = null): JournalEntry[] =>
  atOnce(journalSteps(db, dataset, limit, before))

/**
 * Newest first, a batch as its newest entry. Of an entry with more than `labelsShown` labels only the first of them come along; `what`
 * has the number. before — only entries older than that one.
 */
export function* journalSteps(
  db: Project,
  dataset: number,
  limit: number,
  before: number | null,
): Steps<JournalEntry[]> {
  const newest = sql<{ newest: number }>(
    db,
    `SELECT max(id) AS newest FROM journal WHERE dataset = ? GROUP BY coalesce(batch, id), undone
     HAVING newest < ? ORDER BY newest DESC LIMIT ?`,
  ).all(dataset, before ?? Number.MAX_SAFE_INTEGER, limit)
  const read = sql<CutRow>(db, cutRow)
  const entries: JournalEntry[] = []
  for (const { newest: id } of newest) {
    const row = read.get({ id, most: mostRead })
    // It may be gone: the dataset can have been removed in between.
    if (row) entries.push(shownEntry(row))
    yield
  }
  return entries
}

export const labelsShown = 100
/** Characters of an entry's labels that are read for the list: more than `labelsShown` of them take, unless their notes are long. */
const mostRead = 262_144

interface CutRow extends JournalRow {
  /** Whether the text is whole JSON; null where it was short enough to be read to its end. */
  beforeCut: 0 | 1 | null
  afterCut: 0 | 1 | null
}

const cutRow = `
SELECT id, at, author, what, undone, sets_shown, sets_hidden, batch, substr(before, 1, @most) AS before, substr(after, 1, @most) AS after,
  CASE WHEN octet_length(before) > @most THEN json_valid(before) END AS beforeCut,
  CASE WHEN octet_length(after) > @most THEN json_valid(after) END AS afterCut
FROM journal WHERE id = @id`

/** The first labels of a text that may have been cut off; null where they cannot be read, or what was cut off is no JSON. */
function firstLabels(text: string, cut: 0 | 1 | null): Label[] | null {
  if (cut === 0) return null
  const labels = storedOrNull(cut ? wholeItems(text) : text, storedLabels)
  return labels && labels.slice(0, labelsShown)
}

/** A JSON array that was cut off anywhere, without the item that was cut. */
function wholeItems(text: string): string {
  let [depth, end, quoted] = [0, 0, false]
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (quoted && c === '\\') i++
    else if (c === '"') quoted = !quoted
    else if (quoted) continue
    else if (c === '[' || c === '{') depth++
    else if ((c === ']' || c === '}') && --depth === 1) end = i + 1
    else if (depth === 0 && end > 0) break
  }
  return text.length > end && text[end] === ']' ? text.slice(0, end + 1) : `${text.slice(0, end)}]`
}

/** Puts labels `then` in the place of labels `now`. */
export function replace(db: Project, now: Label[], then: Label[]): void {
  const kept = new Set(then.map((label) => label.id))
  deleteLabels(
    db,
    now.filter((label) => !kept.has(label.id)).map((label) => label.id),
  )
  reviveClasses(
    db,
    then.map((label) => label.class),
  )
  putLabels(db, then)
}

export interface SetChange {
  shown: number[]
  hidden: number[]
}

export const setsOf = (row: JournalRow): SetChange => ({
  shown: readStored(row.sets_shown, storedSetIds, nameOf(row)),
  hidden: readStored(row.sets_hidden, storedSetIds, nameOf(row)),
})
export const takenBack = ({ shown, hidden }: SetChange): SetChange => ({ shown: hidden, hidden: shown })

/** Shows and hides label sets. */
export function showSets(db: Project, { shown, hidden }: SetChange): void {
  const mark = sql(db, 'UPDATE label_set SET removed = ? WHERE id = ?')
  for (const id of shown) mark.run(0, id)
  for (const id of hidden) mark.run(1, id)
}

const nameOf = ({ what }: JournalRow) => `edit "${what}" in the journal`

/** Throws corrupt: an edit that cannot be read whole must not be undone in part. */
export function entryOf(row: JournalRow): JournalEntry {
  return {
    id: row.id,
    at: row.at,
    author: row.author,
    what: row.what,
    undone: row.undone === 1,
    before: readStored(row.before, storedLabels, nameOf(row)),
    after: readStored(row.after, storedLabels, nameOf(row)),
  }
}

/** For the list, in which a damaged entry is one among others. */
function shownEntry(row: CutRow): JournalEntry {
  const [before, after] = [firstLabels(row.before, row.beforeCut), firstLabels(row.after, row.afterCut)]
  const sets = [row.sets_shown, row.sets_hidden].every((text) => storedOrNull(text, storedSetIds))
  const { id, at, author, what } = row
  const shown = { id, at, author, what, undone: row.undone === 1, before: before ?? [], after: after ?? [] }
  return before && after && sets ? shown : { ...shown, broken: true }
}
