import { beforeAll, describe, expect, test } from 'vitest'
import { detectorById } from '../../../src-main/analysis/detectors/index.ts'
import { quietJob, type Progress } from '../../../src-main/analysis/job.ts'
import { averagePrecision, rankingCurve } from '../../../src-main/analysis/metrics/ranking.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { crossValidate } from '../../../src-main/analysis/splits/cross-validate.ts'
import { planHoldOut } from '../../../src-main/analysis/splits/hold-out.ts'
import { scoreScales, standardise } from '../../../src-main/analysis/splits/standardise.ts'
import { rowsIn } from '../../../src-main/analysis/splits/split.ts'
import { trainHeldOut } from '../../../src-main/analysis/splits/train-held-out.ts'
import { startTensorFlow } from '../../../src-main/analysis/tensorflow.ts'
import type { HoldOut } from '../../../src-main/shared/models/hold-out.ts'
import type { Series } from '../../../src-main/shared/data/series.ts'

/** 1,200 seconds of a sine with noise; rows 900–919 are 3 too high, and there is a gap of a minute after row 499. */
const random = seededRandom(3)
const series: Series = {
  times: Float64Array.from({ length: 1200 }, (_, i) => 1000 * i + (i > 499 ? 60_000 : 0)),
  channels: [{ name: 'Flow', unit: null }],
  values: [
    Float64Array.from(
      { length: 1200 },
      (_, i) => Math.sin(i / 5) + 0.1 * random.next() + (i >= 900 && i < 920 ? 3 : 0),
    ),
  ],
}
const labels = new Uint8Array(1200).fill(1, 900, 920)
const blocks = (k: number, purge: number | null = null): HoldOut => ({ kind: 'blocks', blocks: k, purge })
const plan = (
  detector: string,
  holdOut: HoldOut,
  params = {},
  ranges: { first: number; last: number }[] | null = null,
) => planHoldOut(detectorById(detector), series, { holdOut, params, ranges })

describe('a planned hold-out', () => {
  test('is purged by the window of the detector unless the person says otherwise', () => {
    const [fold] = plan('kmeans', { kind: 'last', share: 0.25, purge: null }, { window: 20 })
    expect(fold).toMatchObject({
      window: 20,
      purge: 20,
      heldOut: [{ first: 900, last: 1199 }],
      train: [
        { first: 0, last: 499 },
        { first: 500, last: 879 },
      ],
    })
    expect(plan('kmeans', { kind: 'last', share: 0.25, purge: 5 }, { window: 20 })[0].train.at(-1)).toEqual({
      first: 500,
      last: 894,
    })
    expect(plan('z-score', { kind: 'from', time: series.times[1000], purge: null })[0]).toMatchObject({
      purge: 1,
      heldOut: [{ first: 1000, last: 1199 }],
    })
  })

  test('adapts its parameters to what may be trained on, not to what is held out', () => {
    const other: Series = {
      ...series,
      values: [series.values[0].map((value, i) => (i < 600 ? value : Math.sin(i / 40)))],
    }
    const last: HoldOut = { kind: 'last', share: 0.5, purge: null }
    const [own, changed] = [series, other].map(
      (data) => planHoldOut(detectorById('kmeans'), data, { holdOut: last, params: {}, ranges: null })[0].params,
    )
    expect(changed).toEqual(own)
  })

  test('trains only where the person allows it', () => {
    const folds = plan('kmeans', blocks(3), { window: 10 }, [
      { first: 100, last: 899 },
      { first: 920, last: 1199 },
    ])
    expect(folds.map(({ train }) => train)).toEqual([
      [
        { first: 410, last: 499 },
        { first: 500, last: 899 },
        { first: 920, last: 1199 },
      ],
      [
        { first: 100, last: 389 },
        { first: 810, last: 899 },
        { first: 920, last: 1199 },
      ],
      [
        { first: 100, last: 499 },
        { first: 500, last: 789 },
      ],
    ])
    expect(folds.map(({ context }) => context)).toEqual([
      { first: 0, last: 409 },
      { first: 390, last: 809 },
      { first: 790, last: 1199 },
    ])
  })

  test('says in a sentence what cannot be done', () => {
    expect(() => plan('kmeans', blocks(40), { window: 60 })).toThrow(
      'In 40 blocks there are 30 rows each, and "k-means" looks at 60 rows at a time: at most 20 blocks are possible here.',
    )
    expect(() => plan('kmeans', { kind: 'last', share: 0.99, purge: null }, { window: 60 })).toThrow(
      /^Holding out the last 99 % leaves too little to train on\. .*needs 61 points .* has 12\.$/,
    )
    expect(() => plan('kmeans', { kind: 'last', share: 0.9, purge: 100 }, { window: 60 })).toThrow(
      /^Holding out the last 90 % and a purge gap of 100 rows leaves too little to train on\. .*longest stretch here has 20\.$/,
    )
    expect(() => plan('kmeans', blocks(2, 900), { window: 60 })).toThrow(
      /^Holding out block 1 of 2 and a purge gap of 900 rows leaves too little to train on\./,
    )
    expect(() => plan('kmeans', { kind: 'from', time: series.times[1199] + 1, purge: null })).toThrow(
      'the data end at 1970-01-01T00:20:59.000Z.',
    )
    expect(() => plan('kmeans', { kind: 'from', time: 0, purge: null })).toThrow(
      /^Holding out everything from 1970-01-01T00:00:00.000Z on leaves too little to train on\./,
    )
    expect(() => plan('random', blocks(3))).toThrow(
      '"Random" learns nothing, so there is nothing to hold out from it: judge it on all rows.',
    )
    expect(() => plan('kmeans', blocks(3), { window: 'x' })).toThrow('Parameter "window"')
  })
})

