import { StudioError } from '../shared/errors.ts'
import type { JournalEntry, Label } from '../shared/project.ts'
import {
  appendEntry,
  entryOf,
  journalColumns,
  replace,
  setsOf,
  showSets,
  takenBack,
  type JournalRow,
  type SetChange,
} from './journal.ts'
import { getLabels } from './label-rows.ts'
import type { Project } from './project.ts'
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
    const rows = sql<Row>(db, `SELECT ${journalColumns}, dropped FROM journal WHERE dataset = ? ORDER BY id`).all(
      dataset,
    )
    const target = rows.find((row) => row.id === entry)
    if (!target) throw new StudioError('not-found', 'That moment is not in the journal of this dataset.')
    const now = rows.filter((row) => row.undone === 0)
    // Right after an entry was written, everything undone had just been dropped: what counted is what was not dropped yet.
    const then = rows.filter(
      (row) => row.id === entry || (row.id < entry && (row.dropped === 0 || row.dropped > entry)),
    )
    const shared = now.findIndex((row, i) => row.id !== then[i]?.id)
    const from = shared < 0 ? now.length : shared
    const [back, forward] = [now.slice(from).reverse(), then.slice(from)]

    const touched = [
      ...new Set(
        [...back, ...forward]
          .flatMap((row) => [...labelsOf(row, 'before'), ...labelsOf(row, 'after')])
          .map((label) => label.id),
      ),
    ]
    const before = getLabels(db, touched)
    const shown = new Map<number, boolean>()
    for (const row of back) {
      replace(db, labelsOf(row, 'after'), labelsOf(row, 'before'))
      note(shown, takenBack(setsOf(row)))
    }
    for (const row of forward) {
      replace(db, labelsOf(row, 'before'), labelsOf(row, 'after'))
      note(shown, setsOf(row))
    }
    const after = getLabels(db, touched)
    const sets = {
      shown: [...shown.keys()].filter((id) => shown.get(id)),
      hidden: [...shown.keys()].filter((id) => !shown.get(id)),
    }
    showSets(db, sets)
    const [gone, come] = [without(before, after), without(after, before)]
    if (gone.length + come.length + shown.size === 0) return null
    const what = `Restored the labels as they were after "${target.what}"`
    return appendEntry(db, {
      dataset,
      author,
      what,
      before: gone,
      after: come,
      setsShown: sets.shown,
      setsHidden: sets.hidden,
    })
  })
}

const labelsOf = (row: Row, side: 'before' | 'after'): Label[] => entryOf(row)[side]

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
