import { StudioError } from '../../shared/errors.ts'
import type { JournalEntry, Label } from '../../shared/project.ts'
import { atOnce, type Steps } from '../../shared/slices.ts'
import { editInParts, partSize, type Part } from './edit-in-parts.ts'
import { entryOf, journalColumns, setsOf, showSets, takenBack, type JournalRow, type SetChange } from './journal.ts'
import { reviveClasses } from './label-classes.ts'
import { deleteLabels, getLabels, putLabels } from './label-rows.ts'
import type { Project } from '../project.ts'
import { sql, write } from '../file/statement.ts'

/** What is looked at of every entry: without its labels, which may be millions. */
interface Moment extends Pick<JournalRow, 'id' | 'what' | 'undone'> {
  /** Id of the entry that put it out of redo's reach; 0 = none did. */
  dropped: number
}

/** `restoreSteps` without a pause, as one transaction. */
export const restore = (db: Project, dataset: number, entry: number, author: string): JournalEntry | null =>
  write(db, () => atOnce(restoreSteps(db, dataset, entry, author)))

/**
 * Brings a dataset's labels back to what they were right after an entry of the journal, also one that was undone and
 * overtaken since. This is itself an edit, which undo takes back; a large one is written in parts. null where nothing is different.
 * Throws not-found for an entry of another dataset, or one that is not there.
 */
export function* restoreSteps(db: Project, dataset: number, entry: number, author: string): Steps<JournalEntry | null> {
  const goal = goals(db)
  try {
    let state: string
    let shown: Map<number, boolean>
    let what: string
    do {
      // Somebody may edit in between: then the way there is another one.
      state = stateOfJournal(db, dataset)
      const way = wayTo(db, dataset, entry)
      what = `Restored the labels as they were after "${way.target.what}"`
      goal.clear()
      shown = yield* walk(db, way, goal)
    } while (state !== stateOfJournal(db, dataset))
    const total = goal.count()
    return yield* editInParts(db, { dataset, author, what, total }, partsOf(db, goal, shown))
  } finally {
    if (db.open) goal.clear()
  }
}

/** Which entries are to be taken back, newest first, and which to be done, oldest first. */
function wayTo(db: Project, dataset: number, entry: number): { target: Moment; back: Moment[]; forward: Moment[] } {
  const rows = sql<Moment>(db, 'SELECT id, what, undone, dropped FROM journal WHERE dataset = ? ORDER BY id').all(
    dataset,
  )
  const target = rows.find((row) => row.id === entry)
  if (!target) throw new StudioError('not-found', 'That moment is not in the journal of this dataset.')
  const now = rows.filter((row) => row.undone === 0)
  // Right after an entry was written, everything undone had just been dropped: what counted is what was not dropped yet.
  const then = rows.filter((row) => row.id === entry || (row.id < entry && (row.dropped === 0 || row.dropped > entry)))
  const shared = now.findIndex((row, i) => row.id !== then[i]?.id)
  const from = shared < 0 ? now.length : shared
  return { target, back: now.slice(from).reverse(), forward: then.slice(from) }
}

/** Goes the way on paper: notes for each label that is touched what becomes of it. Answers which sets come into sight and which go. */
function* walk(
  db: Project,
  { back, forward }: { back: Moment[]; forward: Moment[] },
  goal: ReturnType<typeof goals>,
): Steps<Map<number, boolean>> {
  const shown = new Map<number, boolean>()
  for (const { id } of back) {
    const row = rowOf(db, id)
    const { before, after } = entryOf(row)
    goal.note(after, before)
    note(shown, takenBack(setsOf(row)))
    yield
  }
  for (const { id } of forward) {
    const row = rowOf(db, id)
    const { before, after } = entryOf(row)
    goal.note(before, after)
    note(shown, setsOf(row))
    yield
  }
  return shown
}

const rowOf = (db: Project, id: number) =>
  sql<JournalRow>(db, `SELECT ${journalColumns} FROM journal WHERE id = ?`).get(id)!

/** Changes with everything that is written into the journal, undone or redone. */
const stateOfJournal = (db: Project, dataset: number): string =>
  JSON.stringify(
    sql(
      db,
      'SELECT max(id) AS newest, total(undone) AS undone, max(turned_at) AS turned FROM journal WHERE dataset = ?',
    ).get(dataset),
  )

