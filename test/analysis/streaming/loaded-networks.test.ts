import { beforeAll, describe, expect, test } from 'vitest'
import { LoadedNetworks } from '../../../src-main/analysis/detectors/networks/loaded-networks.ts'
import { detectors } from '../../../src-main/analysis/detectors/index.ts'
import { graphUse } from '../../../src-main/analysis/graph/graph-function.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { nativeBackend, startTensorFlow, tensorsInUse } from '../../../src-main/analysis/tensorflow.ts'
import { scoreSeries, segmentScorer, trainDetector } from '../../../src-main/analysis/train-and-score.ts'
import { settingsFor } from '../../conformance/detector-settings.ts'
import { planted } from '../../conformance/planted.ts'

const training = planted(400, 2, [[100, 20]], 3)
/** Series as short as what is scored of each of many at a time, more of them than a graph takes to be made. */
const pieces = Array.from({ length: 14 }, (_, i) => planted(180, 2, [[90, 8]], 10 + i).series)

beforeAll(() => startTensorFlow())

const networks = detectors.filter((detector) => 'epochs' in detector.params && detector.id !== 'patch-embedding')

describe.each(networks.map((detector) => [detector.id, detector] as const))('%s that stays loaded', (_id, detector) => {
  test('scores every series as if loaded for it alone, and leaves no tensor behind', async () => {
    const params = { ...settingsFor(detector), epochs: 1 }
    const model = await trainDetector(detector, training.series, { params, labels: training.labels }, quietJob())
    if (detector.wholeSeries?.(model.params)) return expect(() => segmentScorer(model)).toThrow()
    const before = tensorsInUse()
    const loaded = new LoadedNetworks()
    const inUse = new Set<number>()
    for (const piece of pieces) {
      const alone = await scoreSeries(model, piece, {}, quietJob())
      const { scores } = await scoreSeries(model, piece, {}, quietJob({ networks: loaded }))
      inUse.add(tensorsInUse())
      const usual = alone.scores.reduce((sum, v) => (Number.isNaN(v) ? sum : sum + Math.abs(v)), 0) / alone.assessed
      scores.forEach((score, i) => {
        expect(Number.isNaN(score), `row ${i}`).toBe(Number.isNaN(alone.scores[i]))
        if (!Number.isNaN(score)) expect(Math.abs(score - alone.scores[i]) / usual, `row ${i}`).toBeLessThan(1e-5)
      })
    }
    expect(inUse.size, 'tensors in use after each series').toBe(1)
    loaded.dispose()
    expect(tensorsInUse()).toBe(before)
  })
})

test('short series become a graph only where the network stays loaded', async () => {
  const detector = detectors.find(({ id }) => id === 'conv-autoencoder')!
  const params = { ...settingsFor(detector), epochs: 1 }
  const model = await trainDetector(detector, training.series, { params }, quietJob())
  const graphs = async (loaded?: LoadedNetworks) => {
    const made = graphUse.made
    for (const piece of pieces) await scoreSeries(model, piece, {}, quietJob({ networks: loaded }))
    loaded?.dispose()
    return graphUse.made - made
  }
  expect(await graphs()).toBe(0)
  expect(await graphs(new LoadedNetworks())).toBe(nativeBackend() ? 1 : 0)
})
