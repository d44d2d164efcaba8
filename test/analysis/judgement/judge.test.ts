import { expect, test } from 'vitest'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { judge } from '../../../src-main/analysis/judgement/judge.ts'

const times = Float64Array.from({ length: 500 }, (_, i) => 1000 * i)
/** Quiet scores with a tip of two rows and, where asked for, a hill of forty. */
const scoresWith = (hill: boolean) =>
  Float64Array.from({ length: 500 }, (_, i) =>
    i === 100 || i === 101 ? 9 : hill && i >= 300 && i < 340 ? 10 : 1 + 0.1 * Math.sin(i),
  )
const judged = (scores: Float64Array, rule: string, params: Record<string, number>) =>
  judge(
    {
      scores,
      times,
      stepMs: 1000,
      labels: null,
      training: new Float64Array(0),
      threshold: { rule, params, minDurationMs: 10_000, mergeGapMs: 0, hysteresis: 1 },
      modes: null,
      judged: { first: 0, last: 499 },
      heldOut: null,
      seen: null,
      intervals: false,
    },
    quietJob(),
  )
const rows = async (...args: Parameters<typeof judged>) =>
  (await judged(...args)).detections.map(({ first, last }) => [first, last])

test('short alarms are left out beside a long one, but never to the last where the rule is never silent', async () => {
  const params = { window: 20, generosity: 1 }
  expect(await rows(scoresWith(true), 'stands-out', params)).toEqual([[300, 339]])
  expect(await rows(scoresWith(false), 'stands-out', params)).toEqual([[100, 101]])
  expect(await rows(scoresWith(false), 'fixed', { value: 5 })).toEqual([])
})