let tickets = 0

/** What is to become of each label, in a table of its own that is never part of the project file: millions would fill the memory. */
function goals(db: Project) {
  const ticket = ++tickets
  db.exec(
    'CREATE TEMP TABLE IF NOT EXISTS restoring (ticket INTEGER, label INTEGER, json TEXT, PRIMARY KEY (ticket, label)) WITHOUT ROWID',
  )
  const put = sql(db, 'INSERT OR REPLACE INTO temp.restoring (ticket, label, json) VALUES (?, ?, ?)')
  const page = sql<{ label: number; json: string | null }>(
    db,
    'SELECT label, json FROM temp.restoring WHERE ticket = ? AND label > ? ORDER BY label LIMIT ?',
  )
  return {
    clear: () => void sql(db, 'DELETE FROM temp.restoring WHERE ticket = ?').run(ticket),
    count: () => sql<{ n: number }>(db, 'SELECT count(*) AS n FROM temp.restoring WHERE ticket = ?').get(ticket)!.n,
    /** Labels `then` take the place of labels `now`. */
    note: db.transaction((now: Label[], then: Label[]) => {
      for (const { id } of now) put.run(ticket, id, null)
      for (const label of then) put.run(ticket, label.id, JSON.stringify(label))
    }),
    page: (after: number, limit: number) => page.all(ticket, after, limit),
  }
}

/** The labels in the order of their ids, so many at once; sets come into sight with the first part and go with the last. */
function* partsOf(db: Project, goal: ReturnType<typeof goals>, shown: Map<number, boolean>): Generator<Part> {
  const come = [...shown.keys()].filter((id) => shown.get(id))
  const go = [...shown.keys()].filter((id) => !shown.get(id))
  let last = 0
  let rows = goal.page(last, partSize + 1)
  let first = true
  do {
    const now = rows.slice(0, partSize)
    const more = rows.length > partSize
    const sets = { shown: first ? come : [], hidden: more ? [] : go }
    yield () => put(db, now, sets)
    first = false
    last = now.at(-1)?.label ?? last
    rows = more ? goal.page(last, partSize + 1) : []
  } while (rows.length > 0)
}

function put(db: Project, rows: { label: number; json: string | null }[], sets: SetChange): ReturnType<Part> {
  const before = getLabels(
    db,
    rows.map(({ label }) => label),
  )
  const after = rows.flatMap(({ json }) => (json === null ? [] : [JSON.parse(json) as Label]))
  showSets(db, sets)
  const [gone, come] = [without(before, after), without(after, before)]
  if (gone.length + come.length + sets.shown.length + sets.hidden.length === 0) return null
  refuseHidden(db, come, sets)
  const kept = new Set(come.map(({ id }) => id))
  deleteLabels(
    db,
    gone.flatMap(({ id }) => (kept.has(id) ? [] : [id])),
  )
  reviveClasses(
    db,
    come.map((label) => label.class),
  )
  putLabels(db, come)
  return { before: gone, after: come, setsShown: sets.shown, setsHidden: sets.hidden }
}

/** Labels of a set that somebody removed meanwhile would be there and never seen. */
function refuseHidden(db: Project, labels: Label[], { hidden }: SetChange): void {
  for (const set of new Set(labels.map((label) => label.set)))
    if (!hidden.includes(set) && !sql(db, 'SELECT 1 FROM label_set WHERE id = ? AND NOT removed').get(set))
      throw new StudioError('not-found', 'A label set was removed while its labels were being restored.')
}

/** The labels that the others do not hold just so. */
function without(labels: Label[], others: Label[]): Label[] {
  const known = new Map(others.map((label) => [label.id, JSON.stringify(label)]))
  return labels.filter((label) => known.get(label.id) !== JSON.stringify(label))
}

/** Remembers which sets come into sight or go out of it; one that does both is as it was. */
function note(shown: Map<number, boolean>, change: SetChange): void {
  for (const [ids, now] of [
    [change.shown, true],
    [change.hidden, false],
  ] as const)
    for (const id of ids) {
      if (shown.get(id) === !now) shown.delete(id)
      else shown.set(id, now)
    }
}
