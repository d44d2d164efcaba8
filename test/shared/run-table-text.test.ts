import { describe, expect, test } from 'vitest'
import type { RunTable, TableCell, TableMetric, TableRow } from '../../src-main/shared/runs/run-table.ts'
import { csvOf, markdownOf, numberText, sortedRows } from '../../src-main/shared/runs/run-table-text.ts'

const metric = (id: string, more: Partial<TableMetric> = {}): TableMetric => ({
  id,
  name: id,
  summary: '',
  reference: '',
  better: 'higher',
  needsLabels: true,
  pooling: 'sum',
  ...more,
})
const cell = (value: number | null, more: Partial<TableCell> = {}): TableCell => ({
  value,
  interval: null,
  behind: null,
  ...more,
})
const row = (name: string, cells: Record<string, TableCell>, more: Partial<TableRow> = {}): TableRow => ({
  key: name,
  name,
  detector: name.toLowerCase(),
  params: { k: 3 },
  trivial: false,
  runs: [{ run: 1, dataset: 1 }],
  datasets: 1,
  oracle: false,
  warnings: [],
  assessed: 100,
  notAssessed: 0,
  events: 7,
  cells,
  ...more,
})

const table: RunTable = {
  dataset: 1,
  datasets: [{ id: 1, name: 'pump', events: 7 }],
  labelled: true,
  events: 7,
  draws: 500,
  notes: ['Intervals: 95 %.'],
  metrics: [
    metric('VUS-PR', { pooling: 'mean' }),
    metric('F1'),
    metric('PA-F1', { badge: 'inflated', companion: 'PA-F1 of random' }),
    metric('PA-F1 of random', { better: null }),
    metric('events found', { unit: 'events', companion: 'events there' }),
    metric('events there', { unit: 'events', better: null }),
    metric('median delay', { unit: 's', better: 'lower' }),
  ],
  rows: [
    row('K-means, "big"', {
      'VUS-PR': cell(0.5),
      F1: cell(0.42, { oracle: true }),
      'PA-F1': cell(0.91),
      'PA-F1 of random': cell(0.88),
      'events found': cell(6),
      'events there': cell(7),
      'median delay': cell(12.34, { interval: [-3, 130.7] }),
    }),
    row('PCA | robust', {
      'VUS-PR': cell(0.71234, { interval: [0.6, 0.8], best: true }),
      F1: cell(0.4),
      'PA-F1': cell(0.95),
      'PA-F1 of random': cell(0.88),
      'events found': cell(5),
      'events there': cell(7),
      'median delay': cell(null),
    }),
    row(
      'Random',
      {
        'VUS-PR': cell(0.1),
        F1: cell(0.02),
        'PA-F1': cell(0.9),
        'PA-F1 of random': cell(0.88),
        'events found': cell(1),
        'events there': cell(7),
        'median delay': cell(0),
      },
      { trivial: true, runs: [] },
    ),
  ],
}
const names = (rows: TableRow[]) => rows.map(({ name }) => name.split(/[, ]/)[0])

