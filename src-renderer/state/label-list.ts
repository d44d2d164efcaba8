import type { LabelChange } from '../../src-main/shared/contract.ts'
import type { Label } from '../../src-main/shared/project.ts'
import type { TimeRange } from '../../src-main/shared/series.ts'

/** Pure edits of a list of labels that is sorted by start. */

export function sortedWith(list: readonly Label[], added: readonly Label[]): Label[] {
  return [...list, ...added].sort((a, b) => a.start - b.start || a.end - b.end || a.id - b.id)
}

export const withoutIds = (list: readonly Label[], ids: ReadonlySet<number>): Label[] => list.filter(l => !ids.has(l.id))

/** The labels that touch a stretch, rejected ones left out. */
export const touching = (list: readonly Label[], { start, end }: TimeRange) => list.filter(l => l.status !== 'rejected' && l.start <= end && l.end >= start)

/** Changed labels keep start ≤ end: where an edge was dragged past the other, the two change places. */
export function changedIn(list: readonly Label[], changes: readonly LabelChange[]): Label[] {
  const byId = new Map(changes.map(change => [change.id, change]))
  const out = list.map(label => {
    const change = byId.get(label.id)
    if (!change) return label
    const next = { ...label, ...change }
    return next.start <= next.end ? next : { ...next, start: next.end, end: next.start }
  })
  return out.sort((a, b) => a.start - b.start || a.end - b.end || a.id - b.id)
}
