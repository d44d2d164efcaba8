import { scoreSeries, trainDetector } from '../../src-main/analysis/train-and-score.ts'
import { sten } from '../../src-main/analysis/detectors/sten.ts'
import { quietJob } from '../../src-main/analysis/job.ts'
import { averagePrecision, rankingCurve } from '../../src-main/analysis/metrics/ranking.ts'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import type { Series } from '../../src-main/shared/data/series.ts'
import type { SkabFile } from './reference-data.ts'

const windows = 10_000
export const stenName = `sten ${windows.toLocaleString('en')}×100×8, defaults`

/** Seconds for an epoch over 10,000 windows of 8 channels with the defaults, and to score them: nobody else's program does it. */
export async function stenSeconds(): Promise<{ epoch: number; scoring: number }> {
  const random = seededRandom(1)
  const n = windows + 99
  const series: Series = {
    times: Float64Array.from({ length: n }, (_, t) => 1000 * t),
    channels: Array.from({ length: 8 }, (_, c) => ({ name: `x${c + 1}`, unit: null })),
    values: Array.from({ length: 8 }, (_, c) =>
      Float64Array.from({ length: n }, (_, t) => Math.sin(t / (5 + c)) + random.normal() / 5),
    ),
  }
  let epoch = NaN
  const model = await trainDetector(
    sten,
    series,
    { params: { epochs: 1, stride: 1 } },
    quietJob({
      onEpoch: (entry) => {
        epoch = entry.seconds
      },
    }),
  )
  const began = performance.now()
  await scoreSeries(model, series, {}, quietJob())
  return { epoch, scoring: (performance.now() - began) / 1000 }
}

/** Mean over the files of the average precision of one seed: the points that were assessed, against SKAB's labels. */
export async function stenPrecision(files: SkabFile[], params: Record<string, unknown>, seed: number): Promise<number> {
  let sum = 0
  for (const file of files) {
    const model = await trainDetector(sten, file.train, { params }, quietJob({ seed }))
    const { scores } = await scoreSeries(model, file.test, {}, quietJob())
    sum += precisionOf(scores, file.labels)
  }
  return sum / files.length
}

/** The same of numbers drawn at random. */
export function chancePrecision(files: SkabFile[], seed: number): number {
  const random = seededRandom(seed)
  return (
    files.reduce(
      (sum, file) =>
        sum +
        precisionOf(
          Float64Array.from(file.labels, () => random.next()),
          file.labels,
        ),
      0,
    ) / files.length
  )
}

function precisionOf(scores: Float64Array, labels: Uint8Array): number {
  const assessed = [...scores.keys()].filter((t) => !Number.isNaN(scores[t]))
  return averagePrecision(
    rankingCurve(
      Float64Array.from(assessed, (t) => scores[t]),
      assessed.map((t) => labels[t]),
    ),
  )!
}
