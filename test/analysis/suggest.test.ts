import { describe, expect, test } from 'vitest'
import { scoreSeries, trainDetector } from '../../src-main/analysis/train-and-score.ts'
import { detectorById } from '../../src-main/analysis/detectors/index.ts'
import { quietJob } from '../../src-main/analysis/job.ts'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import { suggestionFor } from '../../src-main/analysis/first-answer.ts'
import { rowsOf } from '../../src-main/analysis/ranking/part.ts'
import { suggestFor } from '../../src-main/analysis/suggest.ts'
import { usualOf } from '../../src-main/analysis/strangest/usual.ts'
import { thresholdById } from '../../src-main/analysis/thresholds/index.ts'
import { parseParams } from '../../src-main/shared/models/params.ts'
import type { Series } from '../../src-main/shared/data/series.ts'
import { planted } from '../conformance/planted.ts'

const suggest = (series: Series, labelCount = 0) => suggestFor(series, { rows: series.times.length, labelCount })
const data = (n: number, channels: number) => planted(n, channels, []).series

/** A gap of an hour after every `every` points. */
function withGaps(series: Series, every: number): Series {
  return { ...series, times: series.times.map((time, i) => time + 3_600_000 * Math.floor(i / every)) }
}

describe('the suggestion', () => {
  test('for several channels is the averaging ensemble, for one channel k-means over whole periods, with a reason each', () => {
    for (const rows of [400, 4000]) {
      const { detector, reasons } = suggest(data(rows, 3))
      expect(detector).toBe('averaging-ensemble')
      expect(reasons[0].why).toContain('3 channels')
    }
    const one = suggest(data(4000, 1))
    expect(one).toMatchObject({ detector: 'kmeans', params: { window: 100 } })
    expect(one.reasons.map((r) => r.why)).toContain('The data repeat about every 25 points.')
  })

  test('for very few rows is the z-score', () => {
    expect(suggest(data(8, 3)).detector).toBe('z-score')
    // Of several channels, how they stand to each other shows with fewer rows than windows need.
    expect(suggest(data(20, 3)).detector).toBe('mahalanobis')
    expect(suggest(data(100, 3)).detector).toBe('averaging-ensemble')
    // Of one channel, more windows than typical ones are needed: else each is its own.
    expect(suggest(data(20, 1)).detector).toBe('z-score')
    expect(suggest(data(99, 1)).detector).toBe('z-score')
    expect(suggest(data(100, 1)).detector).toBe('kmeans')
  })

  test('leaves out a channel that numbers the rows, or tells the time, and says so', () => {
    const series = data(400, 3)
    // A counter that starts again, as that of a machine with several runs in a row.
    series.values[1] = Float64Array.from({ length: 400 }, (_, i) => i % 200)
    const found = suggest(series)
    expect(found.leftOut).toEqual(['channel 2'])
    expect(found.reasons.find((r) => r.what === 'Left out: channel 2')!.why).toContain('same step')
    const uneven = { ...series, times: series.times.map((time, i) => time + 200 * (i % 3)) }
    uneven.values[1] = uneven.times.map((time) => (time - uneven.times[0]) / 1000)
    expect(suggest(uneven).leftOut).toEqual(['channel 2'])
    // A slope with noise is a measurement, and a channel alone stays whatever it is.
    series.values[1] = series.values[1].map((_, i) => i + 0.3 * Math.sin(i * 7))
    expect(suggest(series).leftOut).toEqual([])
    const alone = { times: series.times, channels: [series.channels[0]], values: [series.times.map((_, i) => i)] }
    expect(suggest(alone).leftOut).toEqual([])
  })

  test('leaves out channels of one value, does not count them, and says so', () => {
    const series = data(400, 3)
    series.values[1].fill(7)
    const found = suggestionFor(series, 0)
    expect(found.leftOut).toEqual(['channel 2'])
    expect(found.reasons[0].why).toContain('2 channels')
    expect(found.reasons.find((r) => r.what === 'Left out: channel 2')!.why).toContain('one value')
    // What is known of the whole dataset counts: the looked-at part alone may not show that a channel moves.
    expect(suggest(series).leftOut).toEqual([])
    for (const values of series.values) values.fill(7)
    expect(suggestionFor(series, 0).leftOut).toEqual([])
  })

  test('leaves out commands and events that most channels are, and looks at what is measured', () => {
    const series = data(2000, 3)
    const pulses = (every: number, rows: number) => series.values[0].map((_, i) => Number(i % every < rows))
    series.values[1] = pulses(97, 1)
    series.values[2] = pulses(61, 3)
    const found = suggest(series)
    expect(found).toMatchObject({ detector: 'kmeans', leftOut: ['channel 2', 'channel 3'] })
    expect(found.reasons.find((r) => r.what === 'Left out: channel 2, channel 3')!.why).toContain('a command')
    // A state that lasts is measured, and one command beside two sensors drowns nothing.
    series.values[2] = pulses(200, 40)
    expect(suggest(series).leftOut).toEqual([])
    // A switch that is seldom on is none, however long it stays so.
    series.values[2] = pulses(500, 40)
    expect(suggest(series).leftOut).toEqual(['channel 2', 'channel 3'])
    // What rests and then takes several values may be what is measured.
    series.values[2] = pulses(500, 40).map((on, i) => on * (1 + (i % 3)))
    expect(suggest(series).leftOut).toEqual([])
  })

  test('says how to keep channels whose values come in turns', () => {
    const series = data(400, 3)
    const blank = (isBlank: (row: number, c: number) => boolean) => ({
      ...series,
      values: series.values.map((values, c) => values.map((v, row) => (isBlank(row, c) ? NaN : v))),
    })
    const whyOf = (given: Series) => suggest(given).reasons.map(({ why }) => why)
    expect(whyOf(blank((row, c) => row % 3 !== c))[0]).toContain('--step "fill longest=3s"')
    expect(whyOf(blank((row, c) => row % 3 === c))[1]).toContain('--step "fill longest=2s"')
  })

  test('says of rows that are all the same only that', () => {
    const series = data(400, 2)
    for (const values of series.values) values.fill(7)
    expect(suggestionFor(series, 0).reasons.map((r) => r.what)).toEqual(['Every row is the same'])
  })

  test('looks at how fast a counter rises, alone and among others, and says so', () => {
    const rising = (i: number) => (i > 300 && i < 330 ? 0 : 1 + (i % 3) / 3)
    for (const channels of [1, 3]) {
      const series = data(400, channels)
      let total = 0
      series.values[0] = series.values[0].map((_, i) => (total += rising(i)))
      const found = suggest(series)
      expect(found.steps).toEqual([
        { step: 'counter', on: true, channels: ['channel 1'], params: { per: 'min', over: 1 } },
      ])
      expect(found.reasons.find((r) => r.what === 'Counts up: channel 1')!.why).toContain('how fast it rises')
      series.values[0] = series.values[0].map((_, i) => Math.floor(i / 100))
      expect(suggest(series).steps).toEqual([])
    }
  })

  test('takes the rate of pulses over as many rows as it takes to know it', () => {
    const random = seededRandom(2)
    const series = data(2000, 1)
    let total = 0
    series.values[0] = series.values[0].map(() => (total += Number(random.next() < 0.4)))
    expect(suggest(series).steps[0].params.over).toBeGreaterThanOrEqual(10)
  })

  test('takes what rises in the looked-at rows alone for no counter', () => {
    const series = data(120_000, 1)
    let total = 0
    series.values[0] = series.values[0].map((_, i) => (i < 60_000 ? (total += 1 + (i % 3)) : total - i * 2))
    expect(suggestionFor(series, 0).steps).toEqual([])
  })

  test('cuts where pieces of different lengths begin, and leaves out what names them', () => {
    const series = data(1000, 4)
    const begins = [0, 180, 420, 610, 830]
    const piece = (i: number) => begins.findLastIndex((row) => row <= i)
    series.values[0] = series.values[0].map((_, i) => i - begins[piece(i)])
    series.values[1] = series.values[1].map((_, i) => piece(i))
    const found = suggest(series)
    expect(found.steps).toEqual([{ step: 'pieces', on: true, channels: [], params: { count: 'channel 1' } }])
    expect(found.leftOut).toEqual(['channel 2', 'channel 1'])
    expect(found.reasons.find((r) => r.what.startsWith('Pieces end to end'))!.why).toContain('5 pieces')
    // A clock, or a counter that wraps around, turns after the same number of rows each time: nothing ends there.
    series.values[0] = series.values[0].map((_, i) => (i + 77) % 200)
    expect(suggest(series).steps).toEqual([])
  })

  test('leaves out a channel that is mostly missing, and says so', () => {
    const series = data(400, 3)
    series.values[1].fill(NaN, 50)
    const found = suggest(series)
    expect(found).toMatchObject({ detector: 'averaging-ensemble', leftOut: ['channel 2'] })
    expect(found.reasons.map((r) => r.what)).toContain('Left out: channel 2')
  })

  test('leaves out what is hardly there or never, also where no channel has a value in most rows', () => {
    const series = data(4000, 3)
    const only = (c: number, has: (row: number) => boolean) =>
      (series.values[c] = series.values[c].map((v, row) => (has(row) ? v : NaN)))
    only(0, (row) => row % 5 === 0)
    only(1, (row) => row % 400 === 0)
    only(2, () => false)
    expect(suggest(series).leftOut).toEqual(['channel 2', 'channel 3'])
    // Values that come in turns are all of them looked at, once they are filled.
    const turns = data(4000, 3)
    turns.values = turns.values.map((values, c) => values.map((v, row) => (row % 3 === c ? v : NaN)))
    const found = suggest(turns)
    expect(found.leftOut).toEqual([])
    expect(found.reasons[0].why).toContain('keeps all channels')
  })

  test('for data full of gaps judges every row by itself, and says so', () => {
    // One stretch is long enough for windows; most of the data lie in stretches of twelve rows.
    const series = data(4000, 3)
    const step = series.times[1] - series.times[0]
    const found = suggest({
      ...series,
      times: series.times.map((time, i) => time + (i < 400 ? 0 : 10 * step * Math.floor((i - 388) / 12))),
    })
    expect(found.detector).toBe('mahalanobis')
    expect(found.reasons[0].why).toContain('301 stretches')
  })

  test('leaves out alarms that are shorter than a tenth of the windows that are averaged, and says so', () => {
    const one = suggest(data(4000, 1))
    expect(one.minDurationMs).toBe(10_000)
    expect(one.reasons.at(-1)!.why).toContain('a tenth of a window')
    expect(suggest(data(4000, 3)).minDurationMs).toBe(0)
  })

  test('joins alarms of a few rows only where few rows are all there are', () => {
    expect(suggest(data(20, 1))).toMatchObject({ threshold: { params: { window: 1 } }, mergeGapMs: 1000 })
    expect(suggest(data(60, 1))).toMatchObject({ threshold: { params: { window: 3 } } })
  })

  test('joins alarms that one window sees, and lets what stands out raise them', () => {
    for (const [series, window] of [
      [data(400, 3), 20],
      [data(4000, 1), 100],
    ] as const) {
      const found = suggest(series)
      expect(found.mergeGapMs).toBe(window * 1000)
      expect(found.threshold).toMatchObject({ rule: 'stands-out', params: { window, generosity: 1 } })
    }
  })

  test('counts alarms once that touch in a picture of the whole, and joins none across many windows', () => {
    const of = (rows: number) => suggestFor(data(4000, 3), { rows, labelCount: 0 })
    expect(of(90_000)).toMatchObject({ threshold: { params: { window: 300 } }, mergeGapMs: 300_000 })
    expect(of(900_000)).toMatchObject({ threshold: { params: { window: 3000 } }, mergeGapMs: 400_000 })
  })

  test('asks the whole of long data what is normal: an incident near the beginning is no lasting state', () => {
    const random = seededRandom(6)
    const n = 400_000
    const incident = (i: number) => (i > 20_000 && i < 50_000 ? 8 : 0)
    const series = {
      ...data(n, 2),
      values: [incident, () => 0].map((level) =>
        Float64Array.from({ length: n }, (_, i) => level(i) + random.normal()),
      ),
    }
    expect(suggest(rowsOf(series, { first: 0, last: 49_999 })).normal.kind).toBe('beginning')
    expect(suggestionFor(series, 0).normal.kind).toBe('everything')
  })

  test('names the channel that leaves no row complete', () => {
    const series = data(100, 3)
    for (const [c, channel] of series.values.entries()) channel.forEach((_, i) => i % 3 === c && (channel[i] = NaN))
    series.values[1].fill(NaN, 40, 55)
    const found = suggest(series)
    expect(found.detector).toBe('z-score')
    expect(found.leftOut).toEqual(['channel 2'])
    expect(found.reasons.find(({ what }) => what.startsWith('Left out'))!.why).toContain(
      'without this channel 33 rows can be',
    )
  })

  test('takes everything outside of labels for normal where there are some', () => {
    expect(suggest(data(4000, 3), 3).normal.kind).toBe('unlabelled')
    expect(suggest(data(4000, 3)).normal.kind).toBe('everything')
  })

  test('gives at least a reason for the detector, the training and the threshold, whatever the data', () => {
    for (const series of [
      data(8, 1),
      data(30, 1),
      data(400, 1),
      data(400, 5),
      data(4000, 2),
      withGaps(data(900, 2), 7),
    ])
      for (const labels of [0, 5]) expect(suggest(series, labels).reasons.length).toBeGreaterThanOrEqual(3)
  })

  test('can be trained as it is', async () => {
    for (const series of [data(8, 1), data(60, 1), data(400, 1), data(400, 5), withGaps(data(900, 2), 7)]) {
      const { detector, params, threshold } = suggest(series)
      const rule = thresholdById(threshold.rule)
      expect(() => parseParams(rule.params, threshold.params)).not.toThrow()
      if (detectorById(detector).family === 'classical')
        await expect(trainDetector(detectorById(detector), series, { params }, quietJob())).resolves.toMatchObject({
          detector,
        })
    }
  })
  test('finds a long anomaly in data that are trained on as they are', async () => {
    const random = seededRandom(5)
    const inAnomaly = (i: number) => i >= 2000 && i < 2060
    const series = {
      ...data(3000, 3),
      values: [5, 60, 120].map((level) =>
        Float64Array.from(
          { length: 3000 },
          (_, i) => level * (1 + 0.05 * Math.sin(i / 30) + (inAnomaly(i) ? 0.3 : 0)) + random.normal() / 3,
        ),
      ),
    }
    const { detector, params, threshold } = suggest(series)
    const model = await trainDetector(detectorById(detector), series, { params }, quietJob())
    const { scores } = await scoreSeries(model, series, {}, quietJob())
    const limit = thresholdById(threshold.rule).compute(
      { training: model.trainingScores, scored: scores, labels: null, stepMs: 1000 },
      threshold.params,
    )
    const found = [...scores.keys()].filter((i) => scores[i] > limit)
    expect(found.filter(inAnomaly).length).toBeGreaterThan(20)
    // A budget of alarms is spent on other stretches too, but every one of them is far less strange.
    const others = found.filter((i) => i < 1900 || i >= 2160)
    const usual = usualOf(scores)!
    expect(others.length).toBeLessThan(300)
    expect(Math.max(...others.map((i) => (scores[i] - usual.centre) / usual.spread))).toBeLessThan(4)
    expect(Math.max(...found.map((i) => (scores[i] - usual.centre) / usual.spread))).toBeGreaterThan(7)
  })
})
