import { describe, expect, test } from 'vitest'
import { engineCalls } from '../../../src-main/engine/jobs/index.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { labPoints } from '../../../src-main/analysis/threshold-lab/points.ts'
import { labView } from '../../../src-main/analysis/threshold-lab/lab-view.ts'
import { consequences, prepareLab, receivedPoints } from '../../../src-main/shared/runs/threshold-lab.ts'
import { decode, encode } from '../../../src-main/shared/wire.ts'
import { projectWithAnomaly } from '../../engine/jobs/trained.ts'

const plain = { minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 }
const seconds = (n: number) => Float64Array.from({ length: n }, (_, i) => i * 1000)

describe('what the threshold lab is given', () => {
  test('leads to the numbers of the run at its own threshold, over the wire and back', async () => {
    const { path, set, train, remove } = projectWithAnomaly()
    const run = await train('z-score')
    const answer = await engineCalls.thresholdLab(
      { project: path, run: run.id, labelSet: set.id, points: true },
      quietJob(),
    )
    const { points, view } = decode(encode(answer)) as typeof answer
    const live = consequences(prepareLab(receivedPoints(points!), view.windows), run.thresholdValue!, run.threshold)
    const value = (id: string) => run.measures!.values.find((m) => m.id === id)!.value
    expect({
      n: live.detections,
      counts: live.counts,
      f1: live.f1,
      found: live.eventsFound,
      there: live.events,
      delay: live.medianDelay,
      alarm: live.shareInAlarm,
    }).toEqual({
      n: run.detections,
      counts: run.measures!.confusion,
      f1: value('F1'),
      found: value('events found'),
      there: value('events there'),
      delay: value('median delay'),
      alarm: value('share in alarm'),
    })
    expect(view.curves!.aucRoc).toBe(value('AUC-ROC'))
    expect(view.curves!.aucPr).toBe(value('AUC-PR'))
    const again = await engineCalls.thresholdLab(
      { project: path, run: run.id, labelSet: null, points: false },
      quietJob(),
    )
    expect([again.points, again.view.windows, again.view.curves]).toEqual([null, null, null])
    remove()
  })

  test('counts every assessed score in exactly one bar, of both axes', () => {
    const random = seededRandom(3)
    const scores = Float64Array.from({ length: 5000 }, () => (random.next() < 0.1 ? NaN : random.next() ** 12 * 1000))
    const labels = Uint8Array.from(scores, (_, i) => Number(i < 500))
    const view = labView(scores, labels, null)
    const assessed = scores.filter(Number.isFinite).length
    expect(view.logarithmic).not.toBeNull()
    for (const { normal, labelled, edges } of [view.linear, view.logarithmic!]) {
      const sum = (bars: Float64Array) => bars.reduce((a, b) => a + b, 0)
      expect(sum(normal) + sum(labelled)).toBe(assessed)
      expect(sum(labelled)).toBe(scores.subarray(0, 500).filter(Number.isFinite).length)
      expect([...edges].every((edge, i) => i === 0 || edge > edges[i - 1])).toBe(true)
    }
  })

  test('has curves that end where everything is an alarm, thinned but not beyond what a screen shows', () => {
    const random = seededRandom(8)
    const labels = Uint8Array.from({ length: 40_000 }, (_, i) => Number(i % 100 < 7))
    const scores = Float64Array.from(labels, (label) => random.next() + 0.4 * label)
    const { recall, precision, falseAlarmRate } = labView(scores, labels, null).curves!
    expect([recall.at(-1), precision.at(-1), falseAlarmRate.at(-1)]).toEqual([1, 0.07, 1])
    expect(recall.length).toBeGreaterThan(200)
    expect(recall.length).toBeLessThan(5000)
    for (let i = 1; i < recall.length; i++) expect(recall[i] - recall[i - 1]).toBeLessThan(0.01)
  })

  test('says in a sentence what it cannot show', () => {
    const notes = (scores: number[], labels: number[] | null) =>
      labView(Float64Array.from(scores), labels && Uint8Array.from(labels), null).notes
    expect(notes([NaN, NaN], null)).toEqual(['No row has a score, so there is nothing to set a threshold on.'])
    expect(notes([2.5, 2.5], [1, 0])).toEqual(['All scores are equal (2.5): no threshold tells one row from another.'])
    expect(notes([1, 2], null)).toEqual([
      'The curves need labels: mark the anomalies that you know of and accept them.',
    ])
    expect(notes([1, 2], [1, 1])).toEqual(['Every scored row lies inside a label, so there are no curves.'])
    expect(notes([1, NaN], [0, 1])).toContain('No scored row lies inside a label, so there are no curves.')
  })
})

describe('more rows than the page can hold', () => {
  test('are stretches with their highest score, cut at gaps, that together count every assessed row', () => {
    const scores = Float64Array.from({ length: 1000 }, (_, i) => (i % 50 === 0 ? NaN : i % 97 === 0 ? 9 : 1))
    const times = seconds(1000).map((t, i) => (i < 333 ? t : t + 60_000))
    const points = labPoints(scores, times, null, 100)
    expect(points.rowsPerPoint).toBe(20)
    expect([...points.firstRows!]).toContain(333)
    expect(points.scores.length).toBeLessThanOrEqual(100)
    expect(points.weights!.reduce((a, b) => a + b)).toBe(980)
    const first = points.firstRows!.findIndex((row) => row > 97) - 1
    expect([points.scores[first], points.starts[first] <= times[97], points.ends![first] >= times[97]]).toEqual([
      9,
      true,
      true,
    ])
  })

  test('keep every event that was found, and never show fewer rows in alarm than there are', () => {
    const random = seededRandom(5)
    const labels = Uint8Array.from({ length: 20_000 }, (_, i) => Number(i % 2000 >= 900 && i % 2000 < 960))
    const scores = Float64Array.from(labels, (label) => random.next() + label)
    const windows = labView(scores, labels, null).windows
    const exact = consequences(
      prepareLab(receivedPoints(labPoints(scores, seconds(20_000), null)), windows),
      0.99,
      plain,
    )
    const rough = consequences(
      prepareLab(receivedPoints(labPoints(scores, seconds(20_000), null, 4000)), windows),
      0.99,
      plain,
    )
    expect([rough.eventsFound, rough.events]).toEqual([exact.eventsFound, exact.events])
    expect(rough.shareInAlarm).toBeGreaterThanOrEqual(exact.shareInAlarm!)
    expect(Math.abs(rough.recall! - exact.recall!)).toBeLessThan(0.05)
  })
})
