import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { detectorById } from '../../../src-main/analysis/detectors/index.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { scoreSeries, trainDetector, type TrainedModel } from '../../../src-main/analysis/train-and-score.ts'
import { loadModel } from '../../../src-main/cli/score/load.ts'
import { modelNamed } from '../../../src-main/cli/score/plan.ts'
import { scoreStream } from '../../../src-main/cli/score/run.ts'
import type { HandedOver } from '../../../src-main/formats/bundle/describe.ts'
import { readBundle } from '../../../src-main/formats/bundle/read-bundle.ts'
import { sha256, writeBundle } from '../../../src-main/formats/bundle/write-bundle.ts'
import type { Series } from '../../../src-main/shared/data/series.ts'
import { planted } from '../../conformance/planted.ts'

const folder = mkdtempSync(join(tmpdir(), 'anomaly-studio-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
const bundle = join(folder, 'pump-model')
const { series } = planted(900, 2, [[600, 30]])
series.channels = [
  { name: 'Temp', unit: '°C' },
  { name: 'flow', unit: null },
]
let model: TrainedModel
let handed: HandedOver
let expected: Float64Array

beforeAll(async () => {
  model = await trainDetector(
    detectorById('kmeans'),
    series,
    { params: { window: 10 }, ranges: [{ first: 0, last: 500 }] },
    quietJob(),
  )
  expected = (await scoreSeries(model, series, {}, quietJob())).scores
  handed = {
    model,
    channels: series.channels,
    name: 'Pump 7',
    stepMs: 1000,
    gapSteps: 5,
    app: '0.0.0',
    threshold: {
      rule: 'maximum',
      params: {},
      value: 0.7,
      hysteresis: 1,
      minDurationMs: 0,
      mergeGapMs: 0,
      modes: false,
    },
    training: { dataset: 'pump', ranges: [], rows: 501, seed: 1, engine: 'none', heldOut: null },
    measures: [],
  }
  await writeBundle(bundle, handed)
})

const iso = (time: number) => new Date(time).toISOString()
const csv = ({ times, values }: Series, from = 0, to = times.length, head = 'when,flow,Temp [°C]') =>
  [
    head,
    ...Array.from(
      { length: to - from },
      (_, i) => `${iso(times[from + i])},${values[1][from + i]},${values[0][from + i]}`,
    ),
    '',
  ].join('\n')

const plan = { key: null, time: null, format: null, state: null, waitMs: 60_000 }
async function scored(
  text: string | Buffer | string[],
  change: Partial<Parameters<typeof scoreStream>[0]> = {},
  from = bundle,
) {
  const loaded = await loadModel({ model: { folder: from }, engine: 'auto', cleaned: false })
  let out = ''
  const blocks = (async function* () {
    for (const one of Array.isArray(text) ? text : [text]) yield one
  })()
  await scoreStream({ ...plan, ...change }, loaded, blocks, async (part) => void (out += part))
  return out
}
const refusal = async (text: string | Buffer, change: Partial<Parameters<typeof scoreStream>[0]> = {}, from = bundle) =>
  scored(text, change, from).then(
    () => 'scored',
    (error: Error) => error.message,
  )

test('a model that is nowhere is neither a folder nor a project', () => {
  expect(() => modelNamed('no-such-model')).toThrow('neither a folder "no-such-model"')
  expect(() => modelNamed('no-such.anomaly')).toThrow('no project file "no-such.anomaly"')
})

describe('score', () => {
  test("gives the app's own scores, and marks those above the threshold", async () => {
    const [head, ...lines] = (await scored(csv(series))).trim().split('\n')
    expect(head).toBe('time,score,anomaly')
    expect(lines).toHaveLength(900)
    lines.forEach((line, i) => {
      const [time, score, anomaly] = line.split(',')
      expect(time).toBe(iso(series.times[i]))
      expect(Math.abs(Number(score) - expected[i])).toBeLessThan(1e-12)
      expect(anomaly).toBe(expected[i] > 0.7 ? '1' : '0')
    })
  })

  test('reads JSON lines, cut anywhere, and answers in them', async () => {
    const text = Array.from(series.times, (time, i) =>
      JSON.stringify({ time, Temp: series.values[0][i], flow: series.values[1][i] }),
    ).join('\n')
    const parts = Array.from({ length: 40 }, (_, i) => text.slice((i * text.length) / 40, ((i + 1) * text.length) / 40))
    const rows = (await scored(parts))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { score: number })
    expect(rows).toHaveLength(900)
    rows.forEach(({ score }, i) => expect(Math.abs(score - expected[i])).toBeLessThan(1e-12))
  })

  test('scores 400 series that come row by row in turn, each as if it were alone', async () => {
    const lines = ['pump,time,Temp,flow']
    for (let i = 0; i < 60; i++)
      for (let p = 0; p < 400; p++)
        lines.push(`p${p},${iso(series.times[i])},${series.values[0][i + p]},${series.values[1][i + p]}`)
    const out = (await scored(`${lines.join('\n')}\n`, { key: 'pump' })).trim().split('\n')
    expect(out[0]).toBe('pump,time,score,anomaly')
    const own = out.filter((line) => line.startsWith('p123,')).map((line) => Number(line.split(',')[2]))
    const alone = await scoreSeries(
      model,
      {
        ...series,
        times: series.times.slice(0, 60),
        values: series.values.map((v) => v.slice(123, 183)),
      },
      {},
      quietJob(),
    )
    expect(own).toHaveLength(60)
    own.forEach((score, i) => expect(Math.abs(score - alone.scores[i])).toBeLessThan(1e-12))
    expect(out).toHaveLength(1 + 400 * 60)
  })

  test('goes on from its state: the same rows again, or only those that are new, give no score twice and none otherwise', async () => {
    const state = join(folder, 'state.json')
    const first = await scored(csv(series, 0, 400), { state })
    const again = await scored(csv(series, 0, 400), { state })
    expect(again).toBe('')
    const rest = await scored(csv(series), { state })
    const times = [...first.trim().split('\n').slice(1), ...rest.trim().split('\n').slice(1)].map(
      (line) => line.split(',')[0],
    )
    expect(times).toEqual(Array.from(series.times, iso))
    const scores = rest
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => Number(line.split(',')[1]))
    // The last window before the break is not known to the rows beside it; all others are as ever.
    scores.slice(10).forEach((score, i) => expect(Math.abs(score - expected[410 + i])).toBeLessThan(1e-12))
    expect(await refusal(csv(series), { state: join(bundle, 'recipe.json') })).toContain(
      'is not the state of a scored stream',
    )
  })

  test('a process that is killed in the middle and begun again gives the same', async () => {
    const state = join(folder, 'killed.json')
    const run = (text: string, end: boolean) =>
      new Promise<string>((resolve) => {
        const child = spawn(
          process.execPath,
          [
            join(import.meta.dirname, '../../../bin/anomaly-studio.js'),
            'score',
            '--model',
            bundle,
            '--state',
            state,
            '--wait',
            '0.1',
          ],
          { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ANOMALY_STUDIO_DATA: join(folder, 'data') } },
        )
        let out = ''
        child.stdout.on('data', (part: Buffer) => {
          out += part.toString()
          const timer = end
            ? null
            : setInterval(() => existsSync(state) && (clearInterval(timer!), child.kill('SIGKILL')), 20)
        })
        child.on('close', () => resolve(out))
        child.stdin.on('error', () => {})
        child.stdin.write(text)
        if (end) child.stdin.end()
      })
    const before = await run(csv(series, 0, 500), false)
    const after = await run(csv(series), true)
    const byTime = new Map<string, string>()
    for (const line of `${before}${after}`.split('\n').filter((one) => one.includes('T'))) {
      const [time, score] = line.split(',')
      expect(byTime.get(time) ?? score, 'a row that was written twice').toBe(score)
      byTime.set(time, score)
    }
    expect(before).not.toBe('')
    expect([...byTime.keys()]).toEqual(Array.from(series.times, iso))
    ;[...byTime.values()].forEach((score, i) => expect(Math.abs(Number(score) - expected[i])).toBeLessThan(1e-12))
  })

  test('says in a sentence what is wrong with the rows', async () => {
    expect(await refusal(csv(series, 0, 40, 'when,flow,Temperature'))).toBe(
      'The model was trained on channel "Temp", which the input does not have. Was it renamed? These are not in the model: Temperature.',
    )
    expect(await refusal(csv(series, 0, 40, 'when,flow,Temp [°F]'))).toBe(
      'Channel "Temp" comes in °F here, and the model was trained on °C: convert it first.',
    )
    expect(await refusal(csv({ ...series, times: series.times.map((t, i) => t + 9000 * i) }, 0, 40))).toContain(
      'The rows come every 10 s, and the model was trained on one every 1 s',
    )
    expect(await refusal(`${csv(series, 5, 20)}${csv(series, 0, 4).split('\n').slice(1).join('\n')}`)).toContain(
      'must come in the order of their times',
    )
    expect(await refusal(csv(series, 0, 40).slice(0, -25))).toContain('The input ends in the middle of line 41')
    expect(await refusal('time,Temp,flow\n2020-01-01T00:00:00Z,warm,1\n')).toBe(
      'Line 2 of the input: "warm" is not a number.',
    )
    expect(await refusal('time,Temp,flow\nyesterday,1,1\n')).toBe('Line 2 of the input: "yesterday" is not a time.')
    expect(await refusal(csv(series, 0, 9), { key: 'pump' })).toContain('has no column "pump", which --key names')
  })

  test('tells files that are no text, and reads UTF-16 by its mark', async () => {
    const bytes = (text: string, encoding: BufferEncoding, ...first: number[]) =>
      Buffer.concat([Buffer.from(first), Buffer.from(text, encoding)])
    expect(await refusal(gzipSync(csv(series, 0, 40)))).toBe(
      'The input is a gzip file, and rows come as text: unpack or convert it first, as "gunzip -c FILE" does.',
    )
    expect(await refusal(bytes('\0\0', 'latin1', 0x50, 0x41, 0x52, 0x31))).toContain('is a Parquet file')
    expect(await refusal(bytes('a\0b', 'latin1'))).toContain('The input is no text')
    expect(await refusal(bytes(csv(series, 0, 40, 'when,flow,Temperature'), 'utf16le', 0xff, 0xfe))).toContain(
      'These are not in the model: Temperature.',
    )
  })

  test('refuses a bundle that was changed, is incomplete, or newer', async () => {
    const copy = (change: (path: string) => void) => {
      const path = join(folder, `copy${Math.random()}`)
      cpSync(bundle, path, { recursive: true })
      change(path)
      return path
    }
    const edited = copy((path) =>
      writeFileSync(join(path, 'recipe.json'), `${readFileSync(join(path, 'recipe.json'), 'utf8')} `),
    )
    expect(await refusal('', {}, edited)).toContain('its file recipe.json was changed after the model was exported')
    const graph = copy((path) => writeFileSync(join(path, 'model.onnx'), 'other'))
    expect(await refusal('', {}, graph)).toContain('its file model.onnx was changed')
    expect(
      await refusal(
        '',
        {},
        copy((path) => rmSync(join(path, 'model.anomaly-model'))),
      ),
    ).toContain('is missing')
    const newer = copy((path) => {
      const recipe = Buffer.from(
        readFileSync(join(path, 'recipe.json'), 'utf8').replace('"version": 1', '"version": 2'),
      )
      const sums = JSON.parse(readFileSync(join(path, 'checksums.json'), 'utf8')) as { sha256: Record<string, string> }
      sums.sha256['recipe.json'] = sha256(recipe)
      writeFileSync(join(path, 'recipe.json'), recipe)
      writeFileSync(join(path, 'checksums.json'), JSON.stringify(sums))
    })
    expect(await refusal('', {}, newer)).toContain(
      'exported by a newer version of Anomaly Studio (format 2, this one reads 1)',
    )
  })

  test('answers over HTTP on this machine alone', async () => {
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, '../../../bin/anomaly-studio.js'), 'score', '--model', bundle, '--serve'],
      { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ANOMALY_STUDIO_DATA: join(folder, 'data') } },
    )
    try {
      const said = await new Promise<string>((resolve) =>
        child.stdout.once('data', (part: Buffer) => resolve(part.toString())),
      )
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)![0]
      expect(await (await fetch(`${url}/health`)).json()).toMatchObject({
        status: 'ready',
        model: 'Pump 7',
        channels: ['Temp', 'flow'],
      })
      const answer = await fetch(`${url}/score`, { method: 'POST', body: csv(series) })
      expect(answer.headers.get('content-type')).toContain('text/csv')
      expect(await answer.text()).toBe(await scored(csv(series)))
      const wrong = await fetch(`${url}/score`, { method: 'POST', body: 'time,a\n' })
      expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('channel "Temp"')])
      expect(
        (await fetch(`${url}/score`, { method: 'POST', body: '', headers: { origin: 'http://evil.example' } })).status,
      ).toBe(403)
    } finally {
      child.kill()
    }
  })
})

test('a bundle is an MLflow model without code, whose parts fit together', () => {
  const { recipe } = readBundle(bundle)
  expect(recipe).toMatchObject({
    name: 'Pump 7',
    channels: [
      { name: 'Temp', unit: '°C' },
      { name: 'flow', unit: null },
    ],
    window: { rows: 10, graph: 'model.onnx' },
    points: { step: 'mean' },
    threshold: { value: 0.7 },
  })
  const mlmodel = readFileSync(join(bundle, 'MLmodel'), 'utf8')
  expect(mlmodel).toContain('  onnx:\n    code: null\n    data: model.onnx\n')
  expect(mlmodel).not.toContain('python_function')
  expect(readFileSync(join(bundle, 'README.md'), 'utf8')).toContain('| 0 | Temp | °C |')
})
