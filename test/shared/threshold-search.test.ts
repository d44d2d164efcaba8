import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import { alarmsPerWeek } from '../../src-main/analysis/thresholds/alarms-per-week.ts'
import type { DetectionOptions } from '../../src-main/shared/runs/detected-ranges.ts'
import { consequences, prepareLab, type Lab } from '../../src-main/shared/runs/threshold-lab.ts'
import { cheapest, costOf, ladderOf, withinBudget, type Search } from '../../src-main/shared/runs/threshold-search.ts'
import { pointsOf, randomRun, windowsOf } from './random-run.ts'

const plain: DetectionOptions = { minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 }
const WEEK_MS = 7 * 24 * 3600 * 1000

function done(search: Search) {
  for (;;) {
    const step = search.next()
    if (step.done) return step.value
  }
}

const ladder = (scores: Float64Array, most = 1000) =>
  ladderOf(
    Float64Array.from(new Set(scores.filter(Number.isFinite)))
      .sort()
      .reverse(),
    most,
  )

describe('a budget of alarms', () => {
  test('finds what the rule "alarms per week" finds, also from a ladder with few rungs', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = seededRandom(seed)
      const scores = Float64Array.from({ length: 2000 }, () =>
        random.next() < 0.02 ? NaN : Math.round(random.next() * 500) / 500,
      )
      let time = 0
      // With gaps, which end an alarm.
      const times = Float64Array.from(scores, () => (time += random.next() < 0.1 ? 6_000_000 : 600_000))
      const budget = 1 + random.below(30)
      const rule = alarmsPerWeek.compute(
        { training: new Float64Array(0), scored: scores, labels: null, times, stepMs: 600_000 },
        { budget },
      )
      const lab = prepareLab(pointsOf(scores, times), null)
      // Without merging, noise only ever raises more alarms down to where the budget is reached, so that no rung is jumped to no purpose.
      for (const most of [1000, 12])
        expect(
          done(withinBudget(lab, plain, ladder(scores, most), budget)).best?.threshold,
          `seed ${seed}, ${most} rungs`,
        ).toBe(rule)
    }
  })

  test('is kept at what it finds and at every distinct score above, and broken by the next score below, whatever the rules', () => {
    for (let seed = 1; seed <= 150; seed++) {
      const { scores, times, options } = randomRun(seed)
      const points = pointsOf(scores, times)
      const assessed = scores.filter(Number.isFinite).length
      if (assessed === 0 || points.stepMs === 0) continue
      const lab = prepareLab(points, null)
      const all = ladder(scores)
      const budget = (3 * WEEK_MS) / (assessed * points.stepMs)
      const { best, fewest } = done(withinBudget(lab, options, all, budget))
      const counts = [...all].map((t) => consequences(lab, t, options).alarms)
      const refused = counts.findIndex((count) => count > 3)
      const lowest = refused < 0 ? all.length - 1 : refused - 1
      if (counts[lowest] === 0)
        expect([best, fewest?.threshold], `seed ${seed}`).toEqual([null, all[counts.findIndex((count) => count > 0)]])
      else expect(best?.threshold, `seed ${seed}`).toBe(all[lowest])
    }
  })
})

describe('a cost', () => {
  /** By trying every distinct score. */
  function bruteForce(lab: Lab, options: DetectionOptions, all: Float64Array, missedCosts: number) {
    let alarms = 0
    return Math.min(
      ...[...all].map((t) => {
        const found = consequences(lab, t, options)
        alarms = Math.max(alarms, found.falseAlarms ?? 0)
        return costOf({ ...found, falseAlarms: alarms }, missedCosts)
      }),
    )
  }

  test('is the least that any distinct score leads to', () => {
    for (let seed = 1; seed <= 150; seed++) {
      const { scores, times, labels, options } = randomRun(seed)
      const lab = prepareLab(pointsOf(scores, times), windowsOf(labels))
      const all = ladder(scores)
      if (all.length === 0 || !lab.windows?.length) continue
      for (const missedCosts of [1, 5]) {
        const { best } = done(cheapest(lab, options, all, missedCosts))
        expect(costOf(best!, missedCosts), `seed ${seed}`).toBeLessThanOrEqual(
          bruteForce(lab, options, all, missedCosts),
        )
      }
    }
  })

  test('does not take one alarm without an end for the cheapest', () => {
    const random = seededRandom(4)
    const scores = Float64Array.from({ length: 1000 }, (_, i) => (i >= 500 && i < 520 ? 0.45 : random.next() * 0.5))
    const labels = Uint8Array.from(scores, (_, i) => Number(i >= 500 && i < 520))
    const times = Float64Array.from(scores, (_, i) => i * 1000)
    const lab = prepareLab(pointsOf(scores, times), windowsOf(labels))
    const { best } = done(cheapest(lab, plain, ladder(scores), 3))
    expect(best?.shareInAlarm).toBeLessThan(0.2)
  })
})

describe('the scores where a search begins', () => {
  test('are all distinct ones where they are few, else closest together at the top', () => {
    expect([...ladderOf(Float64Array.from([5, 2, 1]), 10)]).toEqual([5, 2, 1])
    const many = ladderOf(
      Float64Array.from({ length: 100_000 }, (_, i) => 99_999 - i),
      50,
    )
    expect(many[0]).toBe(99_999)
    expect(many.at(-1)).toBe(0)
    expect(many.length).toBeLessThanOrEqual(50)
    expect(many[1] - many[2]).toBeLessThan(many.at(-2)! - many.at(-1)!)
  })
})
