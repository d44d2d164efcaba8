import { listClasses, createClass } from '../db/label-classes.ts'
import { getDataset } from '../db/datasets.ts'
import { createLabels } from '../db/labels.ts'
import { listSets } from '../db/label-sets.ts'
import type { FileLabel } from '../engine/protocol.ts'
import type { Id } from '../shared/project.ts'
import type { HandlerContext } from './context.ts'

/**
 * Writes labels that came with a file into the dataset's first label set, as one journal entry.
 * Unknown classes are made; one that is named after changes (changepoint) is no anomaly. Labels are written by the app alone: the engine only hands them over.
 */
export function storeLabels(context: HandlerContext, dataset: Id, labels: FileLabel[], what: string, into?: Id): number {
  if (labels.length === 0) return 0
  const { db } = context.write()
  const set = into ?? listSets(db, dataset)[0].id
  const classes = new Map(listClasses(db).map((c) => [c.name.toLowerCase(), c.id]))
  for (const { class: name } of labels)
    if (!classes.has(name.toLowerCase())) classes.set(name.toLowerCase(), createClass(db, { name, anomalous: !/change/i.test(name) }).id)
  const channels = new Map(getDataset(db, dataset).channels.map((c) => [c.name, c.id]))
  createLabels(db, labels.map((label) => ({
    set,
    class: classes.get(label.class.toLowerCase())!,
    start: label.start,
    end: label.end,
    channels: label.channels.map((name) => channels.get(name)).filter((id) => id !== undefined),
    certainty: label.certainty ?? 1,
    status: label.status ?? 'accepted',
    note: label.note,
    origin: 'import' as const,
  })), context.host.author, what)
  context.emit('labels.changed', { dataset })
  return labels.length
}
