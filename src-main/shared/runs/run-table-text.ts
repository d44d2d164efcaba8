import { csvCell } from '../csv-cell.ts'
import { badgesOf } from './measures.ts'
import type { RunTable, TableCell, TableMetric, TableRow } from './run-table.ts'

export interface TableSort {
  column: string
  descending: boolean
}

/** Rows by a column, those without a value last; by name where the column is "name". Trivial detectors lie among the others. */
export function sortedRows(rows: readonly TableRow[], { column, descending }: TableSort): TableRow[] {
  const sign = descending ? -1 : 1
  return [...rows].sort((a, b) => {
    if (column === 'name') return sign * a.name.localeCompare(b.name)
    const [x, y] = [a.cells[column]?.value ?? null, b.cells[column]?.value ?? null]
    if (x === null || y === null) return Number(x === null) - Number(y === null)
    return sign * (x - y)
  })
}

/** A number as a table shows it: shares and areas with `digits` decimals, counts whole, anything else with three significant digits. */
export function numberText(value: number | null, metric: Pick<TableMetric, 'unit'>, digits = 3): string {
  if (value === null || Number.isNaN(value)) return '–'
  if (!metric.unit) return value.toFixed(digits)
  if (metric.unit === 'events') return String(Math.round(value))
  const size = Math.abs(value)
  return size >= 100 ? Math.round(value).toLocaleString('en-GB') : value.toFixed(size >= 10 ? 1 : 2)
}

/** What stands beside a value in its own cell: the random detector's PA-F1, the events that there are. */
export function companionOf(row: TableRow, metric: TableMetric): string | null {
  const value = metric.companion === undefined ? undefined : row.cells[metric.companion]?.value
  if (value === undefined || value === null) return null
  return metric.id === 'events found' ? `of ${Math.round(value)}` : `random ${value.toFixed(3)}`
}

const chosen = (table: RunTable, columns: readonly string[]) =>
  columns.flatMap((id) => table.metrics.find((metric) => metric.id === id) ?? [])

/** Values at full precision, each with both ends of its interval and what must be known about it. */
export function csvOf(table: RunTable, columns: readonly string[], sort: TableSort): string {
  const metrics = chosen(table, columns).flatMap((metric) => [
    metric,
    ...chosen(table, metric.companion === undefined ? [] : [metric.companion]),
  ])
  const head = [
    'run',
    'detector',
    'parameters',
    'datasets',
    'points judged',
    'events',
    'warnings',
    ...metrics.flatMap(({ id }) => [id, `${id} low`, `${id} high`, `${id} note`]),
  ]
  const cell = ({ value, interval, oracle, best }: TableCell, { badge }: TableMetric) => [
    value === null ? '' : String(value),
    interval ? String(interval[0]) : '',
    interval ? String(interval[1]) : '',
    [best && 'best', oracle && 'oracle', badge].filter(Boolean).join(' '),
  ]
  const lines = sortedRows(table.rows, sort).map((row) => [
    row.name,
    row.detector,
    Object.entries(row.params)
      .map(([key, value]) => `${key}=${value}`)
      .join(' '),
    String(row.datasets),
    String(row.assessed),
    String(row.events),
    row.warnings.map(({ code }) => code).join(' '),
    ...metrics.flatMap((metric) => cell(row.cells[metric.id], metric)),
  ])
  return `${[head, ...lines].map((line) => line.map((cell) => csvCell(cell)).join(',')).join('\n')}\n`
}

const escaped = (text: string) =>
  text
    .replace(/[\r\n]+/g, ' ')
    .replaceAll('|', '\\|')
    .replaceAll('*', '\\*')

/** A table for a paper: intervals in brackets, the best in bold, oracle and inflated values with a footnote. */
export function markdownOf(table: RunTable, columns: readonly string[], sort: TableSort, digits = 3): string {
  const metrics = chosen(table, columns)
  const feet: string[] = []
  const foot = (text: string) => {
    if (!feet.includes(text)) feet.push(text)
    return `[^${feet.indexOf(text) + 1}]`
  }
  const head = [
    'Run',
    ...metrics.map((metric) => {
      const unit =
        metric.unit && metric.unit !== 'events' && !metric.name.endsWith(metric.unit) ? ` (${metric.unit})` : ''
      const arrow = metric.better === 'higher' ? ' ↑' : metric.better === 'lower' ? ' ↓' : ''
      const mean = table.datasets.length > 1 && metric.pooling === 'mean' ? foot('Mean over the datasets.') : ''
      return `${metric.name}${unit}${arrow}${mean}${metric.badge ? foot('Inflated: point adjustment credits a whole window for one hit. Beside it what as many random alarms would reach.') : ''}`
    }),
  ]
  const most = Math.max(...table.rows.map((row) => row.events))
  const body = sortedRows(table.rows, sort).map((row) => {
    const name = row.trivial ? `*${escaped(row.name)}*` : escaped(row.name)
    const partly =
      row.datasets < table.datasets.length
        ? foot(`Judged on ${row.datasets} of ${table.datasets.length} datasets only.`)
        : row.events < most
          ? foot(`Judged on ${row.events} of ${table.events} labelled windows only.`)
          : ''
    // Those of the threshold stand beside the values that it made.
    const warned = row.warnings
      .filter(({ code }) => code !== 'threshold-oracle')
      .map(({ message }) => foot(message))
      .join('')
    return [
      name + partly + warned,
      ...metrics.map((metric) => {
        const cell = row.cells[metric.id]
        const value = numberText(cell.value, metric, digits)
        const interval = cell.interval
          ? ` [${numberText(cell.interval[0], metric, digits)}, ${numberText(cell.interval[1], metric, digits)}]`
          : ''
        const companion = companionOf(row, metric)
        const oracle =
          cell.oracle && cell.value !== null
            ? foot(
                badgesOf({}, row.warnings).find(({ badge }) => badge === 'oracle')?.why ??
                  'Oracle: the threshold was chosen on the labels that it is judged on.',
              )
            : ''
        return `${cell.best ? `**${value}**` : value}${interval}${companion ? ` (${companion})` : ''}${oracle}`
      }),
    ]
  })
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  const lines = [line(head), `|${head.map((_, i) => (i === 0 ? ' --- |' : ' ---: |')).join('')}`, ...body.map(line)]
  return (
    [lines.join('\n'), table.notes.join(' '), feet.map((text, i) => `[^${i + 1}]: ${text}`).join('\n')]
      .filter((part) => part !== '')
      .join('\n\n') + '\n'
  )
}
