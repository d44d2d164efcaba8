import { describe, expect, test } from 'vitest'
import { columns } from '../../../src-main/analysis/bootstrap/columns.ts'
import { markBest, type Contender } from '../../../src-main/analysis/bootstrap/best.ts'
import { metrics } from '../../../src-main/analysis/metrics/index.ts'
import type { TableCell } from '../../../src-main/shared/runs/run-table.ts'

/** 100 draws around a value, moving together with those of every other row. */
function row(
  value: number | null,
  wobble = 0,
  more: { trivial?: boolean; oracle?: true; draws?: null } = {},
): Contender {
  const cell: TableCell = { value, interval: null, behind: null, ...(more.oracle && { oracle: true }) }
  const draws =
    more.draws === null
      ? null
      : Float64Array.from({ length: 100 }, (_, k) => (value ?? NaN) + 0.2 * Math.sin(k) + wobble * Math.cos(3 * k))
  return { cell, draws, trivial: more.trivial ?? false }
}
const up = { better: 'higher' as const }
const marked = (rows: Contender[]) => rows.map(({ cell }) => cell.best === true)

describe('which is best', () => {
  test('marks a run that is better in 95 % of the same draws, however wide its own interval is', () => {
    const rows = [row(0.8), row(0.75), row(0.3, 0, { trivial: true })]
    markBest(up, rows)
    expect(marked(rows)).toEqual([true, false, false])
    expect(rows[1].cell.behind!.difference).toBeCloseTo(-0.05, 9)
    expect(rows[1].cell.behind!.interval![1]).toBeLessThan(0)
    expect(rows[0].cell.behind).toBeNull()
  })

  test('marks none where the second may be as good', () => {
    const rows = [row(0.8), row(0.75, 0.2), row(0.1)]
    markBest(up, rows)
    expect(marked(rows)).toEqual([false, false, false])
    expect(rows[1].cell.behind!.interval![1]).toBeGreaterThan(0)
  })

  test('marks the lowest where lower is better, and none where neither end is good', () => {
    const rows = [row(0.8), row(0.2)]
    markBest({ better: null }, rows)
    expect([marked(rows), rows[0].cell.behind]).toEqual([[false, false], null])
    markBest({ better: 'lower' }, rows)
    expect(marked(rows)).toEqual([false, true])
  })

  test('marks none without draws, and none that stands alone', () => {
    const rows = [row(0.8, 0, { draws: null }), row(0.2, 0, { draws: null })]
    markBest(up, rows)
    expect(marked(rows)).toEqual([false, false])
    expect(rows[1].cell.behind).toMatchObject({ interval: null })
    const alone = [row(0.9), row(null)]
    markBest(up, alone)
    expect(marked(alone)).toEqual([false, false])
  })

  test('lets a detector that learns nothing stand in the way, and never marks it', () => {
    const rows = [row(1, 0, { trivial: true }), row(0.8)]
    markBest(up, rows)
    expect(marked(rows)).toEqual([false, false])
  })

  test('neither marks an oracle value nor lets it stand in the way, unless every value of the column is one', () => {
    const rows = [row(0.9, 0, { oracle: true }), row(0.8), row(0.5)]
    markBest(up, rows)
    expect(marked(rows)).toEqual([false, true, false])
    expect(rows[0].cell.behind).toBeNull()
    const all = [row(0.9, 0, { oracle: true }), row(0.8, 0, { oracle: true })]
    markBest(up, all)
    expect(marked(all)).toEqual([true, false])
  })

  test('never marks an inflated metric', () => {
    const rows = [row(0.9), row(0.5)]
    markBest({ ...up, badge: 'inflated' }, rows)
    expect(marked(rows)).toEqual([false, false])
  })

  test('every metric has a column, and the good end of each is known by its name', () => {
    expect(columns.map(({ id }) => id)).toEqual([
      ...metrics.map(({ id }) => id),
      ...columns.slice(metrics.length).map(({ id }) => id),
    ])
    const endOf = (id: string) => columns.find((column) => column.id === id)?.better
    for (const id of ['FAR', 'MAR', 'mean delay', 'median delay', 'false alarms per week', 'training time'])
      expect(endOf(id), id).toBe('lower')
    for (const id of ['events there', 'share in alarm', 'PA-F1 of random', 'alarms per week', 'agreement'])
      expect(endOf(id), id).toBe(null)
  })
})
