import { StudioError } from '../shared/errors.ts'
import type { JournalEntry, Label } from '../shared/project.ts'
import { appendEntry, entryOf, journalColumns, replace, showSets, type JournalRow } from './journal.ts'
import { getLabels } from './label-rows.ts'
import type { Project } from './open.ts'
import { sql, write } from './statement.ts'

interface Row extends JournalRow {
  /** Id of the entry that put it out of redo's reach; 0 = none did. */
  dropped: number
}

/**
 * Brings a dataset's labels back to what they were right after an entry of the journal, also one that was undone and
 * overtaken since. This is itself an edit, which undo takes back. null where nothing is different.
 * Throws not-found for an entry of another dataset, or one that is not there.
 */
export function restore(db: Project, dataset: number, entry: number, author: string): JournalEntry | null {
  return write(db, () => {
    const rows = sql<Row>(db, `SELECT ${journalColumns}, dropped FROM journal WHERE dataset = ? ORDER BY id`).all(dataset)
    const target = rows.find((row) => row.id === entry)
    if (!target) throw new StudioError('not-found', 'That moment is not in the journal of this dataset.')
    const now = rows.filter((row) => row.undone === 0)
    // Right after an entry was written, everything undone had just been dropped: what counted is what was not dropped yet.
    const then = rows.filter((row) => row.id === entry || (row.id < entry && (row.dropped === 0 || row.dropped > entry)))
    const shared = now.findIndex((row, i) => row.id !== then[i]?.id)
    const from = shared < 0 ? now.length : shared
    const [back, forward] = [now.slice(from).reverse(), then.slice(from)]

    const touched = [...new Set([...back, ...forward].flatMap((row) => [...labelsOf(row, 'before'), ...labelsOf(row, 'after')]).map((label) => label.id))]
    const before = getLabels(db, touched)
    const shown = new Map<number, boolean>()
    for (const row of back) {
      replace(db, labelsOf(row, 'after'), labelsOf(row, 'before'))
      showSets(db, { shown: row.set_removed, hidden: row.set_made })
      note(shown, row.set_removed, row.set_made)
    }
    for (const row of forward) {
      replace(db, labelsOf(row, 'before'), labelsOf(row, 'after'))
      showSets(db, { shown: row.set_made, hidden: row.set_removed })
      note(shown, row.set_made, row.set_removed)
    }
    const after = getLabels(db, touched)
    const sets = [...shown].map(([id, on]) => (on ? { setMade: id } : { setRemoved: id }))
    const [gone, come] = [without(before, after), without(after, before)]
    if (gone.length + come.length + sets.length === 0) return null
    const what = `Restored the labels as they were after "${target.what}"`
    // One entry can show or hide one set: where more did, each gets its own.
    for (const set of sets.slice(1)) appendEntry(db, { dataset, author, what, before: [], after: [], ...set })
    return appendEntry(db, { dataset, author, what, before: gone, after: come, ...sets[0] })
  })
}

const labelsOf = (row: Row, side: 'before' | 'after'): Label[] => entryOf(row)[side]

/** The labels that the others do not hold just so. */
function without(labels: Label[], others: Label[]): Label[] {
  const known = new Map(others.map((label) => [label.id, JSON.stringify(label)]))
  return labels.filter((label) => known.get(label.id) !== JSON.stringify(label))
}

/** Remembers which sets come into sight or go out of it; one that does both is as it was. */
function note(shown: Map<number, boolean>, on: number | null, off: number | null): void {
  for (const [id, now] of [[on, true], [off, false]] as const) {
    if (id === null) continue
    if (shown.get(id) === !now) shown.delete(id)
    else shown.set(id, now)
  }
}
