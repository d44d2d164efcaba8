import { getDataset, listDatasets } from '../../db/datasets.ts'
import { listJournal } from '../../db/journal.ts'
import { changeClass, createClass, listClasses, removeClass } from '../../db/label-classes.ts'
import { createSet, getSet, listSets, removeSet } from '../../db/label-sets.ts'
import { changeLabels, createLabels, getLabels, listLabels, removeLabels, replaceLabels } from '../../db/labels.ts'
import { restore } from '../../db/restore.ts'
import type { Project } from '../../db/project.ts'
import type { HandlersFor } from '../../shared/contract.ts'
import { cancelled } from '../../shared/errors.ts'
import type { LabelFormatInfo } from '../../shared/label-format-info.ts'
import type { Label } from '../../shared/project.ts'
import type { FileLabel } from '../../shared/file-label.ts'
import type { HandlerContext } from '../context.ts'
import type { AskOptions } from '../engine-client.ts'
import { storeLabels, turnWhole } from '../import-labels.ts'
import { jobRecord, noRecord } from '../job-record.ts'
import type { JobOrder } from '../jobs.ts'

/** A smaller file of labels is read before a bar could be drawn. */
const quickBytes = 2 ** 19

export function labelsHandlers(context: HandlerContext): HandlersFor<'labels'> {
  const { host, files, engine, jobs, emit } = context
  let formats: LabelFormatInfo[] | null = null
  /** Tells the page about the datasets whose labels are others now; the counts in the dataset list are too. */
  const changed = (...datasets: number[]) => {
    for (const dataset of new Set(datasets)) emit('labels.changed', { dataset })
    emit('datasets.changed', {})
  }
  const datasetsOf = (db: Project, labels: Label[]) =>
    [...new Set(labels.map((label) => label.set))].map((set) => getSet(db, set).dataset)
  /** Classes are shared by all datasets. */
  const classesChanged = (db: Project) => listDatasets(db).forEach(({ id }) => emit('labels.changed', { dataset: id }))

  /** Work that takes its time: it tells how far it is and can be cancelled. Throws what the work threw. */
  async function asJob<T>(
    order: Pick<JobOrder, 'kind' | 'title' | 'dataset'>,
    work: (options: AskOptions) => Promise<T>,
  ): Promise<T> {
    const { db, readOnly } = context.project()
    let outcome: { answer: T } | { error: unknown } = { error: cancelled() }
    const { finished } = jobs.add({
      ...order,
      beside: true,
      record: readOnly ? noRecord() : jobRecord(db),
      work: async (options) => {
        try {
          outcome = { answer: await work(options) }
        } catch (error) {
          outcome = { error }
          throw error
        }
      },
    })
    await finished
    if ('error' in outcome) throw outcome.error
    return (outcome as { answer: T }).answer
  }

  return {
    'labels.classes': () => listClasses(context.project().db),
    'labels.createClass': (draft) => {
      const { db } = context.write()
      const made = createClass(db, draft)
      classesChanged(db)
      return made
    },
    'labels.changeClass': ({ class: id, ...change }) => {
      const { db } = context.write()
      const made = changeClass(db, id, change)
      classesChanged(db)
      return made
    },
    'labels.removeClass': ({ class: id }) => {
      const { db } = context.write()
      removeClass(db, id)
      classesChanged(db)
    },

    'labels.sets': ({ dataset }) => listSets(context.project().db, dataset),
    'labels.createSet': (draft) => {
      const set = createSet(context.write().db, { ...draft, author: host.author })
      changed(draft.dataset)
      return set
    },
    'labels.removeSet': ({ set }) => {
      const { db } = context.write()
      const { dataset } = getSet(db, set)
      removeSet(db, set, host.author)
      changed(dataset)
    },

    'labels.list': (query) => {
      const { db } = context.project()
      getSet(db, query.set)
      return listLabels(db, query)
    },
    'labels.create': ({ labels }) => {
      const { db } = context.write()
      const created = createLabels(db, labels, host.author)
      changed(...datasetsOf(db, created))
      return created
    },
    'labels.change': ({ changes }) => {
      const { db } = context.write()
      const labels = changeLabels(db, changes, host.author)
      changed(...datasetsOf(db, labels))
      return labels
    },
    'labels.remove': ({ labels }) => {
      const { db } = context.write()
      changed(...datasetsOf(db, removeLabels(db, labels, host.author)))
    },

    'labels.replace': (replacement) => {
      const { db } = context.write()
      const removed = getLabels(db, replacement.remove)
      const created = replaceLabels(db, replacement, host.author)
      changed(...datasetsOf(db, [...removed, ...created]))
      return created
    },

    'labels.undo': async ({ dataset }) => {
      const entry = await turnWhole('undo', context.write().db, dataset, host.author)
      if (entry) changed(dataset)
      return entry
    },
    'labels.redo': async ({ dataset }) => {
      const entry = await turnWhole('redo', context.write().db, dataset, host.author)
      if (entry) changed(dataset)
      return entry
    },
    'labels.journal': ({ dataset, limit, before }) => listJournal(context.project().db, dataset, limit, before),

    'labels.formats': async () => (formats ??= await engine.ask('labelFormats', {})),
    'labels.restore': ({ dataset, entry }) => {
      const made = restore(context.write().db, dataset, entry, host.author)
      if (made) changed(dataset)
      return made
    },

    'labels.look': ({ file, set, mapping }) => {
      const { db } = context.project()
      const path = files.path(file)
      const { zone } = getDataset(db, getSet(db, set).dataset)
      return engine.ask('lookAtLabels', { path, name: files.admit(path).name, zone, mapping })
    },
    'labels.import': async ({ file, set, mapping }) => {
      const { db, path: project } = context.write()
      const path = files.path(file)
      const { dataset } = getSet(db, set)
      const { name, bytes } = files.admit(path)
      const work = async (options?: AskOptions) => {
        const parts: FileLabel[][] = []
        const { problems } = await engine.ask(
          'readLabels',
          { path, name, project, dataset, mapping },
          { ...options, onLabels: (part) => void parts.push(part) },
        )
        const stored = await storeLabels(context, dataset, parts.flat(), `Imported labels from ${name}`, set, options)
        return { ...stored, problems: [...problems, ...stored.problems] }
      }
      const answer =
        bytes < quickBytes ? await work() : await asJob({ kind: 'import', title: `Import labels from ${name}` }, work)
      emit('datasets.changed', {})
      return answer
    },
    'labels.export': async ({ set, format, file }) => {
      const { db, path: project } = context.project()
      const { dataset } = getSet(db, set)
      const order = { ...files.output(file), format, set, project, dataset }
      formats ??= await engine.ask('labelFormats', {})
      if (!formats.find((known) => known.id === format)?.perPoint) return engine.ask('writeLabels', order)
      // A line per point takes its time with millions of them.
      return asJob({ kind: 'export', title: `Export labels of ${getDataset(db, dataset).name}`, dataset }, (options) =>
        engine.ask('writeLabels', order, options),
      )
    },
  }
}
