import type { LabelChange } from '../../../src-main/shared/contract.ts'
import type { Label } from '../../../src-main/shared/project.ts'
import type { TimeRange } from '../../../src-main/shared/data/series.ts'
import { firstWhere } from '../../../src-main/shared/search.ts'

/** Pure edits of a list of labels that is sorted by start. */

export const order = (a: Label, b: Label) => a.start - b.start || a.end - b.end || a.id - b.id

/** Merged and not sorted: with fifty thousand labels that is the difference between a frame and none. */
export function sortedWith(list: readonly Label[], added: readonly Label[]): Label[] {
  const out: Label[] = []
  let taken = 0
  for (const label of [...added].sort(order)) {
    const place = firstWhere(list.length, (i) => order(list[i], label) > 0, taken)
    for (; taken < place; taken++) out.push(list[taken])
    out.push(label)
  }
  for (; taken < list.length; taken++) out.push(list[taken])
  return out
}

export const withoutIds = (list: readonly Label[], ids: ReadonlySet<number>): Label[] =>
  list.filter((l) => !ids.has(l.id))

/** The labels that touch a stretch, rejected ones left out. */
export const touching = (list: readonly Label[], { start, end }: TimeRange) =>
  list.filter((l) => l.status !== 'rejected' && l.start <= end && l.end >= start)

/** Changed labels keep start ≤ end: where an edge was dragged past the other, the two change places. */
export function changedIn(list: readonly Label[], changes: readonly LabelChange[]): Label[] {
  const byId = new Map(changes.map((change) => [change.id, change]))
  const changed: Label[] = []
  const rest: Label[] = []
  for (const label of list) {
    const change = byId.get(label.id)
    if (change) changed.push(inOrder({ ...label, ...change }))
    else rest.push(label)
  }
  return sortedWith(rest, changed)
}

const inOrder = (label: Label): Label =>
  label.start <= label.end ? label : { ...label, start: label.end, end: label.start }
