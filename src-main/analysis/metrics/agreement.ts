import { joinedRows } from '../splits/split.ts'
import type { ClassAgreement, Disagreement } from '../../shared/labels/agreement.ts'
import type { Id, Label } from '../../shared/project.ts'
import type { RowRange } from '../../shared/data/series.ts'
import { firstWhere } from '../../shared/search.ts'

type Marked = Pick<Label, 'id' | 'class' | 'start' | 'end' | 'channels'>

/**
 * Cohen's κ of two raters who each mark rows: (p_o − p_e) / (1 − p_e) (Cohen 1960).
 * a, b — closed row ranges, in any order, overlaps allowed; rows — how many rows there are. null where κ is 0/0:
 * both mark nothing, or both mark everything.
 */
export function cohensKappa(a: readonly RowRange[], b: readonly RowRange[], rows: number): number | null {
  const [x, y] = [joinedRows(a), joinedRows(b)]
  const inA = count(x)
  const inB = count(y)
  const both = common(x, y)
  const observed = (both + (rows - inA - inB + both)) / rows
  const expected = (inA * inB + (rows - inA) * (rows - inB)) / rows ** 2
  return expected === 1 ? null : (observed - expected) / (1 - expected)
}

/**
 * F1 of events: the share of each set's labels that overlap some label of the other, combined by the harmonic mean.
 * null where neither has a label.
 */
export function eventF1(a: readonly Marked[], b: readonly Marked[]): number | null {
  if (a.length + b.length === 0) return null
  const [inA, inB] = [touching(a, b), touching(b, a)]
  if (inA === 0 || inB === 0) return 0
  const [recall, precision] = [inA / a.length, inB / b.length]
  return (2 * precision * recall) / (precision + recall)
}

/** Of all classes together, then of each that occurs. rowsOf — the rows of a label; null where it lies between two. */
export function agreementByClass(
  a: readonly Marked[],
  b: readonly Marked[],
  rowsOf: (label: Marked) => RowRange | null,
  rows: number,
): ClassAgreement[] {
  const classes = [...new Set([...a, ...b].map((label) => label.class))].sort((x, y) => x - y)
  return [null, ...classes].map((cls) => {
    const [first, second] = [a, b].map((labels) => labels.filter((label) => cls === null || label.class === cls))
    const ranges = (labels: readonly Marked[]) => labels.flatMap((label) => rowsOf(label) ?? [])
    return {
      class: cls,
      kappa: cohensKappa(ranges(first), ranges(second), rows),
      eventF1: eventF1(first, second),
      firstLabels: first.length,
      secondLabels: second.length,
    }
  })
}

/**
 * The stretches on which two sets differ, in the order of time. Labels that overlap (on a common channel) belong
 * together; a stretch is no disagreement where every label has its equal in the other set.
 */
export function disagreements(a: readonly Marked[], b: readonly Marked[]): Disagreement[] {
  const all = [...a.map((label) => ({ label, side: 0 })), ...b.map((label) => ({ label, side: 1 }))].sort(
    (x, y) => x.label.start - y.label.start,
  )
  const found: Disagreement[] = []
  let group: typeof all = []
  let end = -Infinity
  const close = () => {
    for (const part of connected(group)) {
      const [first, second] = [0, 1].map((side) => part.filter((one) => one.side === side).map((one) => one.label))
      const kind = kindOf(first, second)
      if (kind)
        found.push({
          kind,
          first: first.map(idOf),
          second: second.map(idOf),
          start: Math.min(...part.map((one) => one.label.start)),
          end: Math.max(...part.map((one) => one.label.end)),
        })
    }
    group = []
  }
  for (const one of all) {
    if (one.label.start > end) close()
    group.push(one)
    end = Math.max(end, one.label.end)
  }
  close()
  return found.sort((x, y) => x.start - y.start)
}

const idOf = (label: Marked): Id => label.id

const overlap = (a: Marked, b: Marked) =>
  a.start <= b.end &&
  b.start <= a.end &&
  (a.channels.length === 0 || b.channels.length === 0 || a.channels.some((channel) => b.channels.includes(channel)))

const same = (a: Marked, b: Marked) =>
  a.start === b.start &&
  a.end === b.end &&
  a.class === b.class &&
  String([...a.channels].sort()) === String([...b.channels].sort())

function kindOf(first: Marked[], second: Marked[]): Disagreement['kind'] | null {
  if (second.length === 0) return 'only first'
  if (first.length === 0) return 'only second'
  const [x, y] = [first, second].map((labels, i) =>
    labels.filter((label) => ![first, second][1 - i].some((other) => same(label, other))),
  )
  if (x.length === 0 && y.length === 0) return null
  if (first.length > 1 || second.length > 1) return 'several'
  return first[0].class === second[0].class ? 'edges' : 'class'
}

/** Parts of a group whose labels hang together by overlaps; labels on different channels fall apart here. */
function connected<T extends { label: Marked }>(group: T[]): T[][] {
  if (group.every((one) => one.label.channels.length === 0)) return group.length ? [group] : []
  const rest = new Set(group)
  const parts: T[][] = []
  for (const seed of group) {
    if (!rest.delete(seed)) continue
    const part = [seed]
    for (const one of part)
      for (const other of rest)
        if (overlap(one.label, other.label)) {
          rest.delete(other)
          part.push(other)
        }
    parts.push(part)
  }
  return parts
}

/** How many of the labels overlap one of the others. */
function touching(labels: readonly Marked[], others: readonly Marked[]): number {
  const sorted = [...others].sort((x, y) => x.start - y.start)
  // Furthest end so far, so that the search to the left can stop.
  let furthest = -Infinity
  const ends = sorted.map((other) => (furthest = Math.max(furthest, other.end)))
  return labels.filter((label) => {
    for (
      let i = firstWhere(sorted.length, (l) => sorted[l].start > label.end) - 1;
      i >= 0 && ends[i] >= label.start;
      i--
    )
      if (overlap(label, sorted[i])) return true
    return false
  }).length
}

const count = (ranges: readonly RowRange[]) => ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0)

/** Rows in both of two sorted lists without overlaps of their own. */
function common(a: readonly RowRange[], b: readonly RowRange[]): number {
  let sum = 0
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    sum += Math.max(0, Math.min(a[i].last, b[j].last) - Math.max(a[i].first, b[j].first) + 1)
    if (a[i].last < b[j].last) i++
    else j++
  }
  return sum
}
