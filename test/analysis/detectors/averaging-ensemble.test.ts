import { expect, test } from 'vitest'
import { averagingEnsemble } from '../../../src-main/analysis/detectors/averaging-ensemble.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { scoreSeries, trainDetector } from '../../../src-main/analysis/train-and-score.ts'

const spikes = [700, 1500, 2300]

/** 3,000 rows of four channels of noise; a spike of one row in a channel each. */
function noisy(seed: number) {
  const random = seededRandom(seed)
  return {
    times: Float64Array.from({ length: 3000 }, (_, i) => 60_000 * i),
    channels: Array.from({ length: 4 }, (_, c) => ({ name: `x${c}`, unit: null })),
    values: Array.from({ length: 4 }, (_, c) =>
      Float64Array.from({ length: 3000 }, (_, i) => 10 * c + random.normal() + (i === spikes[c] ? 12 : 0)),
    ),
  }
}

test.each([1, 2, 3])('spikes of one row stand out from noise, though scores are smoothed (seed %i)', async (seed) => {
  const series = noisy(seed)
  const model = await trainDetector(averagingEnsemble, series, {}, quietJob({ seed }))
  const { scores } = await scoreSeries(model, series, {}, quietJob())
  const near = (row: number) => spikes.some((spike) => Math.abs(spike - row) <= 20)
  const elsewhere = Math.max(...scores.filter((_, row) => !near(row)))
  for (const spike of spikes) expect(scores[spike]).toBeGreaterThan(elsewhere)
})
