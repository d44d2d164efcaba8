import type { HoldOut } from '../../shared/models/hold-out.ts'
import type { RowRange } from '../../shared/data/series.ts'
import { firstWhere } from '../../shared/search.ts'

/**
 * What a split divides. stretches — rows without a gap, in order; times — [n], epoch ms; purge — rows left out of training on
 * each side of what is held out.
 */
export interface SplitInput {
  times: Float64Array
  stretches: RowRange[]
  purge: number
}

/** One training and its judging. heldOut, train — rows in order; no range crosses a gap. train may be empty. */
export interface Fold {
  heldOut: RowRange[]
  train: RowRange[]
}

/** A way to judge a model on data that it has not seen. One file each; index.ts tells which is meant. */
export interface Split {
  id: 'time' | 'blocks'
  name: string
  summary: string
  reference: string
  /** Pure: the same input gives the same folds. */
  folds(input: SplitInput, holdOut: HoldOut): Fold[]
}

/** The parts of the ranges inside `first` … `last`; ranges in order, none overlapping. */
export function within(ranges: readonly RowRange[], { first, last }: RowRange): RowRange[] {
  const parts = ranges.slice(
    firstWhere(ranges.length, (i) => ranges[i].last >= first),
    firstWhere(ranges.length, (i) => ranges[i].first > last),
  )
  if (parts.length > 0) {
    parts[0] = { first: Math.max(first, parts[0].first), last: parts[0].last }
    const end = parts.length - 1
    parts[end] = { first: parts[end].first, last: Math.min(last, parts[end].last) }
  }
  return parts
}

/** The parts of the ranges in any of the others; both in order. */
export function common(ranges: readonly RowRange[], others: readonly RowRange[]): RowRange[] {
  const found: RowRange[] = []
  for (let a = 0, b = 0; a < ranges.length && b < others.length;) {
    const first = Math.max(ranges[a].first, others[b].first)
    const last = Math.min(ranges[a].last, others[b].last)
    if (last >= first) found.push({ first, last })
    if (ranges[a].last < others[b].last) a++
    else b++
  }
  return found
}

/** Everything further than `purge` rows from the held-out span, which is one span of rows whatever gaps it holds. */
export function purged(ranges: readonly RowRange[], span: RowRange, purge: number): RowRange[] {
  return [
    ...within(ranges, { first: 0, last: span.first - purge - 1 }),
    ...within(ranges, { first: span.last + purge + 1, last: Infinity }),
  ]
}

export const rowsIn = (ranges: readonly RowRange[]) =>
  ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0)

/** From the first to the last row of ranges in order; null where there are none. */
export const spanOf = (ranges: readonly RowRange[]): RowRange | null =>
  ranges.length === 0 ? null : { first: ranges[0].first, last: ranges[ranges.length - 1].last }

/** Rows in any of the ranges, in order; ranges that overlap or touch become one. */
export function joinedRows(ranges: readonly RowRange[]): RowRange[] {
  const joined: RowRange[] = []
  for (const range of ranges.toSorted((a, b) => a.first - b.first)) {
    const previous = joined.at(-1)
    if (previous && range.first <= previous.last + 1) previous.last = Math.max(previous.last, range.last)
    else joined.push({ ...range })
  }
  return joined
}
