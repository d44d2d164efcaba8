import { anomalousClasses, listClasses } from '../../../db/labels/label-classes.ts'
import { getSet } from '../../../db/labels/label-sets.ts'
import { listLabels } from '../../../db/labels/labels.ts'
import type { Project } from '../../../db/project.ts'
import { badInput } from '../../../shared/errors.ts'
import type { Dataset, Id } from '../../../shared/project.ts'
import type { LabelWords } from '../../../formats/report/report-data.ts'

/** A label set as the report speaks of it; null without one. Throws bad-input for a set of another dataset. */
export function labelWords(db: Project, id: Id | null, dataset: Dataset): LabelWords | null {
  if (id === null) return null
  const set = getSet(db, id)
  if (set.dataset !== dataset.id) throw badInput(`The label set "${set.name}" belongs to another dataset.`)
  const labels = listLabels(db, { set: id })
  const classes = new Map(listClasses(db).map((one) => [one.id, one]))
  const channels = new Map(dataset.channels.map((channel) => [channel.id, channel.name]))
  const anomalous = anomalousClasses(db)
  const used = [...classes.values()].filter((one) => labels.some((label) => label.class === one.id))
  const many = (of: Id, status: string) =>
    labels.reduce((n, label) => n + (label.class === of && label.status === status ? 1 : 0), 0)
  return {
    set,
    classes: used.map((one) => ({
      name: one.name,
      colour: one.colour,
      anomalous: one.anomalous,
      accepted: many(one.id, 'accepted'),
      proposed: many(one.id, 'proposed'),
      rejected: many(one.id, 'rejected'),
    })),
    windows: labels
      .filter((label) => label.status === 'accepted' && anomalous.has(label.class))
      .map((label) => ({
        start: label.start,
        end: label.end,
        class: classes.get(label.class)?.name ?? '',
        colour: classes.get(label.class)?.colour ?? '#868e96',
        note: label.note,
        channels: label.channels.flatMap((channel) => channels.get(channel) ?? []),
      })),
  }
}
