import { beforeEach, expect, test, vi } from 'vitest'
import { apiOf } from '../../../../src-renderer/api.ts'
import { Cleaning } from '../../../../src-renderer/state/data/cleaning.svelte.ts'
import { Notices } from '../../../../src-renderer/state/window/notices.svelte.ts'
import { fakeBridge } from '../../fake/fake-bridge.ts'

let cleaning: Cleaning
let bridge: ReturnType<typeof fakeBridge>
beforeEach(async () => {
  bridge = fakeBridge({ pause: 0 })
  await bridge.call('project.sample', {})
  cleaning = new Cleaning(apiOf(bridge), new Notices())
  await cleaning.look(1)
})
/** For what hangs; a busy machine only takes longer. */
const late = { timeout: 60_000 }

const ids = () => cleaning.steps.map(({ step }) => step)
const previews = () => bridge.calls.filter((name) => name === 'cleaning.preview').length

test('steps are added with their defaults, moved, switched off, removed, and each edit is taken back', async () => {
  await cleaning.add('hampel')
  await cleaning.add('derive', { name: 'dT' })
  expect(cleaning.steps[0].params).toEqual({ window: 7 })
  expect(cleaning.steps[1].params).toEqual({ name: 'dT', formula: '' })
  await cleaning.move(1, -1)
  expect(ids()).toEqual(['derive', 'hampel'])
  expect(cleaning.undo).toBe('Move Derived channel up')
  await cleaning.move(0, -1)
  await cleaning.toggle(1)
  expect(cleaning.on).toBe(1)
  await cleaning.remove(0)
  expect(ids()).toEqual(['hampel'])
  for (const expected of [['derive', 'hampel'], ['derive', 'hampel'], ['hampel', 'derive'], ['hampel'], []]) {
    await cleaning.turn('undo')
    expect(ids()).toEqual(expected)
  }
  expect(cleaning.undo).toBeNull()
  await cleaning.turn('redo')
  expect(ids()).toEqual(['hampel'])
})

test('findings of a channel are masked in one step, those of another in a step of their own', async () => {
  await cleaning.mask({ start: 0, end: 1000 }, 'Flow')
  await cleaning.mask({ start: 5000, end: 6000 }, 'Flow')
  await cleaning.mask({ start: 5000, end: 6000 }, null)
  expect(cleaning.steps.map(({ channels, params }) => [channels, params.ranges])).toEqual([
    [['Flow'], '1970-01-01T00:00:00.000Z/1970-01-01T00:00:01.000Z, 1970-01-01T00:00:05.000Z/1970-01-01T00:00:06.000Z'],
    [[], '1970-01-01T00:00:05.000Z/1970-01-01T00:00:06.000Z'],
  ])
  await cleaning.turn('undo')
  expect(cleaning.steps.length).toBe(1)
})

test('what is typed is seen in the preview and stored when it is finished', async () => {
  await cleaning.add('derive')
  cleaning.see({ start: 0, end: 10 })
  await vi.waitUntil(() => cleaning.preview !== null, late)
  cleaning.type(0, 'formula', 'Flow +')
  expect(cleaning.steps[0].params.formula).toBe('Flow +')
  await vi.waitUntil(() => cleaning.problem !== null, late)
  expect(cleaning.problem).toMatchObject({ index: 0, from: 6 })
  expect(cleaning.undo).toBe('Add Derived channel')
  await cleaning.set(0, 'formula', 'Flow + 1')
  expect(cleaning.undo).toBe('Change Derived channel')
  await vi.waitUntil(() => cleaning.problem === null, late)
})

test('the cleaned line is drawn over its channel while somebody looks, and only where a step is on', async () => {
  cleaning.see({ start: 0, end: 10 })
  await vi.waitUntil(() => cleaning.preview !== null, late)
  const { channel } = cleaning.preview!
  expect(cleaning.lineOf(channel!)).toBeNull()
  await cleaning.add('hampel')
  await vi.waitUntil(() => cleaning.lineOf(channel!) !== null, late)
  expect(cleaning.lineOf('another')).toBeNull()
  cleaning.leave()
  expect(cleaning.lineOf(channel!)).toBeNull()
  const asked = previews()
  await cleaning.toggle(0)
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(previews()).toBe(asked)
})

test('another dataset begins with nothing of the one before', async () => {
  await cleaning.add('hampel')
  cleaning.see({ start: 0, end: 10 })
  await vi.waitUntil(() => cleaning.preview !== null, late)
  await cleaning.look(null)
  expect(ids()).toEqual([])
  expect(cleaning.preview).toBeNull()
})
