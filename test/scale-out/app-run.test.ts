import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RealApp } from '../app/real-app.ts'
import { pythonWithSpark, run } from './python.ts'

const root = resolve(import.meta.dirname, '../..')
const skab = resolve(root, '../shared/data/skab/valve1/0.csv')
const cli = join(root, 'bin/anomaly-studio.js')
const found = await pythonWithSpark()
const python = 'python' in found ? found.python : ''
const why = 'why' in found ? found.why : existsSync(skab) ? null : 'the files of SKAB are not there.'
const page = readFileSync(join(root, 'docs/scale-out.md'), 'utf8')

describe.skipIf(why !== null)('a bundle that was made in the app from a run on SKAB', () => {
  const studio = new RealApp()
  const here = (name: string) => join(studio.folder, name)
  const bundle = here('skab-model')
  /** As the app shows them, by time. */
  const shown = new Map<string, number>()

  beforeAll(async () => {
    for (const [, name, text] of page.matchAll(/```python\n# (\S+)\n([\s\S]*?)```/g)) writeFileSync(here(name), text)
    await studio.call('project.create', { file: null, name: 'SKAB' })
    await studio.imported(skab, 'valve1')
    const [dataset] = await studio.call('datasets.list', {})
    const { job, run: made } = await studio.call('train.start', {
      dataset: dataset.id,
      detector: 'conv-autoencoder',
      params: { window: 20, epochs: 2 },
      channels: [],
      ranges: [{ start: dataset.start, end: dataset.start + 400_000 }],
      labelSet: null,
      excludeLabels: false,
      seed: 1,
      threshold: null,
    })
    expect((await studio.ended(job)).status).toBe('done')
    await studio.call('runs.exportModel', { run: made, file: studio.app.admitOutput(bundle).token })
    await studio.call('runs.export', { run: made, file: studio.app.admitOutput(here('shown.csv')).token })
    for (const line of readFileSync(here('shown.csv'), 'utf8').trim().split('\n').slice(1)) {
      const [time, score] = line.split(',')
      shown.set(String(Date.parse(time)), score === '' ? NaN : Number(score))
    }
    const [head, ...lines] = readFileSync(skab, 'utf8').trim().split(/\r?\n/)
    const rows = lines.map((line) => {
      const [time, ...cells] = line.split(';')
      return ['valve1', Date.parse(`${time.replace(' ', 'T')}Z`), ...cells.slice(0, 8)].join(',')
    })
    const columns = ['pump', 'ms', ...head.split(';').slice(1, 9)]
    writeFileSync(here('rows.csv'), `${[columns.join(','), ...rows].join('\n')}\n`)
    const table = 'import pandas as p; p.read_csv("rows.csv").to_parquet("rows.parquet")'
    expect(await run(python, ['-c', table], { cwd: studio.folder })).toEqual({ code: 0, output: '' })
  }, 600_000)
  afterAll(() => studio.app.close())

  function agrees(rows: [time: string, score: string][]): void {
    expect(rows).toHaveLength(shown.size)
    let assessed = 0
    for (const [time, text] of rows) {
      const app = shown.get(time)!
      expect(Number.isNaN(app), time).toBe(text === '')
      if (text === '') continue
      expect(Math.abs(Number(text) - app) / app).toBeLessThan(1e-5)
      assessed++
    }
    expect(assessed).toBeGreaterThan(1000)
  }
  async function written(name: string): Promise<[string, string][]> {
    const print = `import pandas as p; t = p.read_parquet("${name}"); print(t[["ms", "score"]].to_csv(index=False))`
    const { output } = await run(python, ['-c', print], { cwd: studio.folder })
    return output
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',') as [string, string])
  }
  const lines = (text: string) =>
    text
      .trim()
      .split('\n')
      .slice(1)
      .map((line): [string, string] => [String(Date.parse(line.split(',')[1])), line.split(',')[2]])

  test('gives the scores of the screen in Spark', async () => {
    const args = ['score_spark.py', bundle, 'rows.parquet', 'spark.parquet', 'local[2]']
    const { code, output } = await run(python, args, { cwd: studio.folder })
    expect(code, output.slice(-2000)).toBe(0)
    agrees(await written('spark.parquet'))
  }, 600_000)

  test('gives them in Ray', async () => {
    mkdirSync(here('ray'))
    const args = ['score_ray.py', bundle, 'rows.parquet', here('ray')]
    const { code, output } = await run(python, args, { cwd: studio.folder })
    expect(code, output.slice(-2000)).toBe(0)
    agrees(await written('ray'))
  }, 600_000)

  test('gives them through a pipe', () => {
    const { stdout, stderr } = spawnSync(process.execPath, [cli, 'score', '--model', bundle, '--key', 'pump'], {
      input: readFileSync(here('rows.csv')),
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    })
    expect(stderr).toBe('')
    agrees(lines(stdout))
  }, 120_000)

  test('gives them over HTTP', async () => {
    const child = spawn(process.execPath, [cli, 'score', '--model', bundle, '--key', 'pump', '--serve'])
    try {
      const said = await new Promise<string>((done) =>
        child.stdout.once('data', (part: Buffer) => done(part.toString())),
      )
      const answer = await fetch(/http:\S+/.exec(said)![0], { method: 'POST', body: readFileSync(here('rows.csv')) })
      agrees(lines(await answer.text()))
    } finally {
      child.kill()
    }
  }, 120_000)
})

if (why !== null) test.skip(`a run on SKAB was not scored elsewhere: ${why}`, () => {})
