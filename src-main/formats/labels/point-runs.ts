import { counted } from '../../shared/counted.ts'
import type { FileLabel } from '../../shared/labels/file-label.ts'
import { rowAtOrAfter, rowAtOrBefore } from './dataset-rows.ts'

/** A label as rows of the dataset, first and last included. */
export interface RowSpan {
  first: number
  last: number
  label: FileLabel
}

/**
 * Labels as rows, ascending by first row, for formats that mark points. Labels that hold no point are left out.
 * times — [n] epoch ms, ascending; leftOut — a sentence for what marks on points cannot hold.
 */
export function spansOf(labels: readonly FileLabel[], times: Float64Array): { spans: RowSpan[]; leftOut: string[] } {
  const leftOut: string[] = []
  const all = labels.map((label) => ({
    first: rowAtOrAfter(times, label.start),
    last: rowAtOrBefore(times, label.end),
    label,
  }))
  const spans = all.filter(({ first, last }) => first <= last).sort((a, b) => a.first - b.first || a.last - b.last)
  const empty = all.length - spans.length
  if (empty) leftOut.push(`${counted(empty, 'label')}: no point of the data lies inside, and the format marks points.`)
  const moved = spans.filter(
    ({ first, last, label }) => times[first] !== label.start || times[last] !== label.end,
  ).length
  if (moved)
    leftOut.push(
      `The exact edges of ${counted(moved, 'label')}: they lie between two points and move to the last point inside.`,
    )
  return { spans, leftOut }
}

/**
 * Writes spans into marks, one number per row; where two spans lie on one row, the later start wins.
 * marks — [n], 0 = nothing, written in place; markOf — more than 0. Answers the spans that do not come back as they are:
 * they overlap another one, or touch one with the same mark.
 */
export function paint(
  spans: readonly RowSpan[],
  marks: Uint8Array | Uint16Array,
  markOf: (span: RowSpan) => number,
): Set<RowSpan> {
  const blurred = new Set<RowSpan>()
  let reach: RowSpan | null = null
  for (const span of spans) {
    const mark = markOf(span)
    if (reach && (span.first <= reach.last || (span.first === reach.last + 1 && mark === markOf(reach))))
      blurred.add(span).add(reach)
    marks.fill(mark, span.first, span.last + 1)
    if (!reach || span.last >= reach.last) reach = span
  }
  return blurred
}

/** What marks on points make of labels that overlap. */
export const blurredLeftOut = (count: number) =>
  count
    ? [`Where ${counted(count, 'label')} overlap or touch: a point has one mark, such labels come back joined or cut.`]
    : []

/** Rows with the same mark in a row. marks — [n], 0 = nothing; order — the rows ascending by time, null if they are already. Ends are included. */
export function runsOf(
  marks: ArrayLike<number>,
  order: Uint32Array | null = null,
): { mark: number; first: number; last: number }[] {
  const runs: { mark: number; first: number; last: number }[] = []
  let before = 0
  const count = order?.length ?? marks.length
  for (let i = 0; i < count; i++) {
    const row = order ? order[i] : i
    const mark = marks[row]
    if (mark !== 0) {
      if (mark === before) runs[runs.length - 1].last = row
      else runs.push({ mark, first: row, last: row })
    }
    before = mark
  }
  return runs
}
