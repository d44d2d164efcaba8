import { writeFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RealApp } from './real-app.ts'
import { training } from '../../scripts/steps/training.ts'

/** Two channels of sines with a planted jump, 1 Hz, as a CSV with a label column. */
function plantedCsv(rows: number): string {
  const lines = ['time,Flow [l/min],Pressure (bar),anomaly']
  for (let i = 0; i < rows; i++) {
    const odd = i >= rows * 0.8 && i < rows * 0.8 + 40
    lines.push(
      `${new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString()},${(10 + Math.sin(i / 8) + (odd ? 6 : 0)).toFixed(4)},${(3 + Math.cos(i / 8) * 0.2).toFixed(4)},${odd ? 1 : 0}`,
    )
  }
  return lines.join('\n')
}

const train = (dataset: number, detector: string, params = {}) => training(dataset, detector, { params })

describe('the app with a real engine', () => {
  const studio = new RealApp()
  beforeAll(async () => {
    writeFileSync(join(studio.folder, 'plant.csv'), plantedCsv(3000))
    await studio.call('project.create', { file: null, name: 'Plant' })
  })
  afterAll(() => studio.app.close())

  test('imports a file with its label column and reads units from the header', async () => {
    expect((await studio.imported(join(studio.folder, 'plant.csv'))).message).toBeNull()
    const [dataset] = await studio.call('datasets.list', {})
    expect(dataset).toMatchObject({ rows: 3000, status: 'ready', labelCount: 1 })
    expect(dataset.channels.map((c) => [c.name, c.unit])).toEqual([
      ['Flow', 'l/min'],
      ['Pressure', 'bar'],
    ])
    const [set] = await studio.call('labels.sets', { dataset: dataset.id })
    expect(await studio.call('labels.list', { set: set.id })).toMatchObject([
      { start: Date.UTC(2026, 0, 1, 0, 40), end: Date.UTC(2026, 0, 1, 0, 40, 39), origin: 'import' },
    ])
  })

  test('trains, scores, finds the planted jump and measures it', async () => {
    const [dataset] = await studio.call('datasets.list', {})
    const [set] = await studio.call('labels.sets', { dataset: dataset.id })
    const { job, run } = await studio.call('train.start', {
      ...train(dataset.id, 'z-score'),
      labelSet: set.id,
      excludeLabels: true,
    })
    expect((await studio.ended(job)).message).toBeNull()
    const found = (await studio.call('runs.list', { dataset: dataset.id })).find((r) => r.id === run)!
    expect(found).toMatchObject({ status: 'ready', assessed: 3000, detections: 1, oracle: false })
    expect(found.measures?.confusion).toEqual({ tp: 40, fp: 0, tn: 2960, fn: 0 })
    const [detection] = await studio.call('runs.detections', { run })
    expect(detection).toMatchObject({ start: Date.UTC(2026, 0, 1, 0, 40), end: Date.UTC(2026, 0, 1, 0, 40, 39) })
    const oracle = await studio.call('runs.judge', {
      run,
      labelSet: set.id,
      threshold: { rule: 'best-f1', params: {}, minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 },
    })
    expect(oracle.oracle).toBe(true)
  })

  test('exports a line for every row, and the model scores another dataset', async () => {
    const [dataset] = await studio.call('datasets.list', {})
    const [run] = await studio.call('runs.list', { dataset: dataset.id })
    const file = studio.app.admitOutput(join(studio.folder, 'scores.csv'))
    expect(await studio.call('runs.export', { run: run.id, file: file.token })).toEqual({ rows: 3000 })
    const model = studio.app.admitOutput(join(studio.folder, 'plant-model'))
    const written = await studio.call('runs.exportModel', { run: run.id, file: model.token })
    expect(written).toMatchObject({ graph: true, why: null })
    expect(readdirSync(join(studio.folder, 'plant-model')).sort()).toEqual(
      ['MLmodel', 'README.md', 'checksums.json', 'model.anomaly-model', 'model.onnx', 'recipe.json'].sort(),
    )
    await expect(studio.call('runs.exportModel', { run: run.id, file: model.token })).rejects.toMatchObject({
      code: 'exists',
    })
    await studio.imported(join(studio.folder, 'plant.csv'), 'Again')
    const again = (await studio.call('datasets.list', {})).find((d) => d.name === 'Again')!
    const { job, run: scored } = await studio.call('runs.score', { run: run.id, dataset: again.id })
    expect((await studio.ended(job)).message).toBeNull()
    expect((await studio.call('runs.list', { dataset: again.id })).find((r) => r.id === scored)?.maxScore).toBeCloseTo(
      run.maxScore!,
      10,
    )
  })

  test('a label drawn while a model trains is on disk when the call answers', async () => {
    const [dataset] = await studio.call('datasets.list', {})
    const [set] = await studio.call('labels.sets', { dataset: dataset.id })
    const [labelClass] = await studio.call('labels.classes', {})
    const { job } = await studio.call('train.start', train(dataset.id, 'lstm-autoencoder', { epochs: 50 }))
    await until(async () => (await studio.call('jobs.list', {})).find((j) => j.id === job)!.phase === 'Training')
    const [label] = await studio.call('labels.create', {
      labels: [{ set: set.id, class: labelClass.id, start: dataset.start, end: dataset.start + 5000 }],
    })
    const { path } = (await studio.call('project.current', {}))!
    const beside = new Database(path, { readonly: true })
    expect(beside.prepare('SELECT count(*) AS n FROM label WHERE id = ?').get(label.id)).toEqual({ n: 1 })
    beside.close()
    expect((await studio.call('jobs.list', {})).find((j) => j.id === job)!.status).toBe('running')
    await studio.call('jobs.cancel', { job })
    expect((await studio.ended(job)).status).toBe('cancelled')
    expect((await studio.call('runs.list', { dataset: dataset.id })).some((r) => r.status === 'running')).toBe(false)
  })

  test('an engine killed in the middle of training costs that job alone', async () => {
    const [dataset] = await studio.call('datasets.list', {})
    const before = await studio.call('runs.list', { dataset: dataset.id })
    const { job } = await studio.call('train.start', train(dataset.id, 'lstm-autoencoder', { epochs: 50 }))
    await until(async () => (await studio.call('jobs.list', {})).find((j) => j.id === job)!.phase === 'Training')
    studio.engines.at(-1)!.kill()
    expect(await studio.ended(job)).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('The project is safe'),
    })
    expect(await studio.call('runs.list', { dataset: dataset.id })).toEqual(before)
    const next = await studio.call('train.start', train(dataset.id, 'z-score'))
    expect((await studio.ended(next.job)).status).toBe('done')
  })

  test('says in a sentence what cannot be trained, and leaves nothing half made', async () => {
    const [dataset] = await studio.call('datasets.list', {})
    const runs = (await studio.call('runs.list', { dataset: dataset.id })).length
    const short = await studio.call('train.start', {
      ...train(dataset.id, 'conv-autoencoder', { window: 288 }),
      ranges: [{ start: dataset.start, end: dataset.start + 20_000 }],
    })
    expect((await studio.ended(short.job)).message).toMatch(/needs \d+ points .*longest stretch here has 21/)
    await expect(studio.call('train.start', train(dataset.id, 'crystal-ball'))).rejects.toThrow(
      'There is no detector "crystal-ball".',
    )
    expect(await studio.call('runs.list', { dataset: dataset.id })).toHaveLength(runs)
  })

  test('messages that are not of the contract are refused', async () => {
    expect(await studio.app.call('no.such', {})).toMatchObject({ ok: false, error: { code: 'bad-input' } })
    expect(await studio.app.call('__proto__', {})).toMatchObject({ ok: false })
    expect(await studio.app.call('view.read', { dataset: 'one' })).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('dataset') },
    })
    expect(await studio.app.call('import.preview', { file: '/etc/passwd', changed: null })).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    })
  })
})

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10))
}
