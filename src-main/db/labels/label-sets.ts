import { StudioError, badInput } from '../../shared/errors.ts'
import type { JournalEntry, Label, LabelSet } from '../../shared/project.ts'
import { atOnce, type Steps } from '../../shared/slices.ts'
import { editInParts, inParts, partSize, type Part } from './edit-in-parts.ts'
import { countLabels, countedLabels, deleteLabels, insertLabels, labelPages, labelsAfter } from './label-rows.ts'
import type { Project } from '../project.ts'
import { newId, sql, write } from '../file/statement.ts'

const columns = 'id, dataset, name, author, purpose'

export function listSets(db: Project, dataset: number): LabelSet[] {
  return sql<LabelSet>(db, `SELECT ${columns} FROM label_set WHERE dataset = ? AND NOT removed ORDER BY id`).all(
    dataset,
  )
}

/** Throws not-found for one that is not there, or was removed. */
export function getSet(db: Project, id: number): LabelSet {
  const set = sql<LabelSet>(db, `SELECT ${columns} FROM label_set WHERE id = ? AND NOT removed`).get(id)
  if (!set) throw new StudioError('not-found', 'That label set is not in the project any more.')
  return set
}

/** The set that every dataset starts with. Not in the journal: it is part of making the dataset. */
export function createDefaultSet(db: Project, dataset: number, author: string): number {
  return newId(insertSet(db, { dataset, name: 'Labels', author, purpose: '' }))
}

export interface SetDraft {
  dataset: number
  name: string
  author: string
  purpose: string
  /** A set of the same dataset whose labels it starts with; null = empty. */
  copyOf: number | null
}

/** `createSetSteps` without a pause, as one transaction. */
export const createSet = (db: Project, draft: SetDraft): LabelSet => write(db, () => atOnce(createSetSteps(db, draft)))

/** A new set; the copy of a large one is made in parts. Throws bad-input where the dataset has a set of that name. */
export function* createSetSteps(db: Project, draft: SetDraft): Steps<LabelSet> {
  if (!sql(db, 'SELECT 1 FROM dataset WHERE id = ?').get(draft.dataset))
    throw new StudioError('not-found', 'That dataset is not in the project any more.')
  const name = freeName(db, draft)
  const source = draft.copyOf === null ? null : getSet(db, draft.copyOf)
  if (source && source.dataset !== draft.dataset)
    throw badInput(`The label set "${source.name}" belongs to another dataset, so it cannot be copied here.`)
  const total = source ? countLabels(db, source.id) : 0
  const what = source
    ? `Copied label set "${source.name}" to "${name}" with ${countedLabels(total)}`
    : `Created label set "${name}"`
  const labels = source && total > 0 ? labelPages(db, source.id, partSize) : [[]]
  return yield* makeSet(db, { ...draft, name }, labels, total, what)
}

/** A new set with copies of labels that other sets have, such as a merge of two. Throws bad-input where the dataset has a set of that name. */
export function* filledSetSteps(
  db: Project,
  draft: Omit<SetDraft, 'copyOf'>,
  labels: readonly Omit<Label, 'id' | 'set'>[],
  what: string,
): Steps<LabelSet> {
  const name = freeName(db, draft)
  return yield* makeSet(db, { ...draft, name }, inParts(labels), labels.length, what)
}

function freeName(db: Project, { dataset, name }: Pick<SetDraft, 'dataset' | 'name'>): string {
  const trimmed = name.trim()
  if (listSets(db, dataset).some((set) => set.name.toLowerCase() === trimmed.toLowerCase()))
    throw badInput(`This dataset already has a label set named "${trimmed}".`)
  return trimmed
}

function* makeSet(
  db: Project,
  draft: Omit<SetDraft, 'copyOf'>,
  pages: Iterable<readonly Omit<Label, 'id' | 'set'>[]>,
  total: number,
  what: string,
): Steps<LabelSet> {
  let made: number | null = null
  function* parts(): Generator<Part> {
    for (const page of pages)
      yield () => {
        const setsShown = made === null ? [(made = newId(insertSet(db, draft)))] : []
        const set = made
        const after = insertLabels(
          db,
          page.map((label) => ({ ...label, set })),
        )
        return { before: [], after, setsShown }
      }
  }
  yield* editInParts(db, { dataset: draft.dataset, author: draft.author, what, total }, parts())
  return getSet(db, made!)
}

/** A set's name and purpose are no labels: they are not in the journal. Throws bad-input where the name is taken. */
export function renameSet(db: Project, id: number, name: string, purpose?: string): LabelSet {
  return write(db, () => {
    const set = getSet(db, id)
    const wanted = name.trim()
    const free =
      wanted.toLowerCase() === set.name.toLowerCase() ? wanted : freeName(db, { dataset: set.dataset, name: wanted })
    sql(db, 'UPDATE label_set SET name = ?, purpose = ? WHERE id = ?').run(free, purpose ?? set.purpose, id)
    return getSet(db, id)
  })
}

/** `removeSetSteps` without a pause, as one transaction. */
export const removeSet = (db: Project, id: number, author: string): JournalEntry =>
  write(db, () => atOnce(removeSetSteps(db, id, author)))

/** Takes a set and its labels away, a large one in parts; undo brings both back. Throws bad-input for a dataset's last set. */
export function* removeSetSteps(db: Project, id: number, author: string): Steps<JournalEntry> {
  const set = getSet(db, id)
  if (listSets(db, set.dataset).length === 1)
    throw badInput(`"${set.name}" is the only label set of this dataset. A dataset keeps at least one.`)
  const total = countLabels(db, id)
  let hidden = false
  function* parts(): Generator<Part> {
    while (!hidden)
      yield () => {
        const before = labelsAfter(db, id, null, partSize)
        deleteLabels(
          db,
          before.map((label) => label.id),
        )
        hidden = before.length < partSize
        if (hidden) sql(db, 'UPDATE label_set SET removed = 1 WHERE id = ?').run(id)
        return { before, after: [], setsHidden: hidden ? [id] : [] }
      }
  }
  const what = `Removed label set "${set.name}" with ${countedLabels(total)}`
  // Its last part is never nothing.
  return (yield* editInParts(db, { dataset: set.dataset, author, what, total: total + 1 }, parts()))!
}

function insertSet(db: Project, { dataset, name, author, purpose }: Omit<SetDraft, 'copyOf'>) {
  return sql(db, 'INSERT INTO label_set (dataset, name, author, purpose) VALUES (?, ?, ?, ?)').run(
    dataset,
    name,
    author,
    purpose,
  )
}
