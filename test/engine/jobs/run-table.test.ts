import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createLabels } from '../../../src-main/db/labels/labels.ts'
import { createSet } from '../../../src-main/db/labels/label-sets.ts'
import { tableKey } from '../../../src-main/db/run-table-key.ts'
import { getRun, renameRun } from '../../../src-main/db/runs.ts'
import { sql } from '../../../src-main/db/file/statement.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { engineCalls } from '../../../src-main/engine/jobs/index.ts'
import { LEAST_WINDOWS } from '../../../src-main/analysis/bootstrap/draws.ts'
import { DRAWS } from '../../../src-main/analysis/bootstrap/table.ts'
import { projectWithAnomaly } from './trained.ts'

let studio: ReturnType<typeof projectWithAnomaly>
beforeEach(() => void (studio = projectWithAnomaly()))
afterEach(() => studio.remove())

const made = (labelSet: number | null, dataset: number | null = studio.dataset.id, job = quietJob()) =>
  engineCalls.runTable({ project: studio.path, dataset, labelSet }, job)

/** A set that labels the planted anomaly and four ordinary stretches, so that there are enough events to draw. */
function fiveEvents(): number {
  const set = createSet(studio.db, {
    dataset: studio.dataset.id,
    name: 'five',
    author: 'ada',
    purpose: '',
    copyOf: null,
  })
  const windows = [
    [100, 110],
    [250, 260],
    [400, 410],
    [600, 639],
    [750, 760],
  ]
  createLabels(
    studio.db,
    windows.map(([first, last]) => ({
      start: studio.series.times[first],
      end: studio.series.times[last],
      set: set.id,
      class: 1,
      channels: [],
      certainty: 1,
      status: 'accepted' as const,
      note: '',
      origin: 'hand' as const,
    })),
    'ada',
  )
  return set.id
}

