import { describe, expect, test } from 'vitest'
import type { TrainedModel } from '../../src-main/analysis/train-and-score.ts'
import { packModel, unpackModel } from '../../src-main/analysis/model-file.ts'

const model: TrainedModel = {
  detector: 'pca',
  version: 3,
  params: { window: 12, mode: 'both', smooth: true },
  channels: ['Volume Flow', 'Druck (bar) ≥ 0'],
  data: {
    weights: Float32Array.of(1.5, NaN, -0),
    deep: [{ index: Int32Array.of(-1, 2), bytes: Uint8Array.of(1, 2, 3) }, null, 'text', true],
    limits: { t2: Infinity, q: NaN, zero: -0, low: -Infinity },
    empty: new Float64Array(0),
  },
  trainingScores: Float64Array.of(0.1, Number.MIN_VALUE, 1e300),
  history: [{ epoch: 1, loss: 0.25, validationLoss: NaN, seconds: 0.5 }],
  rowsUsed: 400,
  seconds: 1.25,
}

const message = (work: () => unknown) => {
  try {
    return work()
  } catch (error) {
    return (error as Error).message
  }
}

test('a packed model comes back exactly, from any piece of memory', () => {
  const bytes = packModel(model)
  expect(unpackModel(bytes)).toEqual(model)
  const shifted = Buffer.concat([Buffer.of(7), bytes]).subarray(1)
  const unpacked = unpackModel(shifted)
  shifted.fill(0)
  expect(unpacked).toEqual(model)
})

describe('what is not a whole model is refused', () => {
  const bytes = packModel(model)
  test('cut short, changed in one bit, or something else', () => {
    const changed = bytes.slice()
    changed[bytes.length - 12] ^= 1
    expect([
      message(() => unpackModel(bytes.subarray(0, bytes.length - 8))),
      message(() => unpackModel(changed)),
      message(() => unpackModel(Buffer.from('SQLite format 3'))),
    ]).toEqual([
      'This saved model cannot be read: it is incomplete or damaged.',
      'This saved model cannot be read: it is incomplete or damaged.',
      'This saved model cannot be read: it does not begin like one.',
    ])
  })

  test('whole, but with a field missing', () => {
    const { channels: _, ...rest } = model
    expect(message(() => unpackModel(packModel(rest as TrainedModel)))).toBe(
      'This saved model is damaged: its part "channels" is not what its detector made. Train it again.',
    )
  })

  test('a model that holds anything but plain data is not packed', () => {
    expect(message(() => packModel({ ...model, data: { when: new Date() } }))).toBe(
      'A model may hold only plain data, not [object Date].',
    )
    expect(message(() => packModel({ ...model, data: { run: () => 1 } }))).toBe(
      'A model may hold only plain data, not [object Function].',
    )
    expect(message(() => packModel({ ...model, data: { $: 'number', text: '1' } }))).toBe(
      'A model may hold only plain data, not [object Object].',
    )
  })
})
