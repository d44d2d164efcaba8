import {
  changeChannel,
  changeDataset,
  createDataset,
  getDataset,
  listDatasets,
  removeDataset,
} from '../../db/datasets.ts'
import type { HandlersFor } from '../../shared/contract.ts'
import { listLabels } from '../../db/labels/label-rows.ts'
import { listClasses } from '../../db/labels/label-classes.ts'
import { beginJoin } from '../../db/series/join-rows.ts'
import { listSets } from '../../db/labels/label-sets.ts'
import type { Project } from '../../db/file/open.ts'
import { channelsBeside, commonClock, type Clock } from '../../shared/data/alignment.ts'
import type { FileLabel } from '../../shared/labels/file-label.ts'
import { storeLabels } from '../import-labels.ts'
import { jobRecord } from '../job-record.ts'
import { badInput } from '../../shared/errors.ts'
import type { Dataset } from '../../shared/project.ts'
import type { HandlerContext } from '../context.ts'

export function datasetsHandlers(context: HandlerContext): HandlersFor<'datasets'> {
  const { jobs, emit, engine } = context
  return {
    'datasets.list': () => listDatasets(context.project().db),
    'datasets.change': ({ dataset, ...change }) => {
      const changed = changeDataset(context.write().db, dataset, change)
      emit('datasets.changed', {})
      return changed
    },
    'datasets.changeChannel': ({ channel, ...change }) => {
      const changed = changeChannel(context.write().db, channel, change)
      emit('datasets.changed', {})
      return changed
    },
    'datasets.remove': async ({ dataset }) => {
      const { db } = context.write()
      const { name } = getDataset(db, dataset)
      const job = jobs.active().find((active) => active.dataset === dataset)
      if (job) throw badInput(`"${name}" is in use by a job: ${job.title}. Cancel it first.`)
      const cleared = removeDataset(db, dataset)
      emit('datasets.changed', {})
      await cleared
    },
    'datasets.planJoin': ({ dataset, other, how }) => {
      apart(dataset, other)
      return engine.ask('planJoin', { project: context.project().path, dataset, other, how })
    },
    'datasets.join': ({ dataset, other, how }) => {
      apart(dataset, other)
      const { db, path: project } = context.write()
      const [one, two] = [getDataset(db, dataset), getDataset(db, other)]
      let target: number | null = null
      const { id } = jobs.add({
        kind: 'import',
        title: how === 'append' ? `Append ${two.name} to ${one.name}` : `Read ${one.name} again`,
        dataset,
        record: jobRecord(db),
        work: async (options) => {
          target = beginJoin(db, dataset, other)
          await engine.ask('join', { project, dataset, other, how, target }, options)
          target = null
          await storeLabels(
            context,
            dataset,
            how === 'append' ? labelsOf(db, other) : newClasses(labelsOf(db, other), labelsOf(db, dataset)),
            `${how === 'append' ? 'Appended with' : 'Read from'} ${two.sourceFile}`,
          )
          await removeDataset(db, other)
          emit('datasets.changed', {})
          emit('runs.changed', { dataset })
        },
        undo: async () => {
          if (target === null) return
          await removeDataset(db, target)
          emit('datasets.changed', {})
        },
      })
      return { job: id }
    },
    'datasets.align': ({ name, datasets, alignment }) => {
      const { db, path: project } = context.write()
      const parts = datasets.map((id) => getDataset(db, id))
      // What cannot be laid so is said before anything is made.
      const clock = commonClock(parts, alignment)
      const names = parts.map((part) => part.name).join(' and ')
      const target = createDataset(
        db,
        { name, sourceFile: `${name}.csv`, zone: parts[0].zone, recipe: null },
        context.host.author,
      )
      emit('datasets.changed', {})
      const { id } = jobs.add({
        kind: 'import',
        title: `Lay ${names} on one clock`,
        dataset: target,
        record: jobRecord(db),
        work: async (options) => {
          await engine.ask('align', { project, datasets, alignment, target }, options)
          await storeLabels(context, target, labelsBeside(db, parts, clock, alignment.stepMs), `Laid of ${names}`)
          emit('datasets.changed', {})
        },
        undo: async () => {
          await removeDataset(db, target)
          emit('datasets.changed', {})
        },
      })
      return { job: id }
    },
  }
}

/** The labels of several datasets that lie on a clock, what lies beyond it cut off. What two have alike is there once. */
function labelsBeside(db: Project, parts: readonly Dataset[], { start, rows }: Clock, stepMs: number): FileLabel[] {
  const end = start + (rows - 1) * stepMs
  const beside = channelsBeside(parts)
  const all = parts.flatMap((part, p) => {
    const renamed = new Map(part.channels.map(({ name }, c) => [name, beside[p][c].name]))
    return labelsOf(db, part.id)
      .filter((label) => label.end >= start && label.start <= end)
      .map((label) => ({
        ...label,
        start: Math.max(start, label.start),
        end: Math.min(end, label.end),
        channels: label.channels.map((name) => renamed.get(name)!),
      }))
  })
  return [...new Map(all.map((label) => [JSON.stringify(label), label])).values()]
}

function apart(dataset: number, other: number): void {
  if (dataset === other) throw badInput('A dataset cannot be joined to itself: choose another one.')
}

/** Read again, the file's labels are there already, or a person has removed them; those of a class that is not there were left out before. */
const newClasses = (read: FileLabel[], there: FileLabel[]): FileLabel[] =>
  read.filter((label) => !there.some((one) => one.class === label.class))

/** The labels of a dataset's first set, as from a file: those of single channels by the channels' names. */
function labelsOf(db: Project, dataset: number): FileLabel[] {
  const names = new Map(getDataset(db, dataset).channels.map((channel) => [channel.id, channel.name]))
  const classes = new Map(listClasses(db).map((one) => [one.id, one.name]))
  return listLabels(db, { set: listSets(db, dataset)[0].id }).map((label) => ({
    start: label.start,
    end: label.end,
    class: classes.get(label.class) ?? 'anomaly',
    channels: label.channels.flatMap((id) => names.get(id) ?? []),
    note: label.note,
  }))
}
