import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { scoreSeries, trainDetector } from '../../../src-main/analysis/train-and-score.ts'
import { convAutoencoderDetector } from '../../../src-main/analysis/detectors/conv-autoencoder.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { nativeState } from '../../../src-main/setup/state.ts'
import { startTensorFlow, tensorsInUse } from '../../../src-main/analysis/tensorflow.ts'
import type { Series } from '../../../src-main/shared/data/series.ts'

const folder = new URL('../../../../shared/data/nab/', import.meta.url)
const absent = !existsSync(folder) || nativeState().kind === 'missing'
/** All five seeds take two minutes: every run tries one, `LONG_TESTS=1` the rest. */
const seeds = process.env.LONG_TESTS ? [1, 2, 3, 4, 5] : [1]

function nab(path: string): Series {
  const rows = readFileSync(new URL(path, folder), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
  return {
    times: Float64Array.from(rows, ([time]) => Date.parse(`${time.replace(' ', 'T')}Z`)),
    channels: [{ name: 'value', unit: null }],
    values: [Float64Array.from(rows, ([, value]) => Number(value))],
  }
}

describe.skipIf(absent)(
  'the Keras example on NAB (skipped where ../shared/data or native TensorFlow is not there)',
  () => {
    test.for(seeds)(
      'with defaults and seed %i, threshold, windows and rows fall where the published runs do',
      { timeout: 600_000 },
      async (seed) => {
        await startTensorFlow('native')
        const before = tensorsInUse()
        const model = await trainDetector(
          convAutoencoderDetector,
          nab('artificialNoAnomaly/art_daily_small_noise.csv'),
          {},
          quietJob({ seed }),
        )
        const { scores, windowScores } = await scoreSeries(
          model,
          nab('artificialWithAnomaly/art_daily_jumpsup.csv'),
          {},
          quietJob(),
        )
        expect(model.params.window).toBe(288)
        expect(model.trainingScores.length).toBe(3745)
        const threshold = Math.max(...model.trainingScores)
        expect(threshold).toBeGreaterThan(0.06)
        expect(threshold).toBeLessThan(0.18)

        expect(windowScores!.length).toBe(3745)
        const anomalous = windowScores!.filter((score) => score > threshold).length
        expect(anomalous).toBeGreaterThanOrEqual(390)
        expect(anomalous).toBeLessThanOrEqual(420)

        const flagged = [...scores.keys()].filter((row) => scores[row] > threshold)
        expect(flagged.length).toBeGreaterThan(50)
        expect(flagged[0]).toBeGreaterThanOrEqual(2988)
        expect(flagged.at(-1)).toBeLessThanOrEqual(3101)
        expect(tensorsInUse()).toBe(before)
      },
    )
  },
)
