import type { RowRange } from '../../shared/data/series.ts'

/** Runs of at least `least` rows for which `holds` is true. */
export function runsWhere(rows: number, holds: (row: number) => boolean, least = 1): RowRange[] {
  const found: RowRange[] = []
  let first = -1
  for (let row = 0; row <= rows; row++) {
    const on = row < rows && holds(row)
    if (on && first < 0) first = row
    if (!on && first >= 0) {
      if (row - first >= least) found.push({ first, last: row - 1 })
      first = -1
    }
  }
  return found
}
