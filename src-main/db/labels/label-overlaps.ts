import { badInput } from '../../shared/errors.ts'
import type { Label } from '../../shared/project.ts'
import { listClasses } from './label-classes.ts'
import { listLabels } from './label-rows.ts'
import type { Project } from '../project.ts'

/**
 * Throws bad-input where a label of a class that forbids it lies over another of the same class, in the same set and on
 * the same channel. labels — as they are in the table now; those that were rejected are in nobody's way.
 */
export function refuseOverlaps(db: Project, labels: readonly Label[]): void {
  const names = exclusiveNames(db)
  if (names.size === 0) return
  for (const label of labels) {
    const name = names.get(label.class)
    const other = name !== undefined && overlapped(db, label)
    if (other)
      throw badInput(
        `Labels of the class "${name}" may not lie over each other, and one from ${iso(other.start)} to ${iso(other.end)} is there already.`,
      )
  }
}

/** Names of the classes that forbid overlaps, by id. */
export const exclusiveNames = (db: Project) =>
  new Map(
    listClasses(db)
      .filter((cls) => cls.exclusive)
      .map((cls) => [cls.id, cls.name]),
  )

/** A label of the same class and set that this one lies over, on a common channel; those that were rejected do not count. */
export function overlapped(db: Project, label: Label): Label | undefined {
  if (label.status === 'rejected') return undefined
  return listLabels(db, { set: label.set, start: label.start, end: label.end }).find(
    (near) =>
      near.id !== label.id && near.class === label.class && near.status !== 'rejected' && sameChannel(near, label),
  )
}

const sameChannel = (a: Label, b: Label) =>
  a.channels.length === 0 || b.channels.length === 0 || a.channels.some((channel) => b.channels.includes(channel))

/** A time for a sentence: UTC, without what is zero. Beyond what a date can hold, the number itself. */
export const iso = (time: number) =>
  Math.abs(time) <= 8.64e15
    ? new Date(time).toISOString().replace('T', ' ').replace('.000', '').replace('Z', ' UTC')
    : String(time)
