import type { JournalEntry } from '../../shared/project.ts'
import type { Steps } from '../../shared/slices.ts'
import { cancelled } from '../../shared/errors.ts'
import { appendEntry, batchCounts, nameEntry, undo, type NewEntry } from './journal.ts'
import type { Project } from '../project.ts'
import { write } from '../file/statement.ts'

/** As many labels as are written at once: some 30 ms. */
export const partSize = 1000

/** Does a part of an edit, and says what became of what; null where nothing did. */
export type Part = () => Pick<NewEntry, 'before' | 'after' | 'setsShown' | 'setsHidden'> | null

export interface LargeEdit {
  dataset: number
  author: string
  /** For the journal. */
  what: string
  /** How many labels it is about. */
  total: number
}

/**
 * An edit of very many labels: part by part, each one transaction, and one step of undo. After a kill the journal says how many there
 * are, and undo takes them back. A part that throws, or a wish to stop, takes back what there was. parts — asked for the next one after the last was
 * written. Answers the newest entry; null where nothing came of it. Throws what a part throws, and `cancelled` where it was undone meanwhile.
 */
export function* editInParts(
  db: Project,
  { dataset, author, what, total }: LargeEdit,
  parts: Iterable<Part>,
): Steps<JournalEntry | null> {
  const whole = total <= partSize
  let batch: number | null = null
  let entry: JournalEntry | null = null
  let done = 0
  try {
    for (const part of parts) {
      done = Math.min(done + partSize, total)
      const so = whole ? what : `${done.toLocaleString('en')} of ${total.toLocaleString('en')}: ${what}`
      const made = write(db, () => {
        if (batch !== null && !batchCounts(db, batch)) throw cancelled()
        const did = part()
        return did && appendEntry(db, { dataset, author, what: so, ...did, batch: whole ? null : (batch ?? 'first') })
      })
      if (made) batch ??= made.id
      entry = made ?? entry
      yield { done, total }
    }
    if (entry === null) return null
    if (!whole) nameEntry(db, entry.id, what)
    return { ...entry, what }
  } catch (error) {
    if (!whole && batch !== null) while (undo(db, dataset, author, batch)) yield
    throw error
  }
}

/** Cuts a list into parts. */
export function* inParts<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from === 0 || from < items.length; from += partSize) yield items.slice(from, from + partSize)
}
