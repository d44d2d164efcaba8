import { badgesOf } from '../../../src-main/shared/runs/measures.ts'
import type { RunTable, TableCell, TableMetric, TableRow } from '../../../src-main/shared/runs/run-table.ts'
import { numberText } from '../../../src-main/shared/runs/run-table-text.ts'
import { counted } from '../../../src-main/shared/counted.ts'

/** "0.710–0.884", with a real minus and a dash that a minus cannot be taken for. */
export function intervalText(interval: readonly [number, number], metric: TableMetric): string {
  const [low, high] = interval.map((end) => numberText(end, metric).replace('-', '−'))
  return interval[0] < 0 || interval[1] < 0 ? `${low} to ${high}` : `${low}–${high}`
}

/** Everything that a cell means, for its tooltip. */
export function cellTitle(row: TableRow, metric: TableMetric, cell: TableCell, table: RunTable): string {
  if (cell.value === null) return `${metric.name} of ${row.name}: not defined here.`
  const parts = [
    `${metric.name} of ${row.name}: ${numberText(cell.value, metric)}${metric.unit ? ` ${metric.unit}` : ''}.`,
  ]
  if (cell.interval) parts.push(`95 % interval ${intervalText(cell.interval, metric)}.`)
  if (cell.best) parts.push('Better than every other row in 95 % of the same draws.')
  if (cell.behind) {
    const { difference, interval } = cell.behind
    parts.push(
      `${numberText(Math.abs(difference), metric)} from the best${interval ? `; difference between ${intervalText(interval, metric)}${interval[0] <= 0 && interval[1] >= 0 ? ', so it may be as good' : ''}` : ''}.`,
    )
  }
  for (const { why } of badgesOf({ oracle: cell.oracle, badge: metric.badge }, row.warnings)) parts.push(why)
  if (row.datasets < table.datasets.length) parts.push(`On ${row.datasets} of ${table.datasets.length} datasets only.`)
  else if (row.events < Math.max(...table.rows.map((other) => other.events)))
    parts.push(
      `Judged on ${row.events} of ${table.events} labelled windows, so not compared with rows that were judged on more.`,
    )
  return parts.join(' ')
}

/** Under the name of a row: what sets it apart. */
export function rowNote(row: TableRow, table: RunTable): string {
  if (row.trivial) return 'learns nothing'
  return [
    row.datasets < table.datasets.length ? `${row.datasets} of ${table.datasets.length} datasets` : '',
    table.labelled && row.events < Math.max(...table.rows.map((other) => other.events))
      ? `${row.events} of ${table.events} events`
      : '',
    row.warnings.length > 0 ? counted(row.warnings.length, 'warning') : '',
  ]
    .filter((part) => part !== '')
    .join(', ')
}
