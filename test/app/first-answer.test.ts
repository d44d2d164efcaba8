import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { apiOf } from '../../src-renderer/api.ts'
import { Training } from '../../src-renderer/state/runs/training.svelte.ts'
import { Notices } from '../../src-renderer/state/window/notices.svelte.ts'
import type { CallName } from '../../src-main/shared/contract.ts'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import type { Run } from '../../src-main/shared/project.ts'
import { runCli } from '../cli/run-cli.ts'
import { RealApp } from './real-app.ts'

const header = 'time,flow,pressure,valve,place,row'

/** 900 seconds of a pump: a valve that never moves, a number of the row, and 60 s from `fault` on in which the flow has fallen. */
function pumpCsv(fault: number): string {
  const random = seededRandom(3)
  const lines = Array.from({ length: 900 }, (_, i) => {
    const flow = 10 + Math.sin(i / 8) + 0.1 * random.normal() - (i >= fault && i < fault + 60 ? 4 : 0)
    const pressure = 3 + 0.2 * Math.cos(i / 8) + 0.02 * random.normal()
    return `${new Date(Date.UTC(2026, 0, 1) + 1000 * i).toISOString()},${flow.toFixed(4)},${pressure.toFixed(4)},1,52.5,${i}`
  })
  return [header, ...lines].join('\n')
}

/** The same beside a meter that only rises, was exchanged once, and stands still in the fault; and alone. */
function meterCsv(fault: number): string {
  const random = seededRandom(5)
  let total = 41_000
  const rows = pumpCsv(2000).split('\n')
  return rows
    .map((line, i) => {
      if (i === 0) return `${line},energy`
      total = i === 450 ? 0 : total + (i >= fault && i < fault + 60 ? 0 : 2 + 0.3 * random.next())
      return `${line},${total.toFixed(3)}`
    })
    .join('\n')
}

const withoutColumns = (csv: string, ...columns: number[]) =>
  csv
    .split('\n')
    .map((line) =>
      line
        .split(',')
        .filter((_, c) => !columns.includes(c))
        .join(','),
    )
    .join('\n')

describe('the first answer of the window and of the command line', () => {
  const studio = new RealApp()
  const { app } = studio
  beforeAll(() => studio.call('project.create', { file: null, name: 'First answers' }))
  afterAll(() => app.close())

  /** What the page does from the import to the results, with nothing chosen. */
  async function pressedButton(path: string, name: string): Promise<Run> {
    await studio.imported(path, name)
    const dataset = (await studio.call('datasets.list', {})).find((one) => one.name === name)!
    const api = apiOf({
      call: (call: CallName, args: unknown) => app.call(call, args),
      on: () => () => {},
      dropped: () => Promise.reject(new Error('Nothing is dropped here.')),
    } as never)
    const training = new Training(api, new Notices())
    await training.start()
    training.look(false, dataset)
    const set = (await studio.call('labels.sets', { dataset: dataset.id }))[0]?.id ?? null
    await training.suggest(dataset.id, set, 0)
    const run = await training.train(
      dataset.id,
      dataset.channels.map(({ id }) => id),
      set,
    )
    expect(training.problem).toBeNull()
    expect((await studio.ended(training.jobId!)).message).toBeNull()
    return (await studio.call('runs.list', { dataset: dataset.id })).find(({ id }) => id === run)!
  }

  const cases: [string, string][] = [
    ['valve', pumpCsv(600)],
    ['flow alone', withoutColumns(pumpCsv(600), 2, 3, 4, 5)],
    ['fault in the beginning', pumpCsv(100)],
    ['meter', meterCsv(600)],
    ['meter alone', withoutColumns(meterCsv(600), 1, 2, 3, 4, 5)],
  ]
  for (const [name, csv] of cases) test(`are the same for a pump: ${name}`, () => compare(name, csv))

  test('says the same of a run after rows came to its dataset that it has not scored', async () => {
    const one = withoutColumns(pumpCsv(600), 2, 3, 4, 5)
    const [first, next] = ['january.csv', 'february.csv'].map((name) => join(studio.folder, name))
    writeFileSync(first, one)
    writeFileSync(next, one.replaceAll('2026-01-01', '2026-02-01'))
    const run = await pressedButton(first, 'january')
    const before = await studio.call('runs.strangest', { run: run.id })
    await studio.imported(next, 'february')
    const other = (await studio.call('datasets.list', {})).find((one) => one.name === 'february')!.id
    const { job } = await studio.call('datasets.join', { dataset: run.dataset, other, how: 'append' })
    expect((await studio.ended(job)).message).toBeNull()
    const told = ({ start, end, score, ratio }: (typeof before)[number]) => ({ start, end, score, ratio })
    expect((await studio.call('runs.strangest', { run: run.id })).map(told)).toEqual(before.map(told))
  })

  async function compare(name: string, csv: string) {
    const path = join(studio.folder, `${name.replaceAll(' ', '-')}.csv`)
    writeFileSync(path, csv)
    const run = await pressedButton(path, name)
    const [start] = [Date.UTC(2026, 0, 1)]
    if (name.startsWith('meter')) {
      const [first] = await studio.call('runs.strangest', { run: run.id })
      expect(first.channels[0]).toMatchObject({ name: 'energy', direction: 'rises too slowly' })
      expect(first.start).toBeLessThan(start + 660_000)
      expect(first.end).toBeGreaterThan(start + 600_000)
    }
    const { stdout } = await runCli(['detect', path, '--json'])
    const said = JSON.parse(stdout) as Record<string, unknown> & { suggestion: Record<string, unknown> }
    const iso = (time: number) => new Date(time).toISOString()
    const detections = await studio.call('runs.detections', { run: run.id })
    const strangest = await studio.call('runs.strangest', { run: run.id })
    const { model, threshold } = run
    if (model.kind !== 'detector') throw new Error('One detector was trained.')
    expect({
      detector: said.detector,
      parameters: said.parameters,
      cleaning: said.cleaning,
      assessed: said.assessed,
      threshold: said.threshold,
      detections: (said.detections as { start: string; end: string }[]).map(({ start, end }) => [start, end]),
      strangest: (said.strangest as object[]).map((one) => ({ ...one, rows: undefined })),
    }).toEqual({
      detector: model.detector,
      parameters: model.params,
      cleaning: model.training?.cleaning,
      assessed: run.assessed,
      threshold: { rule: threshold.rule, parameters: threshold.params, value: run.thresholdValue, oracle: run.oracle },
      detections: detections.map(({ start, end }) => [iso(start), iso(end)]),
      strangest: strangest.map(({ start, end, score, ratio, byChance = false, channels }) => ({
        rows: undefined,
        start: iso(start),
        end: iso(end),
        score,
        ratio,
        byChance,
        channels,
      })),
    })
  }
})
