import { expect, test } from 'vitest'
import { scoreSeries, trainDetector } from '../../../src-main/analysis/train-and-score.ts'
import { cusum } from '../../../src-main/analysis/detectors/cusum.ts'
import type { AnyDetector } from '../../../src-main/analysis/detectors/detector.ts'
import { ewma } from '../../../src-main/analysis/detectors/ewma.ts'
import { shewhart } from '../../../src-main/analysis/detectors/shewhart.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import type { ParamValues } from '../../../src-main/shared/models/params.ts'
import type { Series } from '../../../src-main/shared/data/series.ts'

const seriesOf = (...values: number[][]): Series => ({
  times: Float64Array.from({ length: values[0].length }, (_, i) => 1000 * i),
  channels: values.map((_, c) => ({ name: `c${c}`, unit: null })),
  values: values.map((v) => Float64Array.from(v)),
})

async function scoresOf(detector: AnyDetector, train: Series, scored: Series, params: ParamValues = {}) {
  return scoreSeries(await trainDetector(detector, train, { params }, quietJob()), scored, {}, quietJob())
}

// Mean 10; every range is 2, so that sigma is 2 / 1.128379 = 1.772454.
const calm = seriesOf([9, 11, 9, 11, 9, 11, 9, 11])

test('Shewhart: a value on the limit scores three, and a step on the limit of its range too', async () => {
  const limit = 3 * 1.772454
  const { scores } = await scoresOf(shewhart, calm, seriesOf([10, 10 + limit]))
  expect(scores[0]).toBe(0)
  expect(scores[1]).toBeCloseTo(3, 5)
  const step = 2 * 3.2665
  const stepped = await scoresOf(shewhart, calm, seriesOf([10 - step / 2, 10 + step / 2]))
  expect(stepped.scores[1]).toBeCloseTo(3, 3)
})

test('Shewhart: a run rule is an alarm by itself', async () => {
  const shifted = seriesOf([10.1, 10.3, 10.2, 10.1, 10.4, 10.2, 10.3, 10.1, 9.9])
  const quiet = await scoresOf(shewhart, calm, shifted)
  expect(Math.max(...quiet.scores)).toBeLessThan(1)
  const ruled = await scoresOf(shewhart, calm, shifted, { rules: 'western-electric' })
  expect([...ruled.scores].map((s) => s > 3)).toEqual([...Array<boolean>(7).fill(false), true, false])
})

test('Shewhart: subgroups are judged by their mean and by their deviation', async () => {
  const train = seriesOf([9, 10, 11, 9, 10, 11, 9, 10, 11])
  const params = { chart: 'xbar-s', subgroup: 3 }
  // s̄ = 1, A3 = 1.954, B4 = 2.568.
  const { scores } = await scoresOf(shewhart, train, seriesOf([10.954, 11.954, 12.954, 7.432, 10, 12.568, 10]), params)
  expect(scores[0]).toBeCloseTo(3, 2)
  expect(scores[2]).toBe(scores[0])
  expect(scores[3]).toBeCloseTo(3, 2)
  // The last row makes a subgroup with the two before it.
  expect(scores[6]).not.toBe(scores[5])
})

test('the farthest channel decides, and says so', async () => {
  const two = seriesOf([9, 11, 9, 11], [90, 110, 90, 110])
  const { scores, contributions } = await scoresOf(shewhart, two, seriesOf([10], [100 + 10 * 17.72454]))
  expect(scores[0]).toBeCloseTo(10, 4)
  expect(contributions!.map((share) => share[0])).toEqual([0, 1])
})

test('CUSUM and EWMA see a small shift that stays, and the Shewhart chart does not', async () => {
  const swing = (level: number) => Array.from({ length: 40 }, (_, i) => level + (i % 2 ? 1 : -1))
  const train = seriesOf(swing(10))
  const shifted = seriesOf([...swing(10), ...swing(11)])
  const highest = async (detector: AnyDetector) => {
    const { scores } = await scoresOf(detector, train, shifted)
    return [Math.max(...scores.subarray(0, 40)), Math.max(...scores.subarray(40))]
  }
  const [before, after] = await highest(cusum)
  expect(before).toBeLessThan(5)
  expect(after).toBeGreaterThan(5)
  const [calmEwma, shiftedEwma] = await highest(ewma)
  expect(calmEwma).toBeLessThan(3)
  expect(shiftedEwma).toBeGreaterThan(2.5)
  expect((await highest(shewhart))[1]).toBeLessThan(3)
})
