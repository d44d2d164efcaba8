import { describe, expect, test } from 'vitest'
import { adapt } from '../../../src-main/analysis/adaptive/adapt.ts'
import { trainDetector } from '../../../src-main/analysis/train-and-score.ts'
import { detectorById, detectors } from '../../../src-main/analysis/detectors/index.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { adaptiveSettings } from '../../../src-main/shared/watch/drift.ts'
import { settingsFor } from '../../conformance/detector-settings.ts'
import { planted } from '../../conformance/planted.ts'

describe('a detector that can go on learning', () => {
  const able = detectors.filter((d) => d.continues).map((d) => d.id)
  test('is among the networks', () => {
    expect(able).toEqual(expect.arrayContaining(['conv-autoencoder', 'lstm-autoencoder', 'lstm-forecaster', 'sten']))
  })

  test.each(able)('%s begins where the former model stopped', async (id) => {
    const detector = detectorById(id)
    const { series } = planted(400, 2, [])
    const train = (before?: Awaited<ReturnType<typeof trainDetector>>) =>
      trainDetector(
        detector,
        series,
        { params: { ...settingsFor(detector), epochs: 4, learningRate: 0.002 }, before },
        quietJob({ seed: 5 }),
      )
    const first = await train()
    const second = await train(first)
    expect(second.history[0].loss).toBeLessThan(first.history[0].loss)
    // Asked again, it is as if nothing had happened in between: the former model was left as it was.
    expect((await train(first)).trainingScores).toEqual(second.trainingScores)
    expect(second.data).toMatchObject({ scaler: (first.data as { scaler: object }).scaler })
  })

  test('goes on in an adaptive run: its scaling stays that of the first training', async () => {
    const detector = detectorById('lstm-forecaster')
    const { series } = planted(500, 1, [])
    series.values[0] = series.values[0].map((v, i) => v + i * 0.002)
    const { model, learned } = await adapt(
      detector,
      series,
      {
        params: { ...settingsFor(detector), epochs: 2 },
        threshold: { rule: 'mean-sigma', params: { k: 8 } },
        train: [{ first: 0, last: 199 }],
        settings: adaptiveSettings.parse({ batch: 50, updateEvery: 100, keep: 200 }),
      },
      quietJob(),
    )
    expect(learned.length).toBeGreaterThan(1)
    const mean = series.values[0].subarray(0, 200).reduce((a, b) => a + b) / 200
    expect((model.data as { scaler: { centre: Float64Array } }).scaler.centre[0]).toBeCloseTo(mean, 9)
  })
})
