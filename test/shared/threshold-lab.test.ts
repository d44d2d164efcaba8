import { describe, expect, test } from 'vitest'
import { assessedPart } from '../../src-main/analysis/metrics/assessed-part.ts'
import { confusion, pointMetrics } from '../../src-main/analysis/metrics/confusion.ts'
import { delays, eventViewMetrics } from '../../src-main/analysis/metrics/event-view.ts'
import { usualStep } from '../../src-main/analysis/preprocessing/gaps.ts'
import { detect } from '../../src-main/analysis/thresholds/detections.ts'
import { detectedRanges, scoreBlocks } from '../../src-main/shared/runs/detected-ranges.ts'
import { consequences, prepareLab } from '../../src-main/shared/runs/threshold-lab.ts'
import { pointsOf, randomRun, windowsOf } from './random-run.ts'

/** The engine's measures at a threshold, by id. */
function measured(given: Parameters<typeof assessedPart>[0]) {
  const input = assessedPart(given)
  const value = (id: string) => [...pointMetrics, ...eventViewMetrics].find((m) => m.id === id)!.compute(input)
  return {
    value,
    confusion: confusion(input.labels, input.flags),
    windows: input.windows.length,
    delays: delays(input),
  }
}

describe('the numbers of a moving threshold', () => {
  test('are those that the engine computes, on random scores with holes, gaps, merging, shortest durations and hysteresis', () => {
    let told = 0
    for (let seed = 1; seed <= 600; seed++) {
      const { scores, times, labels, options, threshold } = randomRun(seed)
      const found = detect(scores, times, threshold, options)
      const live = consequences(prepareLab(pointsOf(scores, times), windowsOf(labels)), threshold, options)
      expect(live.detections, `seed ${seed}`).toBe(found.detections.length)
      if (scores.every(Number.isNaN)) {
        expect(live).toMatchObject({ shareInAlarm: null, alarmsPerWeek: null, precision: null })
        continue
      }
      const { value, confusion, windows, delays } = measured({
        scores,
        labels,
        flags: found.flags,
        times,
        detections: found.detections,
      })
      expect({ seed, ...live }).toEqual({
        seed,
        threshold,
        detections: found.detections.length,
        counts: confusion,
        precision: value('precision'),
        recall: value('recall'),
        f1: value('F1'),
        falseAlarmRate: value('FAR'),
        eventsFound: value('events found'),
        events: windows,
        medianDelay: value('median delay'),
        falseAlarmsPerWeek: value('false alarms per week'),
        shareInAlarm: value('share in alarm'),
        falseAlarms: live.falseAlarms,
        alarms: found.detections.length,
        alarmsPerWeek: live.alarmsPerWeek,
      })
      told += delays.length
    }
    expect(told).toBeGreaterThan(500)
  })

  test('do not depend on the blocks that are passed over', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const { scores, times, options, threshold } = randomRun(seed)
      const points = { scores, starts: times, ends: times }
      const step = usualStep(times)
      const of = (size: number) => {
        const { first, last, count } = detectedRanges(
          points,
          threshold,
          options,
          step,
          size ? scoreBlocks(points, step, size) : null,
        )
        return [...first.subarray(0, count)].map((row, i) => [row, last[i]])
      }
      for (const size of [1, 2, 7, 64]) expect(of(size), `seed ${seed}, blocks of ${size}`).toEqual(of(0))
    }
  })

  test('have no measures against labels where there are none', () => {
    const scores = Float64Array.from([0, 1, 5, 1, 6, 6, 0, NaN])
    const times = Float64Array.from(scores, (_, i) => i * 3_600_000)
    const live = consequences(prepareLab(pointsOf(scores, times), null), 4, {
      minDurationMs: 0,
      mergeGapMs: 0,
      hysteresis: 1,
    })
    expect(live).toMatchObject({
      detections: 2,
      precision: null,
      eventsFound: null,
      events: null,
      falseAlarmsPerWeek: null,
      shareInAlarm: 3 / 7,
      alarmsPerWeek: 48,
    })
  })

  test('count what is held out of training alone, while detections are found everywhere', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const { scores, times, labels, options, threshold } = randomRun(seed)
      const first = Math.floor(scores.length / 3)
      const last = Math.floor((2 * scores.length) / 3)
      const found = detect(scores, times, threshold, options)
      const held = scores.map((score, row) => (row < first || row > last ? NaN : score))
      if (held.every(Number.isNaN)) continue
      const live = consequences(
        prepareLab({ ...pointsOf(scores, times), judged: { first, last } }, windowsOf(labels)),
        threshold,
        options,
      )
      const { value, confusion } = measured({
        scores: held,
        labels,
        flags: found.flags,
        times,
        detections: found.detections,
      })
      expect({
        seed,
        counts: live.counts,
        found: live.eventsFound,
        delay: live.medianDelay,
        perWeek: live.falseAlarmsPerWeek,
      }).toEqual({
        seed,
        counts: confusion,
        found: value('events found'),
        delay: value('median delay'),
        perWeek: value('false alarms per week'),
      })
    }
  })
})
