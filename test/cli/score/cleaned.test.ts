import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { applySteps } from '../../../src-main/analysis/cleaning/apply.ts'
import { detectorById } from '../../../src-main/analysis/detectors/index.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { scoreSeries, trainDetector, type TrainedModel } from '../../../src-main/analysis/train-and-score.ts'
import { loadModel } from '../../../src-main/cli/score/load.ts'
import { scoreStream } from '../../../src-main/cli/score/run.ts'
import { readBundle } from '../../../src-main/formats/bundle/read-bundle.ts'
import { sha256, writeBundle } from '../../../src-main/formats/bundle/write-bundle.ts'
import { stepText } from '../../../src-main/shared/data/cleaning-text.ts'
import { planted } from '../../conformance/planted.ts'

const folder = mkdtempSync(join(tmpdir(), 'anomaly-studio-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
const { series } = planted(900, 2, [[600, 30]])
series.channels = [
  { name: 'Temp', unit: '°C' },
  { name: 'flow', unit: null },
]
const clip = { step: 'clip', on: true, channels: ['flow'], params: { above: 0.5 } }
const derive = { step: 'derive', on: true, channels: [], params: { name: 'd', formula: 'Temp - lag(Temp, 3)' } }
const gone = { step: 'drop', on: true, channels: ['Temp'], params: {} }
const steps = [clip, derive, gone]
const path = join(folder, 'cleaned')
let model: TrainedModel
let wanted: Float64Array

const handed = {
  channels: series.channels,
  name: 'Pump 7',
  stepMs: 1000,
  rawStepMs: 1000,
  gapSteps: 5,
  app: '0.0.0',
  threshold: null,
  training: { dataset: 'pump', ranges: [], rows: 900, seed: 1, engine: 'none', heldOut: null },
  measures: [],
}
beforeAll(async () => {
  const { series: cleaned } = applySteps(series, steps)
  model = await trainDetector(detectorById('kmeans'), cleaned, { params: { window: 10 } }, quietJob())
  wanted = (await scoreSeries(model, cleaned, {}, quietJob())).scores
  await writeBundle(path, { ...handed, model: { ...model, cleaning: steps } })
})

const iso = (time: number) => new Date(time).toISOString()
const csv = (from = 0, to = 900) =>
  [
    'when,flow,Temp [°C]',
    ...Array.from({ length: to - from }, (_, i) =>
      [iso(series.times[from + i]), series.values[1][from + i], series.values[0][from + i]].join(','),
    ),
    '',
  ].join('\n')

async function scored(blocks: string[], { state = null as string | null, from = path, cleaned = false } = {}) {
  const loaded = await loadModel({ model: { folder: from }, engine: 'auto', cleaned })
  let out = ''
  const said = await scoreStream(
    { key: null, time: null, format: null, state, waitMs: 60_000 },
    loaded,
    (async function* () {
      yield* blocks
    })(),
    async (part) => void (out += part),
  ).then(
    () => '',
    (error: Error) => error.message,
  )
  return { out, said }
}
const refusal = async (...given: Parameters<typeof scored>) =>
  scored(...given).then(
    ({ said }) => said,
    (error: Error) => error.message,
  )

const held = (out: string, from: number) =>
  out
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('time,'))
    .forEach((line, i) => {
      const [time, score] = line.split(',')
      expect(time).toBe(iso(series.times[from + i]))
      expect(score === '').toBe(Number.isNaN(wanted[from + i]))
      if (score !== '') expect(Math.abs(Number(score) - wanted[from + i])).toBeLessThan(1e-9)
    })

test('takes rows as they come, with the channels that the steps begin with', async () => {
  const { preparation, rows, channels } = readBundle(path).recipe
  expect(preparation).toEqual(steps.map(stepText))
  expect(rows).toEqual({ channels: series.channels, stepMs: 1000 })
  expect(channels).toEqual([
    { name: 'flow', unit: null },
    { name: 'd', unit: '°C' },
  ])
  const { out } = await scored([csv()])
  expect(out.trim().split('\n')).toHaveLength(901)
  held(out, 0)
  expect(await refusal([csv().replace('Temp [°C]', 'Temp [K]')])).toContain('comes in K here')
  expect(await refusal([csv().replace('flow', 'd')])).toContain('channel "flow"')
})

test('goes on from its state as if nothing had been in between', async () => {
  const state = join(folder, 'cleaned-state.json')
  // Rows that have not ended: what waits is in the state, and not written yet.
  const { out, said } = await scored([csv(0, 400), 'no row\n'], { state })
  expect(said).toContain('Line 402')
  held(out, 0)
  const before = out.trim().split('\n').length - 1
  expect(before).toBeGreaterThan(380)
  expect(before).toBeLessThan(400)
  const again = await scored([csv(400)], { state })
  held(again.out, before)
  expect(again.out.trim().split('\n')).toHaveLength(1 + 900 - before)
  expect(await refusal([''], { state, cleaned: true })).toContain('belongs to another model')
})

test('is refused where a step looks at the whole series, and where an earlier folder does not say how rows came', async () => {
  const whole = join(folder, 'detrended')
  const detrend = { step: 'detrend', on: true, channels: [], params: {} }
  await writeBundle(whole, { ...handed, model: { ...model, cleaning: [detrend] } })
  expect(await refusal([''], { from: whole })).toContain('after the step "Detrend", which looks at the whole series')
  const old = join(folder, 'old')
  const resample = { step: 'resample', on: true, channels: [], params: { step: '1s' } }
  await writeBundle(old, { ...handed, model: { ...model, cleaning: [resample] } })
  const recipe = JSON.parse(readFileSync(join(old, 'recipe.json'), 'utf8')) as { rows?: object }
  delete recipe.rows
  const text = JSON.stringify(recipe)
  const sums = JSON.parse(readFileSync(join(old, 'checksums.json'), 'utf8')) as { sha256: Record<string, string> }
  sums.sha256['recipe.json'] = sha256(Buffer.from(text))
  writeFileSync(join(old, 'recipe.json'), text)
  writeFileSync(join(old, 'checksums.json'), JSON.stringify(sums))
  expect(await refusal([''], { from: old })).toContain('does not say how often rows came before them')
})
