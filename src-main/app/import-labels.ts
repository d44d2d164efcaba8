import { batchSize, nameEntry, redo, undo, type Turned } from '../db/labels/journal.ts'
import { listClasses, createClass } from '../db/labels/label-classes.ts'
import { getDataset } from '../db/datasets.ts'
import { partSize } from '../db/labels/edit-in-parts.ts'
import { createPart, type NewLabel } from '../db/labels/labels.ts'
import { listSets } from '../db/labels/label-sets.ts'
import type { Project } from '../db/project.ts'
import type { FileLabel } from '../shared/labels/file-label.ts'
import type { Steps } from '../shared/slices.ts'
import { yieldToEventLoop } from '../shared/yield-to-event-loop.ts'
import { cancelled } from '../shared/errors.ts'
import type { Id, JournalEntry } from '../shared/project.ts'
import type { HandlerContext } from './context.ts'
import type { AskOptions } from './engine-client.ts'

export interface StoredLabels {
  created: number
  /** Names of the classes that were made for them. */
  classes: string[]
  /** A sentence for everything that was left out. */
  problems: string[]
}

/**
 * Writes labels that came with a file into the dataset's first label set, or another one, as one step of undo. Unknown classes are made;
 * one that is named after changes (changepoint) is no anomaly. Labels are written by the app alone: the engine only hands them over.
 * Very many are stored part by part, and after a kill the journal says how many there are. Cancelled, they are taken back: throws
 * `cancelled` then.
 */
export async function storeLabels(
  context: HandlerContext,
  dataset: Id,
  labels: readonly FileLabel[],
  what: string,
  into?: Id,
  options: AskOptions = {},
): Promise<StoredLabels> {
  if (labels.length === 0) return { created: 0, classes: [], problems: [] }
  const { db } = context.write()
  const { author } = context.host
  const set = into ?? listSets(db, dataset)[0].id
  const classes: string[] = []
  const draftsOf = drafter(db, dataset, set, (name) => classes.push(name))
  const overlapping = new Map<string, number>()
  let created = 0
  let entry: Id | null = null
  let batch: Id | null = null
  let undone = false
  try {
    for (let from = 0; from < labels.length; from += partSize) {
      const part = draftsOf(labels.slice(from, from + partSize))
      const whole = labels.length <= partSize
      // The number first: a list may have room for no more.
      const done = `${Math.min(from + partSize, labels.length).toLocaleString('en')} of ${labels.length.toLocaleString('en')}: ${what}`
      const stored = createPart(db, part, {
        dataset,
        author,
        what: whole ? what : done,
        batch: whole ? null : (batch ?? 'first'),
      })
      if (!stored) {
        undone = true
        break
      }
      created += stored.created
      entry = stored.entry ?? entry
      batch ??= stored.entry
      for (const [name, n] of stored.overlapping) overlapping.set(name, (overlapping.get(name) ?? 0) + n)
      if (whole) break
      options.onProgress?.({
        phase: 'Storing',
        done: Math.min(from + partSize, labels.length),
        total: labels.length,
        unit: 'labels',
      })
      await yieldToEventLoop()
      if (options.signal?.aborted) {
        if (batch !== null) await inSteps(() => undo(db, dataset, author, batch))
        throw cancelled()
      }
    }
    if (entry !== null && !undone) nameEntry(db, entry, what)
  } finally {
    context.emit('labels.changed', { dataset })
  }
  return {
    created,
    classes,
    problems: [
      ...[...overlapping].map(
        ([name, n]) =>
          `${n === 1 ? '1 label lies' : `${n.toLocaleString('en')} labels lie`} over others of the class "${name}", which forbids that, and ${n === 1 ? 'was' : 'were'} left out.`,
      ),
      ...(undone ? ['The import was undone before it was complete.'] : []),
    ],
  }
}

/** Labels as the project holds them: classes, which are made where they are not there, and channels by id. */
function drafter(
  db: Project,
  dataset: Id,
  set: Id,
  made: (name: string) => void,
): (labels: readonly FileLabel[]) => NewLabel[] {
  const classes = new Map(listClasses(db).map((c) => [c.name.toLowerCase(), c.id]))
  const channels = new Map(getDataset(db, dataset).channels.map((c) => [c.name, c.id]))
  const classOf = (name: string) => {
    const key = name.toLowerCase()
    if (!classes.has(key)) {
      classes.set(key, createClass(db, { name, anomalous: !/change/i.test(name) }).id)
      made(name)
    }
    return classes.get(key)!
  }
  return (labels) =>
    labels.map((label) => ({
      set,
      class: classOf(label.class),
      start: label.start,
      end: label.end,
      channels: label.channels.map((name) => channels.get(name)).filter((id) => id !== undefined),
      certainty: label.certainty ?? 1,
      status: label.status ?? ('accepted' as const),
      note: label.note,
      origin: 'import' as const,
    }))
}

/** Undoes or redoes an entry with the rest of its batch; stopped, the batch is as it was. Answers the first; null where there is none. */
export function* turnSteps(
  turn: 'undo' | 'redo',
  db: Project,
  dataset: Id,
  author: string,
): Steps<JournalEntry | null> {
  const [there, back] = turn === 'undo' ? [undo, redo] : [redo, undo]
  const first = there(db, dataset, author)
  if (!first) return null
  const { batch, ...entry } = first
  if (batch === null) return entry
  const total = batchSize(db, batch)
  try {
    let done = 0
    do yield { done: ++done, total }
    while (there(db, dataset, author, batch))
  } catch (error) {
    while (back(db, dataset, author, batch)) yield
    throw error
  }
  return entry
}

async function inSteps(step: () => Turned | null): Promise<void> {
  while (step()) await yieldToEventLoop()
}
