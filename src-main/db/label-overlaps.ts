import { badInput } from '../shared/errors.ts'
import type { Label } from '../shared/project.ts'
import { listClasses } from './label-classes.ts'
import { listLabels } from './label-rows.ts'
import type { Project } from './open.ts'

/**
 * Throws bad-input where a label of a class that forbids it lies over another of the same class, in the same set and on
 * the same channel. labels — as they are in the table now; those that were rejected are in nobody's way.
 */
export function refuseOverlaps(db: Project, labels: readonly Label[]): void {
  const names = new Map(listClasses(db).filter((cls) => cls.exclusive).map((cls) => [cls.id, cls.name]))
  if (names.size === 0) return
  for (const label of labels) {
    const name = names.get(label.class)
    if (name === undefined || label.status === 'rejected') continue
    const other = listLabels(db, { set: label.set, start: label.start, end: label.end })
      .find((near) => near.id !== label.id && near.class === label.class && near.status !== 'rejected' && sameChannel(near, label))
    if (other) throw badInput(`Labels of the class "${name}" may not lie over each other, and one from ${iso(other.start)} to ${iso(other.end)} is there already.`)
  }
}

const sameChannel = (a: Label, b: Label) =>
  a.channels.length === 0 || b.channels.length === 0 || a.channels.some((channel) => b.channels.includes(channel))

/** A time for a sentence: UTC, without what is zero. Beyond what a date can hold, the number itself. */
export const iso = (time: number) => (Math.abs(time) <= 8.64e15 ? new Date(time).toISOString().replace('T', ' ').replace('.000', '').replace('Z', ' UTC') : String(time))
