import { setTimeout } from 'node:timers/promises'
import { getDataset, listDatasets } from '../../db/datasets.ts'
import { journalSteps } from '../../db/labels/journal.ts'
import { changeClass, createClass, listClasses, removeClass } from '../../db/labels/label-classes.ts'
import { createSetSteps, getSet, listSets, removeSetSteps } from '../../db/labels/label-sets.ts'
import { labelsAfter } from '../../db/labels/label-rows.ts'
import { changeSteps, createSteps, getLabels, listLabels, removeSteps, replaceLabels } from '../../db/labels/labels.ts'
import { restoreSteps } from '../../db/labels/restore.ts'
import type { Project } from '../../db/project.ts'
import type { HandlersFor } from '../../shared/contract.ts'
import { cancelled } from '../../shared/errors.ts'
import type { LabelFormatInfo } from '../../shared/labels/label-format-info.ts'
import { inSlices, type Steps } from '../../shared/slices.ts'
import type { Label } from '../../shared/project.ts'
import type { FileLabel } from '../../shared/labels/file-label.ts'
import type { HandlerContext } from '../context.ts'
import type { AskOptions } from '../engine-client.ts'
import { storeLabels, turnSteps } from '../import-labels.ts'
import { jobRecord, noRecord } from '../job-record.ts'
import type { JobOrder, JobRecord } from '../jobs.ts'

/** A smaller file of labels is read before a bar could be drawn. */
const quickBytes = 2 ** 19
/** An edit that is done by then was no job. */
const quickMs = 500
const nothing = () => {}

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
    order: Pick<JobOrder, 'kind' | 'title' | 'dataset'> & { record?: JobRecord },
    work: (options: AskOptions) => Promise<T>,
  ): Promise<T> {
    const { db, readOnly } = context.project()
    let outcome: { answer: T } | { error: unknown } = { error: cancelled() }
    const { finished } = jobs.add({
      beside: true,
      record: readOnly ? noRecord() : jobRecord(db),
      ...order,
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

  /** An edit in steps, between which the app answers. One that takes its time becomes a job. */
  async function edit<T>(
    title: string,
    dataset: number | null,
    steps: (db: Project) => Steps<T>,
    unit = 'labels',
  ): Promise<T> {
    const { db } = context.write()
    const abort = new AbortController()
    let tell: AskOptions['onProgress']
    const alive = () => db.open
    const onStep = (at: { done: number; total: number }) => tell?.({ phase: 'Writing', ...at, unit })
    const running = inSlices(steps(db), { signal: abort.signal, alive, onStep })
    const settled = running.then(nothing, nothing)
    if (await Promise.race([settled.then(() => true), setTimeout(quickMs, false)])) return running
    // The journal says how far an edit is: a record that a full disk does not take must not be its end.
    return asJob(
      { kind: 'edit', title, dataset: dataset ?? undefined, record: noRecord() },
      ({ signal, onProgress }) => {
        tell = onProgress
        if (signal?.aborted) abort.abort()
        signal?.addEventListener('abort', () => abort.abort())
        return running
      },
    )
  }
  const nameOf = (dataset: number) => getDataset(context.project().db, dataset).name

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
    'labels.createSet': async (draft) => {
      const { dataset, name } = draft
      const title = `Copy labels to "${name}"`
      const set = await edit(title, dataset, (db) => createSetSteps(db, { ...draft, author: host.author }))
      changed(draft.dataset)
      return set
    },
    'labels.removeSet': async ({ set }) => {
      const { dataset, name } = getSet(context.write().db, set)
      await edit(`Remove labels of "${name}"`, dataset, (db) => removeSetSteps(db, set, host.author))
      changed(dataset)
    },

    'labels.list': (query) => {
      const { db } = context.project()
      getSet(db, query.set)
      const { set, start, end, after, limit } = query
      return start === undefined && end === undefined ? labelsAfter(db, set, after, limit) : listLabels(db, query)
    },
    'labels.create': async ({ labels }) => {
      const { db } = context.write()
      const { dataset } = getSet(db, labels[0].set)
      const title = `Create labels of ${nameOf(dataset)}`
      const created = await edit(title, dataset, () => createSteps(db, labels, host.author))
      changed(...datasetsOf(db, created))
      return created
    },
    'labels.change': async ({ changes }) => {
      const { db } = context.write()
      const labels = await edit('Change labels', null, () => changeSteps(db, changes, host.author))
      changed(...datasetsOf(db, labels))
      return labels
    },
    'labels.remove': async ({ labels }) => {
      const { db } = context.write()
      changed(...(await edit('Remove labels', null, () => removeSteps(db, labels, host.author))))
    },

    'labels.replace': (replacement) => {
      const { db } = context.write()
      const removed = getLabels(db, replacement.remove)
      const created = replaceLabels(db, replacement, host.author)
      changed(...datasetsOf(db, [...removed, ...created]))
      return created
    },

    'labels.undo': async ({ dataset }) => {
      const entry = await edit(
        `Undo labels of ${nameOf(dataset)}`,
        dataset,
        (db) => turnSteps('undo', db, dataset, host.author),
        'parts',
      )
      if (entry) changed(dataset)
      return entry
    },
    'labels.redo': async ({ dataset }) => {
      const entry = await edit(
        `Redo labels of ${nameOf(dataset)}`,
        dataset,
        (db) => turnSteps('redo', db, dataset, host.author),
        'parts',
      )
      if (entry) changed(dataset)
      return entry
    },
    'labels.journal': ({ dataset, limit, before }) => {
      const { db } = context.project()
      return inSlices(journalSteps(db, dataset, limit, before), { alive: () => db.open })
    },

    'labels.formats': async () => (formats ??= await engine.ask('labelFormats', {})),
    'labels.restore': async ({ dataset, entry }) => {
      const made = await edit(`Restore labels of ${nameOf(dataset)}`, dataset, (db) =>
        restoreSteps(db, dataset, entry, host.author),
      )
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
