import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { quietJob } from '../../src-main/analysis/job.ts'
import { parseEvaluate, type EvaluateOptions } from '../../src-main/cli/evaluate/options.ts'
import { evaluationJson } from '../../src-main/cli/evaluate/report.ts'
import { runEvaluate, type ScoresPlan } from '../../src-main/cli/evaluate/run.ts'
import { readSeries } from '../../src-main/formats/importers/sinks/memory-sink.ts'
import { labelFormats, parseLabelFile } from '../../src-main/formats/labels/index.ts'
import type { LabelContext } from '../../src-main/formats/labels/label-format.ts'
import type { FileLabel } from '../../src-main/shared/labels/file-label.ts'
import { write as written } from '../formats/labels/write.ts'
import { temporaryFolder } from './run-cli.ts'

/** What public bug reports tell of other tools, tried here on small inputs. */

const folder = temporaryFolder()
const write = (name: string, lines: string[]) => {
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`)
  return join(folder, name)
}
const evaluate = async (file: string, options: EvaluateOptions) =>
  evaluationJson(await runEvaluate(parseEvaluate(file, options) as ScoresPlan, quietJob()))
const start = Date.UTC(2024, 4, 1)
const second = (i: number) => new Date(start + i * 1000).toISOString()
const scored = (name: string, score: (i: number) => number, label: (i: number) => number) =>
  write(name, ['time,score,label', ...Array.from({ length: 1000 }, (_, i) => `${second(i)},${score(i)},${label(i)}`)])
const event = (i: number) => (i >= 500 && i < 540 ? 1 : 0)

const context = (rows: number, stepMs: number, from = start): LabelContext => ({
  datasetFile: 'plant.csv',
  zone: 'UTC',
  channels: ['Flow'],
  start: from,
  end: from + (rows - 1) * stepMs,
  stepMs,
})
const label = (from: number, to: number): FileLabel => ({
  start: from,
  end: to,
  class: 'anomaly',
  channels: [],
  note: '',
})

describe("times do not follow the computer's zone", () => {
  const zone = process.env.TZ
  afterEach(() => {
    if (zone === undefined) delete process.env.TZ
    else process.env.TZ = zone
  })

  test.each(['America/New_York', 'Asia/Kolkata'])('read, written and read again in %s', async (computer) => {
    process.env.TZ = computer
    // The clocks of the first change within these rows.
    const from = Date.parse('2024-11-03T03:00:00Z')
    const rows = Array.from({ length: 96 }, (_, i) => `${new Date(from + i * 300_000).toISOString().slice(0, 19)},${i}`)
    const { series } = await readSeries(write('utc.csv', ['time,a', ...rows]), null, quietJob())
    expect(Array.from(series.times)).toEqual(rows.map((_, i) => from + i * 300_000))
    const whole = context(96, 300_000, from)
    for (const format of labelFormats) {
      const { text } = written(format, [label(from + 6 * 300_000, from + 27 * 300_000)], whole)
      const { labels } = parseLabelFile(text, `labels${format.extension}`, whole)
      expect(labels.map(({ start, end }) => [start, end]), format.id).toEqual([[from + 6 * 300_000, from + 27 * 300_000]]) // prettier-ignore
    }
  })
})

test('a label that holds the last row ends with it, in every format', () => {
  const whole = context(300, 1000)
  for (const format of labelFormats)
    for (const first of [290, 299]) {
      const { text } = written(format, [label(start + first * 1000, whole.end)], whole)
      const { labels } = parseLabelFile(text, `labels${format.extension}`, whole)
      expect(
        labels.map(({ start, end }) => [start, end]),
        format.id,
      ).toEqual([[start + first * 1000, whole.end]])
    }
})

test('labels at 20 Hz keep their milliseconds, in every format', () => {
  const from = Date.parse('2019-03-13T21:11:30.008Z')
  const whole = context(400, 50, from)
  for (const format of labelFormats) {
    const { text } = written(format, [label(from + 92 * 50, from + 98 * 50)], whole)
    const { labels } = parseLabelFile(text, `labels${format.extension}`, whole)
    expect(
      labels.map(({ start, end }) => [(start - from) / 50, (end - from) / 50]),
      format.id,
    ).toEqual([[92, 98]])
  }
})

test('where no row is an anomaly nothing is measured, and the sentence says so', async () => {
  const file = scored('none.csv', (i) => (i % 97) / 97, () => 0) // prettier-ignore
  await expect(evaluate(file, { labels: 'label' })).rejects.toThrow('There is no label among the rows')
})

test('the window of VUS is what was asked, and never 0 by itself', async () => {
  const late = (i: number) => (i >= 545 && i < 555 ? 1 : 0)
  const file = scored('late.csv', late, event)
  const own = await evaluate(file, { labels: 'label' })
  const wide = await evaluate(file, { labels: 'label', vusWindow: '100' })
  expect(own.vusWindow).toBeGreaterThan(0)
  expect(wide.vusWindow).toBe(100)
  expect(wide.notes.join()).toContain('L = 100 points')
  expect(wide.measures['AUC-ROC']).toBeCloseTo(0.4948, 4)
  expect(wide.measures['AUC-PR']).toBeCloseTo(0.04, 6)
  for (const one of [own, wide]) {
    expect(one.measures['VUS-ROC']).toBeGreaterThan(0.55)
    expect(one.measures['VUS-PR']).toBeGreaterThan(0.15)
  }
})

test('calling everything an anomaly is no good score, and what flatters it is named', async () => {
  const file = scored('all.csv', () => 1, event) // prettier-ignore
  await expect(evaluate(file, { labels: 'label' })).rejects.toThrow('equal scores rank nothing')
  const { measures, inflated } = await evaluate(file, { labels: 'label', threshold: '0.5' })
  expect(measures['AUC-ROC']).toBeCloseTo(0.5, 9)
  expect(measures['Standard-F1']).toBeCloseTo(2 * 0.04 / 1.04, 4) // prettier-ignore
  expect(measures['Standard-F1']).toBeLessThan(0.08)
  expect(inflated).toContain('PA-F1')
})
