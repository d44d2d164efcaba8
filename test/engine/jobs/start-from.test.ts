import { afterAll, expect, test } from 'vitest'
import { readModelData } from '../../../src-main/db/models.ts'
import type { NetworkModel } from '../../../src-main/analysis/federated/networks.ts'
import { unpackModel } from '../../../src-main/analysis/model-file.ts'
import { projectWithAnomaly } from './trained.ts'

const made = projectWithAnomaly()
afterAll(() => made.remove())
const weightsOf = (model: number) => (unpackModel(readModelData(made.db, model).data).data as NetworkModel).weights

test('training goes on from the network of another run, with its first layers kept where that is wished', async () => {
  const first = await made.train('conv-autoencoder', { window: 20, epochs: 2 })
  const tuned = await made.train(
    'conv-autoencoder',
    // Another window would be another network: that of the model stays.
    { window: 40, epochs: 1, learningRate: 0.0005 },
    { startFrom: { run: first.id, keepFirst: true } },
  )
  expect(tuned).toMatchObject({ status: 'ready', model: { params: { window: 20, epochs: 1, learningRate: 0.0005 } } })
  const [before, after] = [weightsOf(first.model.id), weightsOf(tuned.model.id)]
  expect(after['encoder 1']).toEqual(before['encoder 1'])
  expect(after['output']).not.toEqual(before['output'])
  const start = { run: first.id, keepFirst: false }
  await expect(made.train('lstm-autoencoder', { window: 20 }, { startFrom: start })).rejects.toThrow(
    'was trained by another detector: choose that one to go on from it.',
  )
  await expect(
    made.train('conv-autoencoder', {}, { startFrom: start, holdOut: { kind: 'blocks', blocks: 3, purge: null } }),
  ).rejects.toThrow('Held out in turns, several models are trained anew')
})
