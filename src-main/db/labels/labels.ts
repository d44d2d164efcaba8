import type { LabelChange } from '../../shared/contract.ts'
import { StudioError, badInput } from '../../shared/errors.ts'
import type { Label } from '../../shared/project.ts'
import type { Steps } from '../../shared/slices.ts'
import { editInParts, inParts, partSize } from './edit-in-parts.ts'
import { appendEntry, batchCounts, nameEntry } from './journal.ts'
import { getClass } from './label-classes.ts'
import { countedLabels, deleteLabels, getLabels, insertLabels, putLabels } from './label-rows.ts'
import { exclusiveNames, iso, overlapped, refuseOverlaps } from './label-overlaps.ts'
import { getSet } from './label-sets.ts'
import type { Project } from '../project.ts'
import { sql, write } from '../file/statement.ts'

export { getLabels, listLabels } from './label-rows.ts'

/** A label before it has an id and an author. */
export type NewLabel = Omit<Label, 'id' | 'author'>

/**
 * Creates labels, in one transaction and one journal entry per dataset. what — for the journal, instead of "Created 3 labels".
 * Throws bad-input for an end before its start, a time outside the dataset, a class, channel or set that is not there;
 * then none is created. So it does where a class forbids overlaps.
 */
export function createLabels(db: Project, drafts: readonly NewLabel[], author: string, what?: string): Label[] {
  return write(db, () => {
    const check = labelChecks(db)
    const datasets = drafts.map(check)
    const created = insertLabels(
      db,
      drafts.map((draft) => ({ ...draft, author })),
    )
    refuseOverlaps(db, created)
    for (const [dataset, after] of grouped(created, (_, i) => datasets[i]))
      appendEntry(db, { dataset, author, what: what ?? `Created ${countedLabels(after.length)}`, before: [], after })
    return created
  })
}

/**
 * Creates some of the labels of a file, in one transaction and one journal entry of the file's batch: the first of several begins it, an
 * only one has none. Those that a class forbids to lie where they do are left out and counted by class name.
 * Answers null, and creates nothing, where the batch was undone meanwhile. Throws as `createLabels` does.
 */
export function createPart(
  db: Project,
  drafts: readonly NewLabel[],
  { dataset, author, what, batch }: { dataset: number; author: string; what: string; batch: number | 'first' | null },
): { created: number; overlapping: Map<string, number>; entry: number | null } | null {
  return write(db, () => {
    if (typeof batch === 'number' && !batchCounts(db, batch)) return null
    drafts.forEach(labelChecks(db))
    const exclusive = exclusiveNames(db)
    const overlapping = new Map<string, number>()
    // One by one: of two that lie over each other the first stays.
    const after = drafts.flatMap((draft) => {
      const [label] = insertLabels(db, [{ ...draft, author }])
      const name = exclusive.get(label.class)
      if (name === undefined || !overlapped(db, label)) return label
      deleteLabels(db, [label.id])
      overlapping.set(name, (overlapping.get(name) ?? 0) + 1)
      return []
    })
    const entry = after.length > 0 ? appendEntry(db, { dataset, author, what, before: [], after, batch }).id : null
    return { created: after.length, overlapping, entry }
  })
}

/** `createLabels` in parts, where they are very many and of one dataset. A refused part takes back those before it. */
export function* createSteps(db: Project, drafts: readonly NewLabel[], author: string): Steps<Label[]> {
  if (drafts.length <= partSize) return createLabels(db, drafts, author)
  const datasetOf = setDatasets(db)
  const dataset = onlyOne(drafts.map(({ set }) => datasetOf(set)))
  if (dataset === null) return createLabels(db, drafts, author)
  const check = labelChecks(db)
  const created: Label[] = []
  const part = (some: readonly NewLabel[]) => () => {
    some.forEach(check)
    const after = insertLabels(
      db,
      some.map((draft) => ({ ...draft, author })),
    )
    refuseOverlaps(db, after)
    created.push(...after)
    return { before: [], after }
  }
  const what = `Created ${countedLabels(drafts.length)}`
  yield* editInParts(db, { dataset, author, what, total: drafts.length }, mapped(inParts(drafts), part))
  return created
}

