import type { TableCell, TableMetric } from '../../shared/runs/run-table.ts'
import { differenceInterval } from './draws.ts'

/** One row's part in a column. draws — [draw], NaN = not defined; null where none were made. */
export interface Contender {
  cell: TableCell
  draws: Float64Array | null
  /** A detector that learns nothing: it can stand in the way of a mark, but does not get one. */
  trivial: boolean
}

/**
 * Fills in how far each cell lies behind the best one, and marks the best where the draws allow it: the paired difference to
 * every other row must leave out 0 in 95 % of the draws. Oracle values and inflated metrics get no mark, and oracle values
 * stand in nobody's way, unless a whole column is oracle (it is then judged like any other). Columns without a good end: nothing.
 */
export function markBest(
  { better, badge }: Pick<TableMetric, 'better' | 'badge'>,
  contenders: readonly Contender[],
): void {
  if (better === null) return
  const defined = contenders.filter(({ cell }) => cell.value !== null)
  const honest = defined.filter(({ cell }) => !cell.oracle)
  const field = honest.length > 0 ? honest : defined
  if (field.length === 0) return
  const sign = better === 'higher' ? 1 : -1
  const best = field.reduce((a, b) => (sign * b.cell.value! > sign * a.cell.value! ? b : a))
  let beaten = field.length > 1
  for (const other of field) {
    if (other === best) continue
    const interval = best.draws && other.draws ? differenceInterval(other.draws, best.draws) : null
    other.cell.behind = { difference: other.cell.value! - best.cell.value!, interval }
    if (!interval || !(sign * interval[0] < 0 && sign * interval[1] < 0)) beaten = false
  }
  if (beaten && !best.trivial && badge !== 'inflated') best.cell.best = true
}