describe('cross-validation', () => {
  beforeAll(() => startTensorFlow('auto'))

  test('scores every row, each by a model that has not seen it, and finds what is odd', async () => {
    const result = await crossValidate(
      detectorById('kmeans'),
      series,
      plan('kmeans', blocks(4), { window: 10 }),
      null,
      quietJob(),
    )
    expect(result.assessed).toBe(1200)
    expect(averagePrecision(rankingCurve(result.scores, labels))).toBeGreaterThan(0.9)
    expect(result.scores.indexOf(Math.max(...result.scores))).toBeGreaterThanOrEqual(890)
  })

  test('where blocks are to agree, each is learned alone and a row gets the median of what the others say', async () => {
    const agreeing: HoldOut = { kind: 'blocks', blocks: 4, purge: null, agree: true }
    const folds = plan('kmeans', agreeing, { window: 10 })
    expect(folds.map(({ train }) => train)).toEqual([
      [{ first: 0, last: 289 }],
      [
        { first: 310, last: 499 },
        { first: 500, last: 589 },
      ],
      [{ first: 610, last: 889 }],
      [{ first: 910, last: 1199 }],
    ])
    expect(rowsIn(folds[2].heldOut)).toBe(900)
    const result = await crossValidate(detectorById('kmeans'), series, folds, null, quietJob())
    expect(result.assessed).toBe(1200)
    const alone = await Promise.all(
      folds.map(async (fold) => {
        const one = await crossValidate(detectorById('kmeans'), series, [fold], null, quietJob())
        return one.scores[700]
      }),
    )
    // One fold alone has learned the row, and says nothing of it.
    expect(alone.map(Number.isNaN)).toEqual([false, false, true, false])
    expect(result.scores[700]).toBeCloseTo(alone.filter((score) => !Number.isNaN(score)).sort((a, b) => a - b)[1], 9)
    expect(result.contributions![0][700]).toBeCloseTo(1, 6)
  })

  test('an anomaly that fills its block stays one for the blocks that agree, and the rest stays usual', async () => {
    const values = series.values[0].map((value, i) =>
      i >= 480 && i < 720 ? value + 3 : value - (i >= 900 && i < 920 ? 3 : 0),
    )
    const filled: Series = { ...series, values: [values] }
    const found = async (agree: true | undefined) => {
      const holdOut: HoldOut = { kind: 'blocks', blocks: 5, purge: null, agree }
      const folds = planHoldOut(detectorById('kmeans'), filled, { holdOut, params: { window: 10 }, ranges: null })
      const { scores } = await crossValidate(detectorById('kmeans'), filled, folds, null, quietJob())
      return averagePrecision(
        rankingCurve(
          scores,
          Uint8Array.from(values, (_, i) => Number(i >= 480 && i < 720)),
        ),
      )!
    }
    expect(await found(true)).toBeGreaterThan(0.95)
  })

  test('blocks that agree hold out every row', async () => {
    const holdOut: HoldOut = { kind: 'blocks', blocks: 4, purge: null, agree: true }
    const wish = { holdOut, params: { window: 10 }, ranges: null, labels: null }
    const { heldOut, trained } = await trainHeldOut(detectorById('kmeans'), series, wish, quietJob())
    expect(heldOut).toEqual({ first: 0, last: 1199 })
    expect(rowsIn(trained)).toBe(1140)
  })

  test('blocks that are too short to be learned alone are held out in turn', () => {
    const wish: HoldOut = { kind: 'blocks', blocks: 5, purge: null, agree: true }
    expect(plan('kmeans', wish, { window: 150 })).toEqual(plan('kmeans', blocks(5), { window: 150 }))
    expect(() => plan('random', wish)).toThrow('learns nothing')
  })

  test('gives a row the same score whatever the rows are that its model must not see', async () => {
    const folds = plan('mahalanobis', blocks(4))
    const changed: Series = {
      ...series,
      values: [series.values[0].map((value, i) => (i === 950 ? value + 50 : value))],
    }
    const [a, b] = [
      await crossValidate(detectorById('mahalanobis'), series, folds, null, quietJob()),
      await crossValidate(detectorById('mahalanobis'), changed, folds, null, quietJob()),
    ]
    const last = folds[3].heldOut[0].first
    // Row 950 is in the last block: only its own score may differ there, while the models of the others have seen the change.
    expect(
      Array.from({ length: 1200 - last }, (_, i) => last + i).filter((row) => a.scores[row] !== b.scores[row]),
    ).toEqual([950])
    expect(a.scores[100]).not.toBe(b.scores[100])
  })

  test('puts the folds on one scale: the middle of what each model says of its own training data is 0', async () => {
    const result = await crossValidate(
      detectorById('kmeans'),
      series,
      plan('kmeans', blocks(3), { window: 10 }),
      null,
      quietJob(),
    )
    const sorted = result.trainingScores.toSorted()
    expect(Math.abs(sorted[sorted.length >> 1])).toBeLessThan(0.1)
    expect(result.scores.subarray(0, 400).toSorted()[200]).toBeCloseTo(
      result.scores.subarray(400, 800).toSorted()[200],
      0,
    )
  })

  test('keeps the probabilities of detectors that learn from labels', async () => {
    const more = new Uint8Array(1200)
    for (let at = 50; at < 1200; at += 100) more.fill(1, at, at + 20)
    const marked: Series = { ...series, values: [series.values[0].map((value, i) => value + 3 * more[i])] }
    const params = { window: 10, epochs: 2 }
    const folds = planHoldOut(detectorById('fcn-classifier'), marked, { holdOut: blocks(2), params, ranges: null })
    const { scores, history } = await crossValidate(detectorById('fcn-classifier'), marked, folds, more, quietJob())
    expect(scores.every((score) => Number.isNaN(score) || (score >= 0 && score <= 1))).toBe(true)
    expect(history.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4])
  })

  test('says which block it is at, and which one cannot be trained', async () => {
    const heard = new Set<string>()
    const folds = plan('kmeans', blocks(3), { window: 10 })
    await crossValidate(
      detectorById('kmeans'),
      series,
      folds,
      null,
      quietJob({ onProgress: ({ phase }: Progress) => heard.add(phase.split(':')[0]) }),
    )
    expect([...heard]).toEqual(['Block 1 of 3', 'Block 2 of 3', 'Block 3 of 3'])
    const classifier = detectorById('fcn-classifier')
    const none = planHoldOut(classifier, series, { holdOut: blocks(3), params: { window: 10 }, ranges: null })
    await expect(crossValidate(classifier, series, none, labels, quietJob())).rejects.toThrow(/^Block \d of 3: /)
  })

  test('ends when it is cancelled', async () => {
    const abort = new AbortController()
    const job = quietJob({
      signal: abort.signal,
      onProgress: ({ phase }) => phase.startsWith('Block 2') && abort.abort(),
    })
    await expect(
      crossValidate(detectorById('kmeans'), series, plan('kmeans', blocks(3), { window: 10 }), null, job),
    ).rejects.toMatchObject({ code: 'cancelled' })
  })

  test('leaves a block unassessed in which no stretch is as long as a window', async () => {
    const holes: Series = {
      ...series,
      values: [series.values[0].map((value, i) => (i < 400 && i % 8 === 0 ? NaN : value))],
    }
    const folds = planHoldOut(detectorById('kmeans'), holes, {
      holdOut: blocks(4),
      params: { window: 10 },
      ranges: null,
    })
    const { scores } = await crossValidate(detectorById('kmeans'), holes, folds, null, quietJob())
    expect(scores.subarray(0, 380).every(Number.isNaN)).toBe(true)
    expect(rowsIn(folds[0].heldOut)).toBeGreaterThan(200)
    expect(Number.isNaN(scores[500])).toBe(false)
  })
})

describe('the scale of a fold', () => {
  test('is not moved by a few anomalies in the training data', () => {
    const calm = Float64Array.from({ length: 101 }, (_, i) => i / 100)
    const [a, b] = scoreScales([calm, calm.map((score, i) => (i > 97 ? 1000 : score))])
    expect(a).toEqual({ middle: 0.5, spread: 1.4826 * 0.25 })
    expect(b.middle).toBe(0.5)
    expect(b.spread).toBeCloseTo(a.spread, 2)
    const [middle, one, none] = standardise(Float64Array.of(0.5, 0.5 + 1.4826 * 0.25, NaN), a)
    expect([middle, none]).toEqual([0, NaN])
    expect(one).toBeCloseTo(1, 12)
  })

  test('is of one kind for all folds, and never 0', () => {
    const half = Float64Array.of(0, 0, 0, 0, 0, 0, 1, 2)
    const [first, second] = scoreScales([half, Float64Array.of(0, 1, 2, 3)])
    expect(second).toEqual({ middle: 1.5, spread: Math.sqrt(1.25) })
    expect(first.middle).toBe(3 / 8)
    expect(scoreScales([Float64Array.of(2, 2, 2)])).toEqual([{ middle: 2, spread: 1 }])
  })
})