/** Changes labels; the answer is in the order of the changes. Throws as `createLabels` does, and not-found for an unknown id. */
export function changeLabels(db: Project, changes: readonly LabelChange[], author: string): Label[] {
  return write(db, () => {
    const check = labelChecks(db)
    const before = existing(
      db,
      changes.map((change) => change.id),
    )
    const after = before.map((label, i) => merged(label, changes[i]))
    const datasets = after.map(check)
    putLabels(db, after)
    refuseOverlaps(db, after)
    // What is as it was is no edit: undo would take back what nobody can see.
    const changed = after.map((_, i) => i).filter((i) => JSON.stringify(after[i]) !== JSON.stringify(before[i]))
    for (const [dataset, indexes] of grouped(changed, (i) => datasets[i])) {
      const pick = (labels: Label[]) => indexes.map((i) => labels[i])
      appendEntry(db, {
        dataset,
        author,
        what: whatChanged(pick(before), pick(after)),
        before: pick(before),
        after: pick(after),
      })
    }
    return after
  })
}

/** `changeLabels` in parts, where they are very many and of one dataset. A refused part takes back those before it. */
export function* changeSteps(db: Project, changes: readonly LabelChange[], author: string): Steps<Label[]> {
  if (changes.length <= partSize) return changeLabels(db, changes, author)
  const ids = changes.map((change) => change.id)
  const dataset = yield* onlyDataset(db, ids)
  if (dataset === null) return changeLabels(db, changes, author)
  const check = labelChecks(db)
  const said = new Set<string>()
  const made: Label[] = []
  const part = (some: readonly LabelChange[]) => () => {
    const before = existing(
      db,
      some.map((change) => change.id),
    )
    const after = before.map((label, i) => merged(label, some[i]))
    after.forEach(check)
    putLabels(db, after)
    refuseOverlaps(db, after)
    made.push(...after)
    const changed = after.map((_, i) => i).filter((i) => JSON.stringify(after[i]) !== JSON.stringify(before[i]))
    if (changed.length === 0) return null
    const was = changed.map((i) => before[i])
    const is = changed.map((i) => after[i])
    said.add(whatChanged(was, is, countedLabels(changes.length)))
    return { before: was, after: is }
  }
  const what = `Changed ${countedLabels(changes.length)}`
  const entry = yield* editInParts(db, { dataset, author, what, total: changes.length }, mapped(inParts(changes), part))
  if (entry && said.size === 1) nameEntry(db, entry.id, [...said][0])
  return made
}

/** Removes labels; answers them as they were. Throws not-found where one is not there, and then removes none. */
export function removeLabels(db: Project, ids: readonly number[], author: string): Label[] {
  return write(db, () => {
    const removed = existing(db, ids)
    const datasetOf = setDatasets(db)
    deleteLabels(db, ids)
    for (const [dataset, before] of grouped(removed, (label) => datasetOf(label.set)))
      appendEntry(db, { dataset, author, what: `Removed ${countedLabels(before.length)}`, before, after: [] })
    return removed
  })
}

/** `removeLabels` in parts, where they are very many and of one dataset. Answers the datasets that they were of. */
export function* removeSteps(db: Project, ids: readonly number[], author: string): Steps<number[]> {
  const dataset = ids.length <= partSize ? null : yield* onlyDataset(db, ids)
  if (dataset === null) {
    const datasetOf = setDatasets(db)
    return [...new Set(removeLabels(db, ids, author).map((label) => datasetOf(label.set)))]
  }
  const part = (some: readonly number[]) => () => {
    const before = existing(db, some)
    deleteLabels(db, some)
    return { before, after: [] }
  }
  const what = `Removed ${countedLabels(ids.length)}`
  yield* editInParts(db, { dataset, author, what, total: ids.length }, mapped(inParts(ids), part))
  return [dataset]
}

/** The dataset that all these labels are of; null where they are of several. Throws not-found where one is not there. */
function* onlyDataset(db: Project, ids: readonly number[]): Steps<number | null> {
  if (new Set(ids).size < ids.length) throw badInput('The same label is named twice.')
  const datasetOf = setDatasets(db)
  const datasets = new Set<number>()
  for (const some of inParts(ids)) {
    for (const label of existing(db, some)) datasets.add(datasetOf(label.set))
    yield
  }
  return onlyOne([...datasets])
}

const onlyOne = (datasets: readonly number[]): number | null =>
  datasets.every((dataset) => dataset === datasets[0]) ? datasets[0] : null

function* mapped<T, R>(items: Iterable<T>, to: (item: T) => R): Generator<R> {
  for (const item of items) yield to(item)
}

/** What takes the place of what, in one edit. Sets of several datasets at once are refused. */
export interface Replacement {
  remove: readonly number[]
  create: readonly NewLabel[]
  /** For the journal: "Split 1 label". */
  what: string
}

