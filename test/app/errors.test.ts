import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ListedError } from '../../src-main/shared/labels/event-errors.ts'
import { RealApp } from './real-app.ts'

/**
 * Two channels of sines, 1 Hz. The flow jumps at rows 300…319 (not labelled), 500…519 (labelled from 470 on) and 800…839;
 * rows 650…679 are labelled and nothing happens there.
 */
function csv(rows: number): string {
  const jumps = [
    [300, 319],
    [500, 519],
    [800, 839],
  ]
  const labelled = [
    [470, 519],
    [650, 679],
    [800, 839],
  ]
  const inside = (ranges: number[][], i: number) => ranges.some(([first, last]) => i >= first && i <= last)
  const lines = ['time,Flow,Pressure,anomaly']
  for (let i = 0; i < rows; i++)
    lines.push(
      `${new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString()},${(10 + Math.sin(i / 8) + (inside(jumps, i) ? 6 : 0)).toFixed(4)},${(3 + Math.cos(i / 7) * 0.2).toFixed(4)},${inside(labelled, i) ? 1 : 0}`,
    )
  return lines.join('\n')
}

describe('the errors of a run, with a real engine', () => {
  const studio = new RealApp()
  let dataset: number
  let labelSet: number
  let run: number
  const listed = async (lateShare?: number) =>
    (await studio.call('event-errors.list', { run, labelSet, lateShare })).errors
  const row = (error: ListedError) => [error.kind, error.first, error.last] as const

  beforeAll(async () => {
    writeFileSync(join(studio.folder, 'jumps.csv'), csv(1000))
    await studio.call('project.create', { file: null, name: 'Errors' })
    await studio.imported(join(studio.folder, 'jumps.csv'))
    dataset = (await studio.call('datasets.list', {}))[0].id
    labelSet = (await studio.call('labels.sets', { dataset }))[0].id
    const made = await studio.call('train.start', {
      dataset,
      detector: 'z-score',
      params: {},
      channels: [],
      ranges: [{ start: Date.UTC(2026, 0, 1), end: Date.UTC(2026, 0, 1) + 250_000 }],
      labelSet,
      excludeLabels: true,
      seed: 1,
      threshold: { rule: 'maximum', params: {}, minDurationMs: 0, mergeGapMs: 10_000, hysteresis: 1 },
    })
    run = made.run
    expect((await studio.ended(made.job)).message).toBeNull()
  })
  afterAll(() => studio.app.close())

  test('are listed worst first, as many as the measures say', async () => {
    expect((await listed()).map(row)).toEqual([
      ['missed', 650, 679],
      ['false alarm', 300, 319],
      ['late', 470, 519],
    ])
    expect((await listed())[2].delayMs).toBe(30_000)
    expect((await listed(0.9)).map((error) => error.kind)).toEqual(['missed', 'false alarm'])
    const { measures } = (await studio.call('runs.list', { dataset }))[0]
    const valueOf = (id: string) => measures!.values.find((measure) => measure.id === id)!.value
    expect([valueOf('events there'), valueOf('events found')]).toEqual([3, 2])
  })

  test('are drawn with the channel that adds most', async () => {
    const alarm = (await listed()).find((error) => error.kind === 'false alarm')!
    const [look] = await studio.call('event-errors.look', {
      run,
      width: 100,
      looks: [{ start: alarm.start - 20_000, end: alarm.end + 20_000, first: alarm.first, last: alarm.last }],
    })
    expect(look.channel).toMatchObject({ name: 'Flow' })
    expect(look.channel!.share).toBeGreaterThan(0.7)
    expect(Math.max(...look.score.values)).toBe(alarm.peak)
    expect(Math.max(...look.channel!.lane.values)).toBeGreaterThan(15)
  })

  test('go away with a label, and come back with undo', async () => {
    const alarm = (await listed()).find((error) => error.kind === 'false alarm')!
    const cls = (await studio.call('labels.classes', {}))[0].id
    await studio.call('labels.replace', {
      remove: [],
      create: [{ set: labelSet, class: cls, start: alarm.start, end: alarm.end, origin: 'detector' }],
      what: 'Labelled a false alarm, changed while looking at run “Z-score”',
    })
    expect((await listed()).map((error) => error.kind)).toEqual(['missed', 'late'])
    expect((await studio.call('labels.journal', { dataset }))[0]).toMatchObject({
      what: 'Labelled a false alarm, changed while looking at run “Z-score”',
      author: 'Ada',
    })
    await studio.call('labels.undo', { dataset })
    expect((await listed()).map((error) => error.kind)).toEqual(['missed', 'false alarm', 'late'])
  })

  test('are known until that is taken back, also under a threshold a little other', async () => {
    const [missed, alarm] = await listed()
    await studio.call('event-errors.ignore', { run, labelSet, known: true, errors: [missed, alarm] })
    await studio.call('event-errors.ignore', { run, labelSet, known: true, errors: [alarm] })
    expect((await listed()).map((error) => error.known?.author ?? null)).toEqual(['Ada', 'Ada', null])
    const { threshold, thresholdValue } = (await studio.call('runs.list', { dataset }))[0]
    await studio.call('runs.judge', {
      run,
      labelSet,
      threshold: { ...threshold, rule: 'fixed', params: { value: thresholdValue! * 1.3 } },
    })
    const now = (await listed()).find((error) => error.kind === 'false alarm')!
    expect(now.known?.author).toBe('Ada')
    await studio.call('event-errors.ignore', { run, labelSet, known: false, errors: [now, missed] })
    expect((await listed()).every((error) => error.known === null)).toBe(true)
  })

  test('are those of the held-out rows, where the run is judged on them alone', async () => {
    const made = await studio.call('train.start', {
      dataset,
      detector: 'z-score',
      params: {},
      channels: [],
      ranges: [],
      labelSet,
      excludeLabels: true,
      seed: 1,
      holdOut: { kind: 'last', share: 0.4 },
      threshold: { rule: 'fixed', params: { value: 1.5 }, minDurationMs: 0, mergeGapMs: 10_000, hysteresis: 1 },
    })
    expect((await studio.ended(made.job)).message).toBeNull()
    const { errors, judged, events } = await studio.call('event-errors.list', { run: made.run, labelSet })
    const { measures } = (await studio.call('runs.list', { dataset })).find((one) => one.id === made.run)!
    expect(judged).toEqual({ start: measures!.judged!.start, end: measures!.judged!.end })
    expect(events).toBe(measures!.windows)
    expect(errors.map(row)).toEqual([['missed', 650, 679]])
  })

  test('cannot be listed against labels of another dataset', async () => {
    await studio.imported(join(studio.folder, 'jumps.csv'), 'Other')
    const other = (await studio.call('datasets.list', {}))[1].id
    const set = (await studio.call('labels.sets', { dataset: other }))[0]
    await expect(studio.call('event-errors.list', { run, labelSet: set.id })).rejects.toThrow(
      `and the label set "${set.name}" belong to different datasets.`,
    )
  })
})
