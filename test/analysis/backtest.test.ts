import { describe, expect, test } from 'vitest'
import { backtest, usable, verdictOf, type BacktestInput } from '../../src-main/analysis/backtest.ts'
import { judgeChallenger, planChallenge } from '../../src-main/analysis/challenge.ts'
import { mahalanobis } from '../../src-main/analysis/detectors/mahalanobis.ts'
import { quietJob } from '../../src-main/analysis/job.ts'
import type { BacktestPeriod } from '../../src-main/shared/watch/backtest.ts'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import { trainDetector, type TrainedModel } from '../../src-main/analysis/train-and-score.ts'
import { thresholdById } from '../../src-main/analysis/thresholds/index.ts'

const perDay = 288
const rule = { rule: 'mean-sigma', params: { k: 5 } }

/** Ten days of training and thirty days after, of which a level moves by `drift` a day; labelled spikes where it is wished. */
async function replayed(drift: number, spikes: boolean): Promise<BacktestInput> {
  const random = seededRandom(7)
  const n = 40 * perDay
  const times = Float64Array.from({ length: n }, (_, i) => i * 300_000)
  const day = (i: number) => Math.max(0, i / perDay - 10)
  const isSpike = (i: number) => spikes && i > 10 * perDay && i % 900 < 6
  const values = [0, 1].map((c) =>
    Float64Array.from(times, (_, i) => random.normal() + (c === 0 ? drift * day(i) + (isSpike(i) ? 8 : 0) : 0)),
  )
  const series = {
    times,
    channels: [
      { name: 'a', unit: null },
      { name: 'b', unit: null },
    ],
    values,
  }
  const learnt = [{ first: 0, last: 10 * perDay - 1 }]
  const champion = await trainDetector(mahalanobis, series, { ranges: learnt }, quietJob())
  const training = champion.trainingScores
  const threshold = thresholdById(rule.rule).compute(
    { training, scored: training, labels: null, stepMs: 300_000 },
    { k: 5 },
  )
  return {
    detector: mahalanobis,
    params: champion.params,
    series,
    learnt,
    labels: spikes ? Uint8Array.from(times, (_, i) => Number(isSpike(i))) : null,
    normal: new Uint8Array(n),
    champion,
    threshold,
    rule,
    alarm: { onDelayMs: 0, offDelayMs: 3_600_000, deadband: 0.9 },
    window: 1,
    everyDays: 5,
    learns: 'recent',
  }
}

test('of data that drift it says that training anew is better, by labels', async () => {
  const found = await backtest(await replayed(0.25, true), quietJob())
  expect(found.periods).toHaveLength(6)
  expect(
    found.periods.every(({ by, events, challenger }) => by === 'labels' && events >= 1 && challenger !== null),
  ).toBe(true)
  expect(found.advice).toBe('promote')
  const last = found.periods.at(-1)!
  expect(last.champion.falseShare).toBeGreaterThan(0.3)
  expect(last.challenger!.falseShare).toBeLessThan(last.champion.falseShare / 2)
  // What the champion calls strange and what is labelled is not learnt from.
  expect(last.refused).toBeGreaterThan(20)
})

test('of data that stay as they are it says to keep the run, by planted anomalies', async () => {
  const found = await backtest(await replayed(0, false), quietJob())
  expect(found.periods.every(({ by }) => by === 'planted anomalies')).toBe(true)
  expect(found).toMatchObject({ advice: 'keep', difference: { periods: 6 } })
  expect(Math.abs(found.difference!.value)).toBeLessThan(0.05)
})

test('a challenger sees nothing of the period it is judged on', async () => {
  const whole = await replayed(0.25, true)
  const cut = {
    ...whole,
    series: { ...whole.series, values: whole.series.values.map((v) => v.map((x, i) => (i >= 35 * perDay ? 0 : x))) },
  }
  const [a, b] = [await backtest(whole, quietJob()), await backtest(cut, quietJob())]
  expect(b.periods.slice(0, 5)).toEqual(a.periods.slice(0, 5))
})

test('nothing after training is nothing to replay', async () => {
  const input = await replayed(0, false)
  const last = input.series.times.length - 1
  await expect(backtest({ ...input, learnt: [{ first: 0, last }] }, quietJob())).rejects.toThrow(
    'nothing to replay yet',
  )
})

describe('the verdict over periods', () => {
  const period = (quality: [number, number], falseShare: [number, number]): BacktestPeriod => {
    const one = (i: 0 | 1) => ({ alarms: 1, found: 0, falseShare: falseShare[i], quality: quality[i] })
    const facts = { start: 0, end: 1, rows: 100, events: 0, by: 'planted anomalies' as const, learnt: 100, refused: 0 }
    return { ...facts, champion: one(0), challenger: one(1), note: '' }
  }
  const advice = (quality: [number, number], falseShare: [number, number]) =>
    verdictOf([0, 1, 2, 3].map((i) => period([quality[0], quality[1] + i / 1e4], falseShare))).advice

  test('is for the one with far fewer false alarms, though it finds a hair less', () => {
    expect(advice([0.086, 0.08], [0.31, 0.19])).toBe('promote')
    expect(advice([0.086, 0.08], [0.04, 0.01])).toBe('promote')
    expect(advice([0.086, 0.08], [0.06, 0.04])).toBe('keep')
  })

  test('says where nobody has answered the alarms that would be fewer', () => {
    const periods = [0, 1, 2, 3].map((i) => period([0.086, 0.086 + i / 1e4], [0.31, 0]))
    expect(verdictOf(periods, true).reason).toMatch(/^False alarms: 31 % /)
    expect(verdictOf(periods, false).reason).toContain('Nobody has said that they are false: look at some')
  })

  test('is against one that finds less by an amount that matters', () => {
    expect(advice([0.5, 0.4], [0.31, 0.01])).toBe('keep')
  })
})

test('what lies beside a strange stretch is not learnt from: as many rows as are strange, and half a window', () => {
  const scores = new Float64Array(60).fill(0.5)
  scores.fill(9, 10, 18)
  scores[30] = 9
  scores.fill(9, 45, 50)
  const normal = new Uint8Array(60).fill(1, 45, 50)
  const found = usable({ labels: null, normal, threshold: 1, window: 5 }, scores, 60, 1000)
  expect(found.ranges).toEqual([
    { first: 0, last: 7 },
    { first: 20, last: 28 },
    { first: 32, last: 59 },
  ])
  expect([found.refused, found.allowed]).toEqual([15, 5])
})

test('a challenger that calls as much strange as the run in force says how the new normal is learnt', async () => {
  const reasonOf = async (drift: number) => {
    const input = await replayed(drift, false)
    const plan = await planChallenge(input, 10 * perDay, 'recent', quietJob())
    const same = { model: input.champion as TrainedModel, scores: plan.championScores, threshold: input.threshold }
    return (await judgeChallenger(input, plan, same, { window: 'recent', how: 'cold' }, quietJob())).reason
  }
  expect(await reasonOf(0.5)).toMatch('call its alarms false and train again')
  expect(await reasonOf(0)).not.toMatch('train again')
})
