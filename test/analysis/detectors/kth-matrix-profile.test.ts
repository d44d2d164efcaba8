import { expect, test } from 'vitest'
import { kthMatrixProfile } from '../../../src-main/analysis/detectors/kth-matrix-profile.ts'
import { matrixProfile } from '../../../src-main/analysis/detectors/matrix-profile.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { scoreSeries, trainDetector } from '../../../src-main/analysis/train-and-score.ts'
import type { ParamValues } from '../../../src-main/shared/models/params.ts'
import type { Series } from '../../../src-main/shared/data/series.ts'
import { rankProbability } from '../../conformance/planted.ts'

/** A cycle of 25 rows; at each of `places` 25 rows in which it goes twice as fast, in the first `broken` channels. */
function repeated(places: number[], channels = 1, broken = 1): { series: Series; labels: Uint8Array } {
  const random = seededRandom(3)
  const labels = new Uint8Array(1000)
  for (const at of places) labels.fill(1, at, at + 25)
  const values = Array.from({ length: channels }, (_, c) =>
    Float64Array.from(
      labels,
      (inside, t) =>
        Math.sin((2 * Math.PI * t * (inside && c < broken ? 2 : 1)) / 25) + (inside ? 0 : 0.05) * random.normal(),
    ),
  )
  return {
    series: {
      times: Float64Array.from({ length: 1000 }, (_, t) => 1000 * t),
      channels: values.map((_, c) => ({ name: `c${c}`, unit: null })),
      values,
    },
    labels,
  }
}

async function found(
  detector: typeof kthMatrixProfile,
  { series, labels }: ReturnType<typeof repeated>,
  params: ParamValues,
) {
  const model = await trainDetector(detector, series, { params: { window: 25, ...params } }, quietJob())
  return rankProbability((await scoreSeries(model, series, {}, quietJob())).scores, labels)
}

test('finds what happens twice, where the nearest window does not', async () => {
  const twice = repeated([300, 700])
  expect(await found(kthMatrixProfile, twice, { k: 5 })).toBeGreaterThan(0.9)
  expect(await found(matrixProfile as never, twice, {})).toBeLessThan(0.6)
})

test('the share of channels decides whether one broken sensor is seen', async () => {
  const one = repeated([300, 700], 5, 1)
  expect(await found(kthMatrixProfile, one, { k: 5, agreeing: 0 })).toBeGreaterThan(0.9)
  expect(await found(kthMatrixProfile, one, { k: 5, agreeing: 70 })).toBeLessThan(0.8)
})

test('compares with the training data where asked', async () => {
  const { series, labels } = repeated([700, 900])
  const first = { ...series, times: series.times.slice(0, 500), values: series.values.map((v) => v.slice(0, 500)) }
  const model = await trainDetector(
    kthMatrixProfile,
    first,
    { params: { window: 25, compare: 'training' } },
    quietJob(),
  )
  expect(rankProbability((await scoreSeries(model, series, {}, quietJob())).scores, labels)).toBeGreaterThan(0.9)
})

test('flat windows that repeat are not strange', async () => {
  const { series } = repeated([])
  const flat = { ...series, values: series.values.map((v) => v.map((x, t) => (t % 200 < 60 ? 1 : x))) }
  const model = await trainDetector(kthMatrixProfile, flat, { params: { window: 25, k: 2 } }, quietJob())
  const { scores } = await scoreSeries(model, flat, {}, quietJob())
  expect(scores[430]).toBeLessThan(0.05)
})