/** Removes labels and creates others in one transaction and one journal entry: a split, a merge, a settled disagreement. Throws as the parts do. */
export function replaceLabels(db: Project, { remove, create, what }: Replacement, author: string): Label[] {
  return write(db, () => {
    const before = existing(db, remove)
    const datasetOf = setDatasets(db)
    const datasets = new Set([...before.map((label) => datasetOf(label.set)), ...create.map(labelChecks(db))])
    if (datasets.size > 1) throw badInput('These labels belong to different datasets.')
    deleteLabels(db, remove)
    const after = insertLabels(
      db,
      create.map((draft) => ({ ...draft, author })),
    )
    refuseOverlaps(db, after)
    for (const dataset of datasets) appendEntry(db, { dataset, author, what, before, after })
    return after
  })
}

function existing(db: Project, ids: readonly number[]): Label[] {
  if (new Set(ids).size < ids.length) throw badInput('The same label is named twice.')
  const labels = getLabels(db, ids)
  const missing = ids.length - labels.length
  if (missing > 0)
    throw new StudioError(
      'not-found',
      missing === 1
        ? 'That label does not exist any more.'
        : `${countedLabels(missing)} of these do not exist any more.`,
    )
  return labels
}

function merged(label: Label, { id: _, ...change }: LabelChange): Label {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
  return { ...label, ...given }
}

/** What a person did, from what is different. n — "3 labels". */
function whatChanged(before: Label[], after: Label[], n = countedLabels(after.length)): string {
  const differs = (key: keyof Label) =>
    after.some((label, i) => JSON.stringify(label[key]) !== JSON.stringify(before[i][key]))
  const keys = (['start', 'end', 'class', 'channels', 'certainty', 'status', 'note'] as const).filter(differs)
  const only = (...allowed: string[]) => keys.length > 0 && keys.every((key) => allowed.includes(key))
  if (only('start', 'end'))
    return `${keys.length === 2 && sameLengths(before, after) ? 'Moved' : 'Changed the edges of'} ${n}`
  if (only('status')) {
    const statuses = new Set(after.map((label) => label.status))
    const verb = { accepted: 'Accepted', rejected: 'Rejected', proposed: 'Proposed' }
    return statuses.size === 1 ? `${verb[after[0].status]} ${n}` : `Changed the status of ${n}`
  }
  return keys.length === 1 ? `Changed the ${keys[0]} of ${n}` : `Changed ${n}`
}

const sameLengths = (before: Label[], after: Label[]) =>
  after.every((label, i) => Math.abs(label.end - label.start - (before[i].end - before[i].start)) < 1e-3)

function setDatasets(db: Project): (set: number) => number {
  const known = new Map<number, number>()
  return (set) => {
    if (!known.has(set)) known.set(set, getSet(db, set).dataset)
    return known.get(set)!
  }
}

/** A check of one label that looks up each set, class and channel once; answers the dataset the label belongs to. */
function labelChecks(db: Project): (label: NewLabel) => number {
  const datasetOf = setDatasets(db)
  const spans = new Map<number, { start: number; end: number; rows: number; channels: Set<number> }>()
  const classes = new Set<number>()
  return (label) => {
    const dataset = datasetOf(label.set)
    if (!spans.has(dataset)) spans.set(dataset, spanOf(db, dataset))
    const span = spans.get(dataset)!
    if (label.end < label.start)
      throw badInput(`A label ends at ${iso(label.end)}, before it starts at ${iso(label.start)}.`)
    if (span.rows === 0) throw badInput('The dataset has no rows yet, so there is nothing to label.')
    if (label.start < span.start || label.end > span.end)
      throw badInput(
        `A label from ${iso(label.start)} to ${iso(label.end)} lies outside the data, which run from ${iso(span.start)} to ${iso(span.end)}.`,
      )
    if (!classes.has(label.class)) classes.add(getClass(db, label.class).id)
    if (!label.channels.every((channel) => span.channels.has(channel)))
      throw badInput('A label names a channel that its dataset does not have.')
    return dataset
  }
}

/** Where a dataset's labels may lie, and on which channels. */
export function spanOf(
  db: Project,
  dataset: number,
): { start: number; end: number; rows: number; channels: Set<number> } {
  const row = sql<{ start: number; end: number; rows: number }>(
    db,
    'SELECT start, end, row_count AS rows FROM dataset WHERE id = ?',
  ).get(dataset)
  if (!row) throw new StudioError('not-found', 'That dataset is not in the project any more.')
  const channels = sql<{ id: number }>(db, 'SELECT id FROM channel WHERE dataset = ?').all(dataset)
  return { ...row, channels: new Set(channels.map((channel) => channel.id)) }
}

function grouped<T>(items: readonly T[], key: (item: T, index: number) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>()
  items.forEach((item, i) => {
    const k = key(item, i)
    const group = groups.get(k)
    if (group) group.push(item)
    else groups.set(k, [item])
  })
  return groups
}
