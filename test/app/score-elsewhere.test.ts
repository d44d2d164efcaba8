import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CallInput } from '../../src-main/shared/contract.ts'
import type { JobState, Run } from '../../src-main/shared/project.ts'
import { RealApp } from './real-app.ts'

/** 600 seconds of a pump; from row 300 on it runs fast, and 20 rows jump. */
function pumpCsv(labelled: boolean, valve: boolean): string {
  const lines = [`time,flow,pressure${valve ? ',valve' : ''}${labelled ? ',anomaly' : ''}`]
  for (let i = 0; i < 600; i++) {
    const odd = i >= 400 && i < 420
    lines.push(
      [
        new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString(),
        (10 + Math.sin(i / 8) + (odd ? 6 : 0)).toFixed(4),
        (3 + Math.cos(i / 8)).toFixed(4),
        ...(valve ? [i < 300 ? '0' : '1'] : []),
        ...(labelled ? [odd ? '1' : '0'] : []),
      ].join(','),
    )
  }
  return lines.join('\n')
}

const plain = { minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 }
type Threshold = CallInput<'runs.judge'>['threshold']

describe('a model applied to another dataset', () => {
  const studio = new RealApp()
  let first: { dataset: number; set: number; run: Run }
  let bare: number
  let labelled: number

  beforeAll(async () => {
    await studio.call('project.create', { file: null, name: 'Pump' })
    for (const [name, has, valve] of [
      ['First', true, true],
      ['Labelled', true, true],
      ['Bare', false, false],
    ] as const) {
      writeFileSync(join(studio.folder, `${name}.csv`), pumpCsv(has, valve))
      await studio.imported(join(studio.folder, `${name}.csv`), name)
    }
    const datasets = await studio.call('datasets.list', {})
    const called = (name: string) => datasets.find((dataset) => dataset.name === name)!
    const channels = called('First')
      .channels.filter(({ name }) => name !== 'valve')
      .map(({ id }) => id)
    ;[bare, labelled] = [called('Bare').id, called('Labelled').id]
    const dataset = called('First').id
    const set = (await studio.call('labels.sets', { dataset }))[0].id
    const run = await studio.trained({ dataset, detector: 'z-score', channels, labelSet: set })
    first = { dataset, set, run: (await studio.call('runs.list', { dataset })).find(({ id }) => id === run)! }
  })
  afterAll(() => studio.app.close())

  async function applied(threshold: Threshold, dataset: number): Promise<{ job: JobState; run: Run }> {
    await studio.call('runs.judge', { run: first.run.id, threshold, labelSet: first.set })
    const { job, run } = await studio.call('runs.score', { run: first.run.id, dataset })
    const ended = await studio.ended(job)
    return { job: ended, run: (await studio.call('runs.list', { dataset })).find(({ id }) => id === run)! }
  }

  test('keeps its scores where the rule needs labels and there are none, and says by what rule it is judged', async () => {
    const { job, run } = await applied({ rule: 'best-f1', params: {}, ...plain, mergeGapMs: 5000 }, bare)
    expect(job).toMatchObject({
      status: 'done',
      message:
        'There are no labels to choose the threshold by. The threshold here is by the usual rule of the detector, "Maximum of training".',
    })
    expect(run).toMatchObject({
      status: 'ready',
      assessed: 600,
      oracle: false,
      threshold: { rule: 'maximum', mergeGapMs: 5000 },
    })
    expect(run.thresholdValue).toBeGreaterThan(0)
  })

  test('keeps its scores where operating modes cannot be told', async () => {
    const { job, run } = await applied(
      { rule: 'percentile', params: { p: 99 }, ...plain, modes: { kind: 'channel', channel: 'valve', bins: 2 } },
      bare,
    )
    expect(job).toMatchObject({
      status: 'done',
      message:
        'Dataset "Bare" has no channel "valve" to tell operating modes by. Here one threshold holds for all rows.',
    })
    expect(run).toMatchObject({ status: 'ready', threshold: { rule: 'percentile', params: { p: 99 }, modes: null } })
  })

  test('says all that is missing', async () => {
    const { job } = await applied(
      { rule: 'best-f1', params: {}, ...plain, modes: { kind: 'channel', channel: 'valve', bins: 2 } },
      bare,
    )
    expect(job.message).toBe(
      'There are no labels to choose the threshold by. Dataset "Bare" has no channel "valve" to tell operating modes by. The threshold here is by the usual rule of the detector, "Maximum of training".',
    )
  })

  test('keeps with the measures what became of the threshold', async () => {
    const { id } = await studio.call('labels.createClass', { name: 'start-up', anomalous: false })
    await studio.call('labels.create', {
      labels: [{ set: first.set, class: id, start: Date.UTC(2026, 0, 1), end: Date.UTC(2026, 0, 1) + 100_000 }],
    })
    const { job, run } = await applied(
      { rule: 'percentile', params: { p: 99 }, ...plain, modes: { kind: 'class', class: id } },
      labelled,
    )
    expect(job.message).toBe(
      'No label of this dataset has the class "start-up", so it cannot part the data into modes. Here one threshold holds for all rows.',
    )
    expect(run.measures!.notes[0]).toBe(job.message)
  })

  test('keeps the threshold where it can be made', async () => {
    const { job, run } = await applied(
      { rule: 'best-f1', params: {}, ...plain, modes: { kind: 'channel', channel: 'valve', bins: 2 } },
      labelled,
    )
    expect(job).toMatchObject({ status: 'done', message: null })
    expect(run).toMatchObject({ oracle: true, threshold: { rule: 'best-f1', modes: { channel: 'valve' } } })
  })

  test('does not take a value for chosen on labels of which it knows nothing; on the same dataset it does', async () => {
    const threshold: Threshold = { rule: 'fixed', params: { value: 4 }, ...plain, oracleValue: 4 }
    const { run } = await applied(threshold, labelled)
    expect(run).toMatchObject({ oracle: false, thresholdValue: 4 })
    expect(run.threshold.oracleValue).toBeUndefined()
    expect((await applied(threshold, first.dataset)).run.oracle).toBe(true)
  })
})
