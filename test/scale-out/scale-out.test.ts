import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { detectorById } from '../../src-main/analysis/detectors/index.ts'
import { quietJob } from '../../src-main/analysis/job.ts'
import { scoreSeries, trainDetector } from '../../src-main/analysis/train-and-score.ts'
import { writeBundle } from '../../src-main/formats/bundle/write-bundle.ts'
import { planted } from '../conformance/planted.ts'
import { pythonWithSpark, run } from './python.ts'

const root = resolve(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'anomaly-studio-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
const here = (name: string) => join(folder, name)
const command = `${process.execPath} ${join(root, 'bin/anomaly-studio.js')}`

const pumps = 400
const rows = 90
/** By pump and time. */
const expected = new Map<string, number>()
const found = await pythonWithSpark()
const python = 'python' in found ? found.python : ''

/** The programs of the page, by the name in their first line. */
const page = readFileSync(join(root, 'docs/scale-out.md'), 'utf8')
const programs = [...page.matchAll(/```python\n# (\S+)\n([\s\S]*?)```/g)]

describe.skipIf('why' in found)('the programs of docs/scale-out.md', () => {
  beforeAll(async () => {
    for (const [, name, text] of programs) writeFileSync(here(name), text)
    const { series } = planted(700, 2, [])
    const params = { window: 22, epochs: 2 }
    const model = await trainDetector(detectorById('conv-autoencoder'), series, { params }, quietJob())
    await writeBundle(here('pump-model'), {
      model,
      channels: series.channels,
      name: 'Pumps',
      stepMs: 1000,
      gapSteps: 5,
      app: '0.0.0',
      threshold: null,
      training: { dataset: 'pump 1', ranges: [], rows: 700, seed: 1, engine: 'native', heldOut: null },
      measures: [],
    })
    const lines = ['pump,ms,channel 1,channel 2']
    for (let p = 0; p < pumps; p++) {
      const { series: own } = planted(rows, 2, p % 5 === 0 ? [[40, 12]] : [], 100 + p)
      // Every seventh pump lost a value, every ninth was silent for a while.
      if (p % 7 === 0) own.values[1][50] = NaN
      if (p % 9 === 0) own.times = own.times.map((t, i) => (i < 30 ? t : t + 20_000))
      const { scores } = await scoreSeries(model, own, {}, quietJob())
      own.times.forEach((t, i) => {
        expected.set(`pump ${p} ${t}`, scores[i])
        const cell = (v: number) => (Number.isNaN(v) ? '' : String(v))
        lines.push(`pump ${p},${t},${cell(own.values[0][i])},${cell(own.values[1][i])}`)
      })
    }
    writeFileSync(here('rows.csv'), `${lines.join('\n')}\n`)
    const made = await run(python, ['-c', 'import pandas as p; p.read_csv("rows.csv").to_parquet("rows.parquet")'], {
      cwd: folder,
    })
    expect(made).toEqual({ code: 0, output: '' })
  }, 600_000)

  /** A table that Spark or Ray has written, as pump, time and score. */
  async function tableOf(name: string) {
    const { output } = await run(
      python,
      [
        '-c',
        `import pandas as p; t = p.read_parquet("${name}"); print(t[["pump", "ms", "score"]].to_csv(index=False))`,
      ],
      { cwd: folder },
    )
    return output
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','))
  }

  function holds(table: (string | undefined)[][]): void {
    expect(table).toHaveLength(pumps * rows)
    for (const [pump, time, score] of table) {
      const app = expected.get(`${pump} ${time}`)!
      const given = score === '' || score === undefined ? NaN : Number(score)
      expect(Number.isNaN(given), `${pump} ${time}`).toBe(Number.isNaN(app))
      if (!Number.isNaN(app)) expect(Math.abs(given - app) / app).toBeLessThan(1e-5)
    }
  }

  test('Spark by applyInPandas with onnxruntime', async () => {
    const { code, output } = await run(
      python,
      ['score_spark.py', here('pump-model'), 'rows.parquet', 'spark.parquet', 'local[2]'],
      { cwd: folder },
    )
    expect(code, output.slice(-2000)).toBe(0)
    holds(await tableOf('spark.parquet'))
  }, 600_000)

  test('Spark through the command', async () => {
    const { code, output } = await run(
      python,
      ['pipe_spark.py', here('pump-model'), 'rows.parquet', 'piped', 'local[2]', command],
      { cwd: folder },
    )
    expect(code, output.slice(-2000)).toBe(0)
    const text = ['00000', '00001'].map((part) => readFileSync(here(`piped/part-${part}`), 'utf8')).join('')
    holds(
      text
        .trim()
        .split('\n')
        .map((line) => {
          const { pump, time, score } = JSON.parse(line) as { pump: string; time: string; score: number | null }
          return [pump, String(Date.parse(time)), score === null ? '' : String(score)]
        }),
    )
  }, 600_000)

  test('Ray with onnxruntime', async () => {
    mkdirSync(here('ray'), { recursive: true })
    const { code, output } = await run(python, ['score_ray.py', here('pump-model'), 'rows.parquet', here('ray')], {
      cwd: folder,
    })
    expect(code, output.slice(-2000)).toBe(0)
    holds(await tableOf('ray'))
  }, 600_000)

  test('a sidecar', async () => {
    const child = spawn(process.execPath, [
      join(root, 'bin/anomaly-studio.js'),
      'score',
      '--model',
      here('pump-model'),
      '--key',
      'pump',
      '--serve',
    ])
    try {
      const said = await new Promise<string>((done) =>
        child.stdout.once('data', (part: Buffer) => done(part.toString())),
      )
      const url = /http:\S+/.exec(said)![0]
      const answer = await fetch(url, { method: 'POST', body: readFileSync(here('rows.csv')) })
      const lines = (await answer.text()).trim().split('\n').slice(1)
      holds(lines.map((line) => line.split(',')).map(([pump, time, score]) => [pump, String(Date.parse(time)), score]))
    } finally {
      child.kill()
    }
  })
})

if ('why' in found) test.skip(`the programs of docs/scale-out.md were not run: ${found.why}`, () => {})

test('the page has every program, and the scorer is short enough to be read', () => {
  expect(programs.map(([, name]) => name)).toEqual(['scorer.py', 'score_spark.py', 'pipe_spark.py', 'score_ray.py'])
  expect(programs[0][2].split('\n').filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(48)
})
