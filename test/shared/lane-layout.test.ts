import { expect, test } from 'vitest'
import {
  changed,
  combined,
  inOne,
  lanesFor,
  laneLayout,
  moved,
  placed,
  takenOut,
  type LaneSpec,
} from '../../src-main/shared/data/lane-layout.ts'

const names = (lanes: readonly LaneSpec[]) => lanes.map((lane) => lane.channels.join('+')).join(' ')
const four = lanesFor([], ['a', 'b', 'c', 'd'])
const all = () => true

test('each channel has a lane of its own until they are combined', () => {
  expect(names(four)).toBe('a b c d')
  expect(names(combined(four, 'c', 'a'))).toBe('a+c b d')
  expect(names(combined(combined(four, 'c', 'a'), 'd', 'c'))).toBe('a+c+d b')
  expect(names(combined(four, 'a', 'a'))).toBe('a b c d')
})

test('a channel is taken out below its lane, and put between lanes', () => {
  const three = combined(combined(four, 'b', 'a'), 'c', 'a')
  expect(names(three)).toBe('a+b+c d')
  expect(names(takenOut(three, 'b'))).toBe('a+c b d')
  expect(names(takenOut(four, 'b'))).toBe('a b c d')
  expect(names(placed(three, 'a', 'a'))).toBe('a b+c d')
  expect(names(placed(three, 'b', null))).toBe('a+c d b')
  expect(names(placed(four, 'd', 'a'))).toBe('d a b c')
  expect(names(placed(four, 'b', 'b'))).toBe('a b c d')
})

test('a lane moves among those that are seen, and keeps its settings', () => {
  const log = changed(four, 'c', { log: true, low: 1 })
  const seen = (channel: string) => channel !== 'b'
  expect(names(moved(log, 'c', -1, seen))).toBe('c a b d')
  expect(names(moved(log, 'c', -Infinity, all))).toBe('c a b d')
  expect(names(moved(log, 'a', 9, all))).toBe('b c d a')
  expect(moved(log, 'c', -1, seen)[0]).toMatchObject({ log: true, low: 1 })
  expect(placed(log, 'c', null).at(-1)).toMatchObject({ channels: ['c'], log: true })
})

test('what is hidden stays out when all that is seen goes into one lane', () => {
  expect(names(inOne(four, (channel) => channel !== 'b'))).toBe('a+c+d b')
  expect(names(inOne(four, (channel) => channel === 'b'))).toBe('a b c d')
})

test('a layout serves a dataset that lacks some of its channels and has others', () => {
  const layout = combined(four, 'c', 'a')
  expect(names(lanesFor(layout, ['b', 'c', 'x']))).toBe('c b x')
  expect(names(lanesFor([...layout, ...layout], ['a', 'c']))).toBe('a+c')
  expect(laneLayout.safeParse({ lanes: layout, hidden: ['b'] }).success).toBe(true)
  expect(laneLayout.safeParse({ lanes: [{ channels: [] }], hidden: [] }).success).toBe(false)
})
