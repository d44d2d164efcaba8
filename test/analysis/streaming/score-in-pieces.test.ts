import { describe, expect, test } from 'vitest'
import { detectorById, detectors } from '../../../src-main/analysis/detectors/index.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { rowsOf, scoreInPieces, scoresInPieces } from '../../../src-main/analysis/streaming/score-in-pieces.ts'
import { scoreSeries, trainDetector } from '../../../src-main/analysis/train-and-score.ts'
import { settingsFor } from '../../conformance/detector-settings.ts'
import { planted } from '../../conformance/planted.ts'

const training = planted(400, 2, [[250, 20]], 3)
/** With missing values, a gap, and a stretch that is too short for any window. */
const { times, channels, values } = planted(500, 2, [[300, 25]], 4).series
values[1][200] = NaN
values[0][206] = NaN
const series = { times: times.map((t, i) => (i >= 420 ? t + 60_000 : t)), channels, values }
const source = rowsOf(
  series,
  channels.map(({ name }) => name),
)

describe.each(detectors.map((detector) => [detector.id, detector] as const))('%s', (_id, detector) => {
  test('scores pieces of a series as it scores the whole, or says that it cannot', async () => {
    const params = { ...settingsFor(detector), ...('epochs' in detector.params && { epochs: 1 }) }
    const model = await trainDetector(detector, training.series, { params, labels: training.labels }, quietJob())
    const inPieces = (rows: number, take: Parameters<typeof scoreInPieces>[3]) =>
      scoreInPieces(model, source, rows, take, quietJob())
    if (!scoresInPieces(model)) return expect(inPieces(100, () => undefined)).rejects.toThrow(/cannot score rows/)
    const whole = await scoreSeries(model, series, {}, quietJob())
    for (const size of [37, 130, 1000]) {
      const scores = new Float64Array(500).fill(NaN)
      const shares = channels.map(() => new Float32Array(500).fill(NaN))
      await inPieces(size, (first, part) => {
        scores.set(part.scores, first)
        part.contributions?.forEach((own, c) => shares[c].set(own, first))
        expect([part.contributions?.length, part.expected?.length]).toEqual([
          whole.contributions?.length,
          whole.expected?.length,
        ])
      })
      hold(scores, whole.scores)
      whole.contributions?.forEach((own, c) => hold(shares[c], own))
    }
  })
})

test('a series of stretches that are too short is refused with the sentence of the whole', async () => {
  const model = await trainDetector(detectorById('kmeans'), training.series, { params: { window: 50 } }, quietJob())
  const short = { ...series, times: series.times.map((t, i) => t + 60_000 * Math.floor(i / 20)) }
  const sentence = 'needs 50 points without a gap for scoring; the longest stretch here has 20.'
  await expect(scoreSeries(model, short, {}, quietJob())).rejects.toThrow(sentence)
  const taken = scoreInPieces(model, { ...source, times: short.times }, 100, () => undefined, quietJob())
  await expect(taken).rejects.toThrow(sentence)
})

test('of very many short stretches none is read by itself, and none is too many', async () => {
  const model = await trainDetector(detectorById('z-score'), training.series, {}, quietJob())
  const n = 300_000
  const part = Float64Array.from({ length: n }, (_, i) => (i % 2 ? NaN : i % 7))
  const long = { times: Float64Array.from({ length: n }, (_, i) => 1000 * i), channels, values: [part, part] }
  const rows = rowsOf(long, model.channels)
  let reads = 0
  const counting = { times: rows.times, read: (range: Parameters<typeof rows.read>[0]) => (reads++, rows.read(range)) }
  let scored = 0
  await scoreInPieces(model, counting, 50_000, (_, { scores }) => void (scored += scores.length), quietJob())
  expect([scored, reads]).toEqual([n / 2, 12])
  const wide = await trainDetector(detectorById('kmeans'), training.series, { params: { window: 50 } }, quietJob())
  const taken = scoreInPieces(wide, rows, 50_000, () => undefined, quietJob())
  await expect(taken).rejects.toThrow('the longest stretch here has 1.')
})

function hold(ours: ArrayLike<number>, whole: ArrayLike<number>) {
  const all = Array.from(whole).filter((v) => !Number.isNaN(v))
  const usual = all.reduce((sum, v) => sum + Math.abs(v), 0) / all.length
  for (let row = 0; row < whole.length; row++) {
    expect(Number.isNaN(ours[row]), `row ${row}`).toBe(Number.isNaN(whole[row]))
    if (!Number.isNaN(whole[row])) expect(Math.abs(ours[row] - whole[row]) / usual, `row ${row}`).toBeLessThan(1e-5)
  }
}
