import { expect, test } from 'vitest'
import type { ChannelDrift } from '../../src-main/shared/watch/drift-board.ts'
import { driftFacts } from '../../src-main/shared/watch/drift-facts.ts'

const one = (value: number, low: number | null = null, high: number | null = null) => ({ value, low, high })
const row: ChannelDrift = {
  name: 'flow',
  unit: 'l/min',
  based: { training: 2016, recent: 4320 },
  shift: one(4),
  size: 2,
  spread: one(1.5, 1.2, 1.9),
  noise: null,
  psi: one(0.8642, 0.7, 1),
  ks: one(0.4),
  wasserstein: one(1.707, 1.5, 2),
  missing: { training: 0, recent: 0.012 },
  range: { training: [50, 60], recent: [52, 71.256] },
  outside: 0.1,
  drifted: 'level',
  since: 0,
  course: 'slowly',
  changes: [1, 2, 3, 4, 5, 6, 7],
  sentence: null,
}
const told = (change: Partial<ChannelDrift>) =>
  Object.fromEntries(driftFacts({ ...row, ...change }, String).map(({ what, text }) => [what, text]))

test('a channel of the board says what it rests on, with intervals where there are some', () => {
  expect(told({})).toEqual({
    'Based on': '4,320 recent values beside 2,016 of training',
    PSI: '0.864 [0.7, 1]',
    KS: '0.4',
    W1: '1.71 [1.5, 2] l/min',
    Spread: '1.5 [1.2, 1.9] times that of training',
    Missing: '1.2 %, in training 0 %',
    Range: '52 to 71.3 l/min, in training 50 to 60 l/min',
    'Level changes': '1, 2, 3, 4, 5 and 2 more',
  })
})

test('and what a model expects and how noisy it is, where that is known', () => {
  expect(told({ bias: { training: -1e-9, recent: 0.3 }, noise: 2, changes: [] })).toMatchObject({
    'Bias of the model': '+0.3 l/min beside what it expects, in training 0 l/min',
    Noise: '2 times that of training',
  })
  expect(told({ range: { training: null, recent: [0, 1] } })).not.toHaveProperty('Range')
})
