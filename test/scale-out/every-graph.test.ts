import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { quietJob } from '../../src-main/analysis/job.ts'
import { usualStep } from '../../src-main/analysis/preprocessing/gaps.ts'
import { scoreSeries } from '../../src-main/analysis/train-and-score.ts'
import { writeBundle } from '../../src-main/formats/bundle/write-bundle.ts'
import { cases, furthest, trainCase } from '../formats/onnx/cases.ts'
import { seriesToTry } from '../formats/onnx/series.ts'
import { pythonWithOnnx, run } from './python.ts'

const folder = mkdtempSync(join(tmpdir(), 'anomaly-studio-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const page = readFileSync(resolve(import.meta.dirname, '../../docs/scale-out.md'), 'utf8')
const found = await pythonWithOnnx()
const why = 'why' in found ? found.why : null

const there = seriesToTry(420).flatMap(([name, series]) => (series ? [{ name, series }] : []))
const tried = there.flatMap(({ name, series }) =>
  cases.map(([id, params]) => ({ title: `${id} ${JSON.stringify(params)} on ${name}`, id, params, series })),
)

/** The scorer of the page over every folder, one after the other. */
const program = `

import numpy as np
from scorer import Scorer

for line in open("cases.txt"):
    folder = line.strip()
    ms = np.fromfile(f"{folder}/ms.bin", "<i8")
    values = np.fromfile(f"{folder}/values.bin", "<f8").reshape(len(ms), -1)
    Scorer(f"{folder}/model").score(ms, values).astype("<f8").tofile(f"{folder}/scores.bin")
`

describe.skipIf(why !== null)("the scorer of docs/scale-out.md with Python's onnxruntime", () => {
  const app: Float64Array[] = []

  beforeAll(async () => {
    const scorer = /```python\n# scorer\.py\n([\s\S]*?)```/.exec(page)![1]
    writeFileSync(join(folder, 'scorer.py'), scorer)
    writeFileSync(join(folder, 'program.py'), program)
    for (const [i, { id, params, series }] of tried.entries()) {
      const own = join(folder, String(i))
      mkdirSync(own)
      const model = await trainCase(id, params, series)
      app.push((await scoreSeries(model, series, {}, quietJob())).scores)
      await writeBundle(join(own, 'model'), {
        model,
        channels: series.channels,
        name: id,
        stepMs: usualStep(series.times),
        gapSteps: 5,
        app: '0.0.0',
        threshold: null,
        training: { dataset: 'tried', ranges: [], rows: series.times.length, seed: 1, engine: 'native', heldOut: null },
        measures: [],
      })
      const rows = Float64Array.from(
        { length: series.times.length * series.values.length },
        (_, at) => series.values[at % series.values.length][Math.floor(at / series.values.length)],
      )
      writeFileSync(
        join(own, 'ms.bin'),
        BigInt64Array.from(series.times, (t) => BigInt(t)),
      )
      writeFileSync(join(own, 'values.bin'), rows)
    }
    writeFileSync(join(folder, 'cases.txt'), tried.map((_, i) => `${i}\n`).join(''))
    const python = 'python' in found ? found.python : ''
    expect(await run(python, ['program.py'], { cwd: folder })).toEqual({ code: 0, output: '' })
  }, 600_000)

  test.each(tried.map(({ title }, i) => [title, i] as const))('%s scores as the app does', (_, i) => {
    const bytes = readFileSync(join(folder, String(i), 'scores.bin'))
    const scores = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
    expect(app[i].some((score) => !Number.isNaN(score))).toBe(true)
    expect(furthest(scores, app[i])).toBeLessThan(1e-5)
  })
})

if (why !== null) test.skip(`graphs were not run by Python's onnxruntime: ${why}`, () => {})
