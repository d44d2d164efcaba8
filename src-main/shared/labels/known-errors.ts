import type { ErrorKind } from './event-errors.ts'
import type { TimeRange } from '../data/series.ts'
import { firstWhere } from '../search.ts'

type Kinded = TimeRange & { kind: ErrorKind }

/**
 * Whether an error is the one that was marked: of the same kind, and more than half of the longer of the two is common to both.
 * A moved threshold or edge changes a detection a little and leaves it the same; one that has swallowed others is a new one.
 * stepMs — one sample, so that an error of one point has a length.
 */
export function isSame(a: Kinded, b: Kinded, stepMs: number): boolean {
  if (a.kind !== b.kind) return false
  const common = Math.min(a.end, b.end) - Math.max(a.start, b.start) + stepMs
  return common > (Math.max(a.end - a.start, b.end - b.start) + stepMs) / 2
}

/** For each error the mark it has, or null. marks — sorted by start. */
export function knownBy<M extends Kinded>(
  errors: readonly Kinded[],
  marks: readonly M[],
  stepMs: number,
): (M | null)[] {
  const longest = marks.reduce((most, { start, end }) => Math.max(most, end - start), 0) + stepMs
  return errors.map((error) => {
    for (
      let i = firstWhere(marks.length, (i) => marks[i].start >= error.start - longest);
      i < marks.length && marks[i].start <= error.end + stepMs;
      i++
    )
      if (isSame(error, marks[i], stepMs)) return marks[i]
    return null
  })
}
