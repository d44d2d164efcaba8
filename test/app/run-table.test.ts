import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RealApp } from './real-app.ts'

/** Two channels of sines, 1 Hz; six times the first one jumps for 30 rows. */
function jumpCsv(height: number, phase: number): string {
  const lines = ['time,Flow,Pressure,anomaly']
  for (let i = 0; i < 2400; i++) {
    const odd = i > 300 && i % 350 < 30
    lines.push(
      `${new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString()},${(10 + Math.sin(i / 8 + phase) + (odd ? height * (1 + (i % 3)) : 0)).toFixed(4)},${(3 + Math.cos(i / 7) * 0.2).toFixed(4)},${odd ? 1 : 0}`,
    )
  }
  return lines.join('\n')
}

describe('the table of runs with a real engine', () => {
  const studio = new RealApp()
  let datasets: number[]
  let labelSet: number
  const trained = async (dataset: number, detector: string) => {
    const set = (await studio.call('labels.sets', { dataset }))[0].id
    return studio.trained({ dataset, detector, labelSet: set })
  }

  beforeAll(async () => {
    await studio.call('project.create', { file: null, name: 'Comparing' })
    for (const [i, height] of [1.5, 0.7].entries()) {
      writeFileSync(join(studio.folder, `jump${i}.csv`), jumpCsv(height, i))
      await studio.imported(join(studio.folder, `jump${i}.csv`), `Jump ${i}`)
    }
    datasets = (await studio.call('datasets.list', {})).map(({ id }) => id)
    labelSet = (await studio.call('labels.sets', { dataset: datasets[0] }))[0].id
  })
  afterAll(() => studio.app.close())

  test('says so where there is nothing to compare or to export yet', async () => {
    expect(await studio.call('run-table.last', { dataset: datasets[0], labelSet })).toEqual({
      table: null,
      current: false,
    })
    const { job } = await studio.call('run-table.start', { dataset: datasets[0], labelSet })
    expect((await studio.ended(job)).message).toBe('This dataset has no finished run yet.')
    const file = studio.app.admitOutput(join(studio.folder, 'none.csv')).token
    await expect(
      studio.call('run-table.export', {
        dataset: datasets[0],
        file,
        format: 'csv',
        columns: ['F1'],
        sort: { column: 'F1', descending: true },
      }),
    ).rejects.toThrow('There is no table to export yet.')
  })

  test('is made in the background, kept, and current until a run changes', async () => {
    const run = await trained(datasets[0], 'z-score')
    await trained(datasets[0], 'mahalanobis')
    const { job } = await studio.call('run-table.start', { dataset: datasets[0], labelSet })
    expect((await studio.ended(job)).message).toBeNull()
    const { table, current } = await studio.call('run-table.last', { dataset: datasets[0], labelSet })
    expect(current).toBe(true)
    expect(table!.rows.map((row) => row.name)).toEqual(['Z-score', 'Mahalanobis distance', 'Random', 'Constant alarm'])
    expect(table!.events).toBe(6)
    const [low, high] = table!.rows[0].cells['VUS-PR'].interval!
    expect(low).toBeLessThan(high)
    // What learns nothing is behind by more than chance.
    expect(table!.rows[2].cells['AUC-PR'].behind!.interval![1]).toBeLessThan(0)
    await studio.call('runs.rename', { run, name: 'Deviations' })
    expect((await studio.call('run-table.last', { dataset: datasets[0], labelSet })).current).toBe(false)
  })

  test('over all datasets, runs of one detector and its parameters are one row', async () => {
    await trained(datasets[1], 'mahalanobis')
    const { job } = await studio.call('run-table.start', { dataset: null })
    expect((await studio.ended(job)).message).toBeNull()
    const { table, current } = await studio.call('run-table.last', { dataset: null })
    expect(current).toBe(true)
    expect(table!.datasets.map(({ name, events }) => [name, events])).toEqual([
      ['Jump 0', 6],
      ['Jump 1', 6],
    ])
    expect(table!.rows.map((row) => [row.detector, row.datasets, row.runs.length])).toEqual([
      ['z-score', 1, 1],
      ['mahalanobis', 2, 2],
      ['random', 2, 0],
      ['constant', 2, 0],
    ])
    expect(table!.rows[0].cells.F1.behind).toBeNull()
    expect(table!.rows[1].cells['events there'].value).toBe(12)
  })

  test('is written as it is sorted, whole or not at all', async () => {
    const path = join(studio.folder, 'runs.md')
    const file = studio.app.admitOutput(path).token
    expect(
      await studio.call('run-table.export', {
        dataset: datasets[0],
        file,
        format: 'markdown',
        columns: ['VUS-PR', 'F1'],
        sort: { column: 'VUS-PR', descending: true },
      }),
    ).toEqual({ rows: 4 })
    expect(readFileSync(path, 'utf8')).toMatch(/^\| Run \| VUS-PR ↑ \| F1 ↑ \|\n/)
    expect(existsSync(`${path}.part`)).toBe(false)
    await expect(
      studio.call('run-table.export', {
        dataset: datasets[0],
        file: 'made up',
        format: 'csv',
        columns: ['F1'],
        sort: { column: 'F1', descending: true },
      }),
    ).rejects.toThrow('was not chosen')
  })

  test('a run that is judged on held-out rows shows the numbers that it shows itself, and its warnings', async () => {
    const run = await studio.trained({
      dataset: datasets[0],
      detector: 'pca',
      labelSet,
      holdOut: { kind: 'last', share: 0.4 },
    })
    await studio.ended((await studio.call('run-table.start', { dataset: datasets[0], labelSet })).job)
    const stored = (await studio.call('runs.list', { dataset: datasets[0] })).find(({ id }) => id === run)!
    expect(stored.judgedOn).toBe('held-out')
    const { table } = await studio.call('run-table.last', { dataset: datasets[0], labelSet })
    const row = table!.rows.find(({ key }) => key === String(run))!
    expect(row.assessed).toBe(stored.measures!.assessed)
    expect(stored.measures!.values.map(({ id }) => [id, row.cells[id].value])).toEqual(
      stored.measures!.values.map(({ id, value }) => [id, value === null ? null : expect.closeTo(value, 9)]),
    )
    expect(row.warnings).toEqual(stored.measures!.warnings ?? [])
    expect(table!.notes.join(' ')).toContain('different numbers of points')
    // It saw fewer events than the others: nothing is said of how far it lies from them.
    expect(row.events).toBeLessThan(6)
    expect(Object.values(row.cells).every(({ behind, best }) => behind === null && !best)).toBe(true)
  })

  test('can be cancelled, and what was there before stays', async () => {
    const before = await studio.call('run-table.last', { dataset: datasets[0], labelSet })
    // With one label more nothing that was kept fits any longer, so that there is something to cancel.
    const [{ class: kind }] = await studio.call('labels.list', { set: labelSet })
    await studio.call('labels.create', {
      labels: [{ set: labelSet, class: kind, start: Date.UTC(2026, 0, 1, 0, 1), end: Date.UTC(2026, 0, 1, 0, 2) }],
    })
    const { job } = await studio.call('run-table.start', { dataset: datasets[0], labelSet })
    await studio.call('jobs.cancel', { job })
    expect((await studio.ended(job)).status).toBe('cancelled')
    expect((await studio.call('run-table.last', { dataset: datasets[0], labelSet })).table).toEqual(before.table)
  })
})
