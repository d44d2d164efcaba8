import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RealApp } from './real-app.ts'

/** Two channels of sines, 1 Hz; at rows 800…839 the first one jumps. */
function jumpCsv(rows: number): string {
  const lines = ['time,Flow,Pressure,anomaly']
  for (let i = 0; i < rows; i++) {
    const odd = i >= 800 && i < 840
    lines.push(
      `${new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString()},${(10 + Math.sin(i / 8) + (odd ? 6 : 0)).toFixed(4)},${(3 + Math.cos(i / 7) * 0.2).toFixed(4)},${odd ? 1 : 0}`,
    )
  }
  return lines.join('\n')
}

describe('the app with a real engine', () => {
  const studio = new RealApp()
  let dataset: number
  let labelSet: number
  const runs: number[] = []
  const listed = async (id: number) => (await studio.call('runs.list', { dataset })).find((run) => run.id === id)!

  beforeAll(async () => {
    writeFileSync(join(studio.folder, 'jump.csv'), jumpCsv(1000))
    await studio.call('project.create', { file: null, name: 'Explaining' })
    await studio.imported(join(studio.folder, 'jump.csv'))
    dataset = (await studio.call('datasets.list', {}))[0].id
    labelSet = (await studio.call('labels.sets', { dataset }))[0].id
    for (const detector of ['z-score', 'mahalanobis']) {
      const run = await studio.trained({ dataset, detector, labelSet })
      runs.push(run)
    }
  })
  afterAll(() => studio.app.close())

  test('explains a detection by its channels', async () => {
    const [detection] = await studio.call('runs.detections', { run: runs[0] })
    const found = await studio.call('explain.window', { run: runs[0], start: detection.start, end: detection.end })
    const [flow, pressure] = found.channels
    expect(flow.channel).toBe('Flow')
    expect(flow.shapley).toBeGreaterThan(10 * Math.abs(pressure.shapley))
    expect(flow.shapley + pressure.shapley).toBeCloseTo(found.score - found.baselineScore, 9)
    const { channels, measure } = await studio.call('explain.importance', { run: runs[0], labelSet })
    expect(measure).toBe('AUC-PR')
    expect(channels[0].importance).toBeGreaterThan(channels[1].importance)
  })

  test('finds the labelled event that is most like a detection, and none among no labels', async () => {
    const start = Date.UTC(2026, 0, 1)
    const ask = { run: runs[0], start: start + 300_000, end: start + 339_000 }
    const { nearest, labels } = await studio.call('explain.nearest', { ...ask, labelSet })
    expect(labels).toBe(1)
    expect(nearest).toMatchObject([{ start: start + 800_000, end: start + 839_000 }])
    expect(nearest[0].distance).toBeGreaterThan(0)
    // Over the label itself there is nothing to compare with.
    expect(
      await studio.call('explain.nearest', { run: runs[0], labelSet, start: start + 800_000, end: start + 839_000 }),
    ).toMatchObject({ nearest: [], labels: 0 })
  })

  test('the nearest event of the class that the window is labelled with is always among those that are shown', async () => {
    const at = (row: number) => Date.UTC(2026, 0, 1) + 1000 * row
    const other = await studio.call('labels.createClass', { name: 'Other' })
    const anomaly = (await studio.call('labels.classes', {})).find(({ name }) => name !== 'Other')!.id
    // Quiet waves are nearer to a quiet wave than the jump is, which is the only other one of its class.
    const labels = [100, 200, 400, 500].map((row) => ({ class: other.id, start: at(row), end: at(row + 39) }))
    const own = { class: anomaly, start: at(300), end: at(339) }
    const made = await studio.call('labels.create', {
      labels: [...labels, own].map((one) => ({ set: labelSet, ...one })),
    })
    const { nearest, notes } = await studio.call('explain.nearest', {
      run: runs[0],
      labelSet,
      start: own.start,
      end: own.end,
    })
    expect(nearest).toHaveLength(3)
    expect(nearest.slice(0, 2).every((near) => near.class === other.id)).toBe(true)
    expect(nearest[2]).toMatchObject({ class: anomaly, start: at(800) })
    expect(notes.join(' ')).toContain('4 others are nearer')
    await studio.call('labels.remove', { labels: made.map(({ id }) => id) })
  })

  test('tells how far an explanation is, and can be ended', async () => {
    const told: unknown[] = []
    const stop = studio.app.on((name, payload) => {
      if (name === 'explain.progress') told.push(payload)
    })
    await studio.call('explain.importance', { run: runs[1] })
    expect(told.length).toBeGreaterThan(1)
    expect(told[0]).toMatchObject({ phase: 'Shifting channels', done: 0 })
    expect(told.at(-1)).toBeNull()
    // One that takes long enough to be ended.
    const slow = await studio.call('train.start', {
      dataset,
      detector: 'isolation-forest',
      params: { trees: 1000 },
      channels: [],
      ranges: [],
      labelSet,
      excludeLabels: true,
      seed: 1,
      threshold: null,
    })
    expect((await studio.ended(slow.job)).message).toBeNull()
    const ended = studio.call('explain.importance', { run: slow.run })
    await studio.call('explain.cancel', {})
    await expect(ended).rejects.toMatchObject({ code: 'cancelled' })
    stop()
  })

  test('combines runs into one, refuses nonsense before anything is made, and cannot explain an ensemble', async () => {
    const { job, run } = await studio.call('runs.combine', { runs, combine: 'all', labelSet })
    expect((await studio.ended(job)).message).toBeNull()
    expect(await listed(run)).toMatchObject({ status: 'ready', detections: 1, thresholdValue: 0.75 })
    const before = (await studio.call('runs.list', { dataset })).length
    await expect(studio.call('runs.combine', { runs, combine: 'weighted', weights: [1] })).rejects.toThrow(
      'There are 1 weights for 2 members.',
    )
    await expect(studio.call('runs.combine', { runs: [runs[0], runs[0]] })).rejects.toThrow('only once')
    const [detection] = await studio.call('runs.detections', { run })
    const said = await studio.call('explain.members', { run, start: detection.start, end: detection.end })
    expect(said.members).toMatchObject([
      { run: runs[0], name: 'Z-score', alarmed: true, adds: 0.5 },
      { run: runs[1], alarmed: true, adds: 0.5 },
    ])
    expect(said.score).toBe(1)
    await expect(studio.call('explain.members', { run: runs[0], start: 0, end: 1 })).rejects.toThrow(
      'is not an ensemble',
    )
    await expect(studio.call('explain.window', { run, start: 0, end: 1 })).rejects.toThrow(
      'explain the runs that it is made of',
    )
    await expect(studio.call('runs.score', { run, dataset })).rejects.toThrow('score its members there')
    expect((await studio.call('runs.list', { dataset })).length).toBe(before)
  })

  test('compares detectors in the background and keeps the result', async () => {
    expect(await studio.call('ranking.result', { dataset })).toBeNull()
    const { job } = await studio.call('ranking.start', { dataset, detectors: ['z-score', 'pca'], labelSet })
    expect((await studio.ended(job)).message).toBeNull()
    const found = await studio.call('ranking.result', { dataset })
    expect(found).toMatchObject({ by: 'labels' })
    expect(found!.rows.map((row) => row.rank)).toEqual([1, 2, 3, 4])
  })

  test('runs a detector that learns on, and keeps what drifted', async () => {
    const { job, run } = await studio.call('adaptive.start', {
      dataset,
      detector: 'z-score',
      params: {},
      updateEvery: 100,
      labelSet,
    })
    expect((await studio.ended(job)).message).toBeNull()
    expect(await listed(run)).toMatchObject({
      status: 'ready',
      assessed: 800,
      name: 'Adaptive Z-score',
      thresholdValue: 1,
    })
    const drift = await studio.call('adaptive.drift', { run })
    expect(drift!.channels).toEqual(['Flow', 'Pressure'])
    expect(drift!.updates.length).toBeGreaterThan(2)
    expect(await studio.call('adaptive.drift', { run: runs[0] })).toBeNull()
    await expect(studio.call('adaptive.start', { dataset, detector: 'random', params: {} })).rejects.toThrow(
      'cannot adapt',
    )
    await expect(studio.call('runs.score', { run, dataset })).rejects.toThrow('start a new one there')
  })
})