describe('a table of runs as text', () => {
  test('sorts by a column either way, those without a value last', () => {
    expect(names(sortedRows(table.rows, { column: 'VUS-PR', descending: true }))).toEqual(['PCA', 'K-means', 'Random'])
    expect(names(sortedRows(table.rows, { column: 'median delay', descending: false }))).toEqual([
      'Random',
      'K-means',
      'PCA',
    ])
    expect(names(sortedRows(table.rows, { column: 'median delay', descending: true }))).toEqual([
      'K-means',
      'Random',
      'PCA',
    ])
    expect(names(sortedRows(table.rows, { column: 'name', descending: true }))).toEqual(['Random', 'PCA', 'K-means'])
  })

  test('writes shares with three decimals, counts whole and everything else with three digits', () => {
    expect([
      numberText(0.5, {}),
      numberText(6, { unit: 'events' }),
      numberText(12345.6, { unit: 's' }),
      numberText(12.34, { unit: 's' }),
      numberText(-1.234, { unit: 's' }),
      numberText(null, {}),
      numberText(NaN, {}),
    ]).toEqual(['0.500', '6', '12,346', '12.3', '-1.23', '–', '–'])
  })

  test('is a table for a paper: the best in bold, intervals in brackets, oracle and inflated values with a footnote', () => {
    expect(
      markdownOf(table, ['VUS-PR', 'F1', 'PA-F1', 'events found', 'median delay'], {
        column: 'VUS-PR',
        descending: true,
      }),
    ).toBe(
      `| Run | VUS-PR ↑ | F1 ↑ | PA-F1 ↑[^1] | events found ↑ | median delay (s) ↓ |
| --- | ---: | ---: | ---: | ---: | ---: |
| PCA \\| robust | **0.712** [0.600, 0.800] | 0.400 | 0.950 (random 0.880) | 5 (of 7) | – |
| K-means, "big" | 0.500 | 0.420[^2] | 0.910 (random 0.880) | 6 (of 7) | 12.3 [-3.00, 131] |
| *Random* | 0.100 | 0.020 | 0.900 (random 0.880) | 1 (of 7) | 0.00 |

Intervals: 95 %.

[^1]: Inflated: point adjustment credits a whole window for one hit. Beside it what as many random alarms would reach.
[^2]: Oracle: the threshold was chosen on the labels that it is judged on.
`,
    )
    expect(markdownOf(table, ['VUS-PR'], { column: 'VUS-PR', descending: true }, 2)).toContain('**0.71** [0.60, 0.80]')
  })

  test('says in footnotes what is doubtful about a run', () => {
    const doubtful = {
      ...table,
      rows: table.rows.map((one) => ({
        ...one,
        warnings: [
          { code: 'judged-on-trained' as const, message: 'Judged on what it was trained on.' },
          { code: 'threshold-oracle' as const, message: 'Its threshold saw the labels.' },
        ],
      })),
    }
    const text = markdownOf(doubtful, ['VUS-PR'], { column: 'VUS-PR', descending: true })
    expect(text).toContain('| PCA \\| robust[^1] | **0.712**')
    expect(text).toContain('[^1]: Judged on what it was trained on.')
    expect(text).not.toContain('Its threshold saw')
  })

  test('says what is a mean over datasets, and which rows speak of fewer', () => {
    const pooled = {
      ...table,
      dataset: null,
      datasets: [...table.datasets, { id: 2, name: 'valve', events: 3 }],
      rows: table.rows.map((one, i) => ({ ...one, datasets: i === 0 ? 1 : 2 })),
    }
    const text = markdownOf(pooled, ['VUS-PR', 'F1'], { column: 'VUS-PR', descending: true })
    expect(text).toContain('| Run | VUS-PR ↑[^')
    expect(text).toContain(']: Mean over the datasets.')
    expect(text).toContain(']: Judged on 1 of 2 datasets only.')
  })

  test('keeps a name of several lines in its own cell', () => {
    const named = (name: string) => ({ ...table, rows: [{ ...table.rows[0], name }] })
    expect(csvOf(named('a\rb'), ['VUS-PR'], { column: 'VUS-PR', descending: true }).split('\n')[1]).toMatch(/^"a\rb",/)
    for (const name of ['a\nb', 'a\r\nb', 'a\rb'])
      expect(markdownOf(named(name), ['VUS-PR'], { column: 'VUS-PR', descending: true })).toContain('| a b | ')
  })

  test('is a CSV that a spreadsheet reads: full precision, both ends of each interval, what stands beside a value in columns of its own', () => {
    const lines = csvOf(table, ['VUS-PR', 'PA-F1'], { column: 'VUS-PR', descending: true }).trimEnd().split('\n')
    expect(lines[0]).toBe(
      'run,detector,parameters,datasets,points judged,events,warnings,VUS-PR,VUS-PR low,VUS-PR high,VUS-PR note,PA-F1,PA-F1 low,PA-F1 high,PA-F1 note,PA-F1 of random,PA-F1 of random low,PA-F1 of random high,PA-F1 of random note',
    )
    expect(lines[1]).toBe('PCA | robust,pca | robust,k=3,1,100,7,,0.71234,0.6,0.8,best,0.95,,,inflated,0.88,,,')
    expect(lines[2]).toMatch(/^"K-means, ""big""",/)
    expect(lines).toHaveLength(4)
  })
})
