import { describe, expect, test } from 'vitest'
import { detectorById, detectors } from '../../../src-main/analysis/detectors/index.ts'
import { reachOf } from '../../../src-main/analysis/detectors/reach.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { SeriesScorer } from '../../../src-main/analysis/streaming/series-scorer.ts'
import {
  scoreSeries,
  segmentScorer,
  trainDetector,
  type TrainedModel,
} from '../../../src-main/analysis/train-and-score.ts'
import { settingsFor } from '../../conformance/detector-settings.ts'
import { planted } from '../../conformance/planted.ts'

const training = planted(
  400,
  2,
  [
    [100, 20],
    [250, 20],
  ],
  3,
)
/** With missing values, a gap, and a stretch that is too short for any window. */
const scored = planted(500, 2, [[300, 25]], 4).series
scored.values[1][200] = NaN
scored.values[0][206] = NaN
scored.times = scored.times.map((t, i) => (i >= 420 ? t + 60_000 : t))

describe.each(detectors.map((detector) => [detector.id, detector] as const))('%s', (_id, detector) => {
  test('scores rows that come piece by piece as it scores the whole, or says that it cannot', async () => {
    const params = { ...settingsFor(detector), ...('epochs' in detector.params && { epochs: 1 }) }
    const model = await trainDetector(detector, training.series, { params, labels: training.labels }, quietJob())
    if (detector.wholeSeries?.(model.params) || reachOf(detector, model.params, 2).before === Infinity)
      return expect(() => segmentScorer(model)).toThrow(/cannot score rows as they come/)
    await holdToWhole(model)
  })
})

test.each([
  ['shewhart', { rules: 'western-electric' }],
  ['shewhart', { rules: 'nelson' }],
  ['ewma', { weight: 0.05 }],
  ['averaging-ensemble', { window: 12, smoothing: 25 }],
])('%s with %o looks back as far as it has to', async (id, params) => {
  await holdToWhole(await trainDetector(detectorById(id), training.series, { params }, quietJob()))
})

async function holdToWhole(model: TrainedModel) {
  const scorer = segmentScorer(model)
  const whole = await scoreSeries(model, scored, {}, quietJob())
  for (const size of [7, 37, 130]) {
    let stream = new SeriesScorer(scorer, 2, { stepMs: 1000, gapMs: 5000 })
    const times: number[] = []
    const scores: number[] = []
    for (let at = 0; at < scored.times.length; at += size) {
      const end = Math.min(at + size, scored.times.length)
      for (let i = at; i < end; i++) stream.add(scored.times[i], [scored.values[0][i], scored.values[1][i]])
      const rows = await stream.take(end === scored.times.length, quietJob())
      times.push(...rows.times)
      scores.push(...rows.scores)
      // What a process leaves behind is enough to go on.
      const left = JSON.parse(JSON.stringify(stream.state())) as ReturnType<SeriesScorer['state']>
      stream = new SeriesScorer(scorer, 2, { stepMs: 1000, gapMs: 5000 }, left)
    }
    expect(times).toEqual([...scored.times])
    const usual = whole.scores.reduce((sum, v) => (Number.isNaN(v) ? sum : sum + Math.abs(v)), 0) / whole.assessed
    scores.forEach((score, i) => {
      expect(Number.isNaN(score), `row ${i}`).toBe(Number.isNaN(whole.scores[i]))
      if (!Number.isNaN(score)) expect(Math.abs(score - whole.scores[i]) / usual, `row ${i}`).toBeLessThan(1e-6)
    })
  }
}

describe('a stream', () => {
  const zScore = detectors.find(({ id }) => id === 'z-score')!
  const model = () => trainDetector(zScore, training.series, {}, quietJob())

  test('refuses rows that go back in time, and rows at another step', async () => {
    const stream = new SeriesScorer(segmentScorer(await model()), 2, { stepMs: 1000, gapMs: 5000 })
    stream.add(5000, [1, 2])
    expect(() => stream.add(4000, [1, 2])).toThrow('1970-01-01T00:00:04.000Z comes after 1970-01-01T00:00:05.000Z')
    for (let i = 1; i < 30; i++) stream.add(5000 + i * 60_000, [1, 2])
    await expect(stream.take(false, quietJob())).rejects.toThrow(
      'come every 60 s, and the model was trained on one every 1 s',
    )
  })

  test('refuses another step of few rows at their end, and rows that all have one time', async () => {
    const few = new SeriesScorer(segmentScorer(await model()), 2, { stepMs: 1000, gapMs: 5000 })
    for (let i = 0; i < 6; i++) few.add(i * 60_000, [1, 2])
    await few.take(false, quietJob())
    await expect(few.take(true, quietJob())).rejects.toThrow('come every 60 s')
    const still = new SeriesScorer(segmentScorer(await model()), 2, { stepMs: 1000, gapMs: 5000 })
    for (let i = 0; i < 30; i++) still.add(5000, [1, 2])
    await expect(still.take(false, quietJob())).rejects.toThrow('first rows all have the same time')
  })

  test('keeps few rows, however many have come', async () => {
    const stream = new SeriesScorer(segmentScorer(await model()), 2, { stepMs: 1000, gapMs: 5000 })
    for (let i = 0; i < 5000; i++) {
      stream.add(i * 1000, [i % 7, 2])
      if (i % 50 === 0) await stream.take(false, quietJob())
    }
    await stream.take(false, quietJob())
    expect(stream.held).toBeLessThan(5)
  })
})