describe('the table of runs', () => {
  test('holds every run and the two detectors that learn nothing, with the values that the run itself shows', async () => {
    const run = await studio.train('mahalanobis')
    await studio.train('z-score')
    const table = await made(studio.set.id)
    expect(table.rows.map((row) => [row.name, row.trivial, row.runs.length])).toEqual([
      ['Mahalanobis distance', false, 1],
      ['Z-score', false, 1],
      ['Random', true, 0],
      ['Constant alarm', true, 0],
    ])
    const stored = getRun(studio.db, run.id).measures!
    expect(stored.values.map(({ id }) => [id, table.rows[0].cells[id].value])).toEqual(
      stored.values.map(({ id, value }) => [id, value]),
    )
    expect(table.rows[3].cells.recall.value).toBe(1)
    expect(table.rows[2].cells['AUC-ROC'].value).toBeGreaterThan(0.3)
    expect(table.rows[2].cells['AUC-ROC'].value).toBeLessThan(0.7)
    expect(table).toMatchObject({ events: 1, draws: 0 })
    expect(table.notes.join(' ')).toContain('There is 1 labelled window; fewer than 5 give no intervals')
  })

  test('gives intervals from five events on, which hold their value, and keeps the draws for the next time', async () => {
    const set = fiveEvents()
    await studio.train('mahalanobis')
    const table = await made(set)
    expect(table).toMatchObject({ events: LEAST_WINDOWS, draws: DRAWS })
    for (const id of ['AUC-PR', 'VUS-PR', 'recall', 'R-based-F1']) {
      const { value, interval } = table.rows[0].cells[id]
      expect(interval![0]).toBeLessThanOrEqual(value!)
      expect(interval![1]).toBeGreaterThanOrEqual(value!)
    }
    const kept = () =>
      sql<{ id: number }>(studio.db, "SELECT id FROM report WHERE kind LIKE 'draws %' ORDER BY id")
        .all()
        .map(({ id }) => id)
    const first = kept()
    expect(first).toHaveLength(3)
    expect(await made(set)).toEqual(table)
    expect(kept()).toEqual(first)
  })

  test('a moved threshold costs its own run anew, and no other', async () => {
    const set = fiveEvents()
    const run = await studio.train('mahalanobis')
    await studio.train('z-score')
    const before = await made(set)
    const kept = () =>
      sql<{ kind: string; id: number }>(studio.db, "SELECT kind, id FROM report WHERE kind LIKE 'draws %'").all()
    const first = kept()
    await engineCalls.judge(
      {
        project: studio.path,
        run: run.id,
        threshold: { ...run.threshold, rule: 'fixed', params: { value: 1 } },
        labelSet: set,
      },
      quietJob(),
    )
    const after = await made(set)
    const changed = kept()
      .filter(({ id }) => !first.some((old) => old.id === id))
      .map(({ kind }) => kind)
    expect(changed).toEqual([`draws ${run.id}`])
    expect(after.rows[0].cells.recall.value).toBeGreaterThan(before.rows[0].cells.recall.value!)
    expect(after.rows[0].cells['AUC-PR'].interval).toEqual(before.rows[0].cells['AUC-PR'].interval)
    expect(after.rows.slice(1).map(({ cells }) => cells.recall.interval)).toEqual(
      before.rows.slice(1).map(({ cells }) => cells.recall.interval),
    )
  })

  test('a detector that learns nothing has no row of its own twice', async () => {
    await studio.train('random')
    await studio.train('mahalanobis')
    expect((await made(studio.set.id)).rows.map(({ detector, trivial }) => [detector, trivial])).toEqual([
      ['random', true],
      ['mahalanobis', false],
      ['constant', true],
    ])
  })

  test('a run whose detector the labels chose is an oracle in every column, and is never marked', async () => {
    const set = fiveEvents()
    const run = await studio.train('mahalanobis')
    await studio.train('z-score')
    const warnings = [{ code: 'model-oracle', message: 'The labels chose the detector.', badge: 'oracle' }]
    sql(studio.db, 'UPDATE run SET measures = ? WHERE id = ?').run(
      JSON.stringify({ ...getRun(studio.db, run.id).measures!, warnings }),
      run.id,
    )
    const { rows } = await made(set)
    expect(rows[0]).toMatchObject({
      oracle: true,
      warnings,
      cells: { 'AUC-PR': { oracle: true, behind: null }, F1: { oracle: true } },
    })
    expect(Object.values(rows[0].cells).some(({ best }) => best)).toBe(false)
    expect(rows[0].cells['alarms per week'].oracle).toBeUndefined()
    expect(rows[1].cells['AUC-PR'].oracle).toBeUndefined()
  })

  test('without labels shows what needs none', async () => {
    await studio.train('mahalanobis')
    await studio.train('z-score')
    const table = await made(null)
    expect(table.metrics.map(({ id }) => id)).toEqual([
      'share in alarm',
      'alarms per week',
      'agreement',
      'training time',
    ])
    expect(table.rows[0].cells.agreement.value).toBeGreaterThan(0.3)
    expect(table.rows[3].cells['share in alarm'].value).toBe(1)
    expect(table.notes[0]).toContain('There are no labels to judge by')
  })

  test('puts datasets together, and says which have nothing to say', async () => {
    await studio.train('mahalanobis')
    const table = await made(null, null)
    expect(table.datasets).toEqual([{ id: studio.dataset.id, name: studio.dataset.name, events: 1 }])
    expect(table.rows.map((row) => row.datasets)).toEqual([1, 1, 1])
  })

  test('puts only runs together that are judged in the same way on the same channels', async () => {
    await studio.train('z-score')
    await studio.train('z-score', {}, { holdOut: { kind: 'last', share: 0.3, purge: null } })
    await studio.train('z-score', {}, { channels: [studio.dataset.channels[1].id] })
    const newest = await studio.train('z-score')
    const { rows } = await made(null, null)
    expect(rows.filter(({ trivial }) => !trivial).map(({ name, assessed }) => [name, assessed])).toEqual([
      ['Z-score: channel 0, channel 1, channel 2', 800],
      ['Z-score, 30 % held out', 240],
      ['Z-score: channel 1', 800],
    ])
    expect(rows[0].runs).toEqual([{ run: newest.id, dataset: studio.dataset.id }])
  })

  test('can be cancelled while one run is measured', async () => {
    await studio.train('mahalanobis')
    const controller = new AbortController()
    let asked = 0
    const { checkpoint, ...rest } = quietJob({ signal: controller.signal })
    const job = {
      ...rest,
      checkpoint: (progress?: Parameters<typeof checkpoint>[0]) => (
        !progress && ++asked === 3 && controller.abort(),
        checkpoint(progress)
      ),
    }
    await expect(made(studio.set.id, studio.dataset.id, job)).rejects.toMatchObject({ code: 'cancelled' })
  })

  test('its key changes with a run, a name, a threshold and a label, and with nothing else', async () => {
    const run = await studio.train('mahalanobis')
    const key = () => tableKey(studio.db, studio.dataset.id, studio.set.id)
    const keys = [key()]
    expect(key()).toBe(keys[0])
    renameRun(studio.db, run.id, 'Another name')
    keys.push(key())
    await engineCalls.judge(
      {
        project: studio.path,
        run: run.id,
        threshold: { ...run.threshold, rule: 'fixed', params: { value: 3 } },
        labelSet: studio.set.id,
      },
      quietJob(),
    )
    keys.push(key())
    createLabels(
      studio.db,
      [
        {
          ...studio.window,
          start: studio.series.times[10],
          end: studio.series.times[20],
          set: studio.set.id,
          class: 1,
          channels: [],
          certainty: 1,
          status: 'accepted',
          note: '',
          origin: 'hand',
        },
      ],
      'ada',
    )
    keys.push(key())
    expect(new Set(keys).size).toBe(4)
  })

  test('says what is missing, and stops when it is cancelled', async () => {
    await expect(made(studio.set.id)).rejects.toThrow('This dataset has no finished run yet.')
    await expect(made(null, null)).rejects.toThrow('No dataset of the project has a finished run yet.')
    await studio.train('mahalanobis')
    await expect(
      made(studio.set.id, studio.dataset.id, quietJob({ signal: AbortSignal.abort() })),
    ).rejects.toMatchObject({ code: 'cancelled' })
  })
})
