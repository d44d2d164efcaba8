import { describe, expect, test } from 'vitest'
import { detectorById } from '../../src-main/analysis/detectors/index.ts'
import type { NetworkModel } from '../../src-main/analysis/federated/networks.ts'
import { quietJob } from '../../src-main/analysis/job.ts'
import { scoreSeries, trainDetector } from '../../src-main/analysis/train-and-score.ts'
import { carriedOver } from '../../src-main/analysis/transfer.ts'
import type { Series } from '../../src-main/shared/data/series.ts'
import { planted } from '../conformance/planted.ts'

const { series } = planted(400, 2, [])
const named = ({ times, values }: Series, places: number[], names: string[]): Series => ({
  times,
  values: places.map((place) => values[place]),
  channels: names.map((name) => ({ name, unit: null })),
})
const settings = { window: 20, epochs: 2 }
const small: Record<string, object> = {
  'conv-autoencoder': settings,
  'lstm-autoencoder': { ...settings, units: 5, layers: 2, bidirectional: true },
  'lstm-forecaster': { ...settings, units: 6, secondUnits: 4, horizon: 3 },
  'attention-forecaster': { ...settings, units: 6 },
}
const train = (detector: string) =>
  trainDetector(
    detectorById(detector),
    named(series, [0, 1], ['flow', 'heat']),
    { params: small[detector] as Record<string, unknown> },
    quietJob(),
  )

describe.each(Object.keys(small))('%s', (detector) => {
  test('scores the same when its channels come in another order and under another name', async () => {
    const model = await train(detector)
    const other = named(series, [1, 0], ['heat', 'Q2'])
    const carried = carriedOver(model, other, { Q2: 'flow' }, {}, 1)
    expect(carried.from).toEqual([
      { channel: 'heat', was: 'heat' },
      { channel: 'Q2', was: 'flow' },
    ])
    const before = (await scoreSeries(model, named(series, [0, 1], ['flow', 'heat']), {}, quietJob())).scores
    const after = (await scoreSeries(carried.model, other, {}, quietJob())).scores
    before.forEach((score, i) => {
      if (!Number.isNaN(score)) expect(Math.abs(after[i] - score) / score).toBeLessThan(1e-4)
    })
  })

  test('takes a channel more or fewer, and goes on learning', async () => {
    const model = await train(detector)
    const wider = named(series, [0, 0, 1], ['flow', 'new', 'heat'])
    const narrower = named(series, [1], ['heat'])
    for (const other of [wider, narrower]) {
      const carried = carriedOver(model, other, {}, { params: { epochs: 1 } }, 1)
      const tuned = await trainDetector(
        detectorById(detector),
        other,
        { params: carried.model.params, before: carried.model },
        quietJob(),
      )
      expect(tuned.channels).toEqual(other.channels.map(({ name }) => name))
      expect(Number.isFinite(tuned.history[0].loss)).toBe(true)
    }
    expect(carriedOver(model, wider, {}, {}, 1).from[1]).toEqual({ channel: 'new', was: null })
  })

  test('frozen layers stay as they are, the others learn', async () => {
    const model = await train(detector)
    const before = model.data as NetworkModel
    const frozen = Object.keys(before.weights)[0].split(' ')[0]
    const tuned = await trainDetector(
      detectorById(detector),
      named(series, [0, 1], ['flow', 'heat']),
      { params: model.params, before: model },
      quietJob({ keeps: { frozen: [frozen] } }),
    )
    const moved = Object.entries((tuned.data as NetworkModel).weights)
      .filter(([name, values]) => values.some((v, i) => v !== before.weights[name][i]))
      .map(([name]) => name)
    expect(moved.length).toBeGreaterThan(0)
    expect(moved.filter((name) => name.startsWith(frozen))).toEqual([])
  })
})

test('says what cannot be started from', async () => {
  const model = await train('conv-autoencoder')
  const start =
    (names: string[], map = {}, params = {}) =>
    () =>
      carriedOver(model, named(series, [0, 1], names), map, { params }, 1)
  expect(start(['a', 'b'])).toThrow('No channel of the data is one of the model (flow, heat)')
  expect(start(['flow', 'heat'], { flow: 'mass' })).toThrow('The model has no channel "mass". It has: flow, heat.')
  expect(start(['flow', 'heat'], { mass: 'flow' })).toThrow('The data have no channel "mass".')
  expect(start(['flow', 'heat'], {}, { window: 30 })).toThrow('"window" is that of the model that is started from.')
  const pca = await trainDetector(detectorById('pca'), series, {}, quietJob())
  expect(() => carriedOver(pca, series, {}, {}, 1)).toThrow('has no weights that could be carried over')
  const all = quietJob({ keeps: { frozen: [''] } })
  await expect(
    trainDetector(
      detectorById('conv-autoencoder'),
      named(series, [0, 1], ['flow', 'heat']),
      { params: model.params, before: model },
      all,
    ),
  ).rejects.toThrow('every layer is frozen')
})
