import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { HoldOut } from '../../src-main/shared/models/hold-out.ts'
import type { Run } from '../../src-main/shared/project.ts'
import { consequences, prepareLab, receivedPoints } from '../../src-main/shared/runs/threshold-lab.ts'
import { RealApp } from './real-app.ts'

/** 1,500 seconds of a pump with four labelled jumps, one of them across the row where the last 30 % begin, and unlabelled ones. */
function pumpCsv(): string {
  const lines = ['time,Flow [l/min],Pressure (bar),anomaly']
  for (let i = 0; i < 1500; i++) {
    const odd = [300, 700, 1040, 1300].some((at) => i >= at && i < at + 30)
    const jump = odd || [500, 1150, 1400].some((at) => i >= at && i < at + 8)
    lines.push(
      `${new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString()},${(10 + Math.sin(i / 8) + (jump ? 2 + (i % 7) : 0)).toFixed(4)},${(3 + Math.cos(i / 8) * 0.2).toFixed(4)},${odd ? 1 : 0}`,
    )
  }
  return lines.join('\n')
}

describe('the threshold lab in the app with a real engine', () => {
  const studio = new RealApp()
  const rules = { minDurationMs: 3000, mergeGapMs: 5000, hysteresis: 0.8 }
  let dataset: number
  let set: number
  let run: Run

  beforeAll(async () => {
    writeFileSync(join(studio.folder, 'pump.csv'), pumpCsv())
    await studio.call('project.create', { file: null, name: 'Pump' })
    await studio.imported(join(studio.folder, 'pump.csv'))
    dataset = (await studio.call('datasets.list', {}))[0].id
    set = (await studio.call('labels.sets', { dataset }))[0].id
    const holdOut: HoldOut = { kind: 'last', share: 0.3, purge: null }
    const made = await studio.trained({ dataset, detector: 'z-score', labelSet: set, holdOut })
    run = (await studio.call('runs.list', { dataset })).find(({ id }) => id === made)!
  })
  afterAll(() => studio.app.close())

  for (const judgedOn of ['held-out', 'all'] as const)
    test(`its numbers are those of the run at every threshold, judged on ${judgedOn === 'all' ? 'all rows' : 'what was held out'}`, async () => {
      await studio.call('runs.judge', { run: run.id, threshold: run.threshold, labelSet: set, judgedOn })
      const { points, view } = await studio.call('runs.lab', { run: run.id, labelSet: set })
      expect(points!.judged).toEqual(judgedOn === 'all' ? null : { first: 1050, last: 1499 })
      const lab = prepareLab(receivedPoints(points!), view.windows)
      for (const value of [0.7, 0.9, 1.2, 2, 3, 10]) {
        const judged = await studio.call('runs.judge', {
          run: run.id,
          threshold: { rule: 'fixed', params: { value }, ...rules },
          labelSet: set,
        })
        const measure = (id: string) => judged.measures!.values.find((m) => m.id === id)!.value
        const live = consequences(lab, value, rules)
        expect({
          value,
          counts: live.counts,
          n: live.detections,
          precision: live.precision,
          found: live.eventsFound,
          there: live.events,
          delay: live.medianDelay,
          weekly: live.falseAlarmsPerWeek,
          share: live.shareInAlarm,
        }).toEqual({
          value,
          counts: judged.measures!.confusion,
          n: judged.detections,
          precision: measure('precision'),
          found: measure('events found'),
          there: measure('events there'),
          delay: measure('median delay'),
          weekly: measure('false alarms per week'),
          share: measure('share in alarm'),
        })
      }
    })

  test('a value that was found with the labels stays an oracle threshold until it is moved', async () => {
    const judged = (value: number, oracleValue?: number) =>
      studio.call('runs.judge', {
        run: run.id,
        threshold: { rule: 'fixed', params: { value }, ...rules, oracleValue },
        labelSet: set,
      })
    const found = await judged(1.5, 1.5)
    expect(found.oracle).toBe(true)
    expect(found.measures!.values.find((m) => m.id === 'F1')).toMatchObject({ oracle: true })
    expect(found.measures!.warnings!.map(({ code }) => code)).toContain('threshold-oracle')
    expect(found.threshold.oracleValue).toBe(1.5)
    expect((await judged(1.6, 1.5)).oracle).toBe(false)
    expect((await judged(1.5)).oracle).toBe(false)
  })

  test('a value that was found in the held-out scores comes with a warning until it is moved', async () => {
    const judged = async (value: number, chosenOnJudged?: number) => {
      const { measures, oracle } = await studio.call('runs.judge', {
        run: run.id,
        threshold: { rule: 'fixed', params: { value }, ...rules, chosenOnJudged },
        labelSet: set,
        judgedOn: 'held-out',
      })
      return [oracle, measures!.warnings!.map(({ code }) => code).includes('threshold-saw-scores')]
    }
    expect(await judged(1.5, 1.5)).toEqual([false, true])
    expect(await judged(1.6, 1.5)).toEqual([false, false])
    expect(await judged(1.5)).toEqual([false, false])
  })

  test('says in a sentence that a run is gone', async () => {
    await expect(studio.call('runs.lab', { run: 999, labelSet: null })).rejects.toThrow(/^That run .*\.$/)
  })
})
