import { beforeEach, describe, expect, test } from 'vitest'
import type { Run } from '../../../../src-main/shared/project.ts'
import type { StrangeStretch } from '../../../../src-main/shared/runs/strangest.ts'
import { apiOf, type Api } from '../../../../src-renderer/api.ts'
import { Labels } from '../../../../src-renderer/state/labels/labels.svelte.ts'
import { Strangest } from '../../../../src-renderer/state/runs/strangest.svelte.ts'
import { Announcer } from '../../../../src-renderer/state/window/announcer.svelte.ts'
import { Notices } from '../../../../src-renderer/state/window/notices.svelte.ts'
import { fakeBridge } from '../../fake/fake-bridge.ts'

const stretch = (start: number, end: number, score: number): StrangeStretch => ({ first: 0, last: 1, start, end, score, ratio: score, channels: [] }) // prettier-ignore
const run = { id: 1, status: 'ready', scores: 7, thresholdValue: 5, threshold: { rule: 'stands-out', params: {}, minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 } } as unknown as Run // prettier-ignore

let labels: Labels
let strangest: Strangest
let thresholds: unknown[]

beforeEach(async () => {
  const app = apiOf(fakeBridge({ pause: 0, labels: false }))
  await app.call('project.sample', {})
  labels = new Labels(app, new Notices(), new Announcer())
  await labels.look(1)
  await labels.classes.ensure()
  thresholds = []
  const api = { call: () => Promise.resolve([stretch(1000, 2000, 9), stretch(5000, 6000, 3)]) } as unknown as Api
  strangest = new Strangest({
    api,
    labels,
    runs: { selected: run, judge: (setting: { params: unknown }) => thresholds.push(setting.params) },
    training: { call: () => {} },
    view: { goTo: () => {} },
  } as never)
  await strangest.look(run)
})
const ranges = () => labels.list.map(({ start, end }) => [start, end])

describe('the strangest stretches', () => {
  test('called an anomaly twice get one label', async () => {
    await strangest.callAnomaly(0)
    await strangest.callAnomaly(0)
    expect(ranges()).toEqual([[1000, 2000]])
    expect(strangest.said.get(0)).toBe('anomaly')
  })

  test('called normal after all lose the label that they got, and go below the threshold', async () => {
    await strangest.callAnomaly(0)
    await strangest.callNormal(0)
    expect([ranges(), strangest.said.get(0)]).toEqual([[], 'normal'])
    expect(thresholds.at(-1)).toEqual({ value: 9 })
  })

  test('that labels call an anomaly already are shown as that, by whoever and whenever they were made', async () => {
    await labels.create({ start: 4500, end: 5500 })
    await labels.create({ start: 900, end: 1200 })
    await strangest.look(null)
    await strangest.look(run)
    expect([...strangest.said]).toEqual([[1, 'anomaly']])
    await strangest.callAnomaly(1)
    expect(ranges()).toHaveLength(2)
  })

  test('called normal leave a label that somebody drew about them', async () => {
    await labels.create({ start: 500, end: 2500 })
    await strangest.callNormal(0)
    expect([ranges(), strangest.said.get(0)]).toEqual([[[500, 2500]], 'normal'])
  })
})
