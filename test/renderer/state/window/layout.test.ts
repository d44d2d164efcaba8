import { expect, test } from 'vitest'
import { Layout } from '../../../../src-renderer/state/window/layout.svelte.ts'

const layout = () => new Layout({ getItem: () => null, setItem: () => {} })
const open = ({ left, right }: Layout) => [left && 'left', right && 'right'].filter(Boolean).join(' and ')

test('a window too narrow for both sides shows the panel, and the other side again where there is room', () => {
  const sides = layout()
  sides.fit(1366)
  expect(open(sides)).toBe('left and right')
  sides.fit(683)
  expect(open(sides)).toBe('right')
  sides.fit(911)
  expect(open(sides)).toBe('left and right')
})

test('there the side that was opened last stays', () => {
  const sides = layout()
  sides.fit(683)
  sides.left = true
  sides.fit(683)
  expect(open(sides)).toBe('left')
  sides.show('results')
  sides.fit(683)
  expect(open(sides)).toBe('right')
})

test('a side that the person closed stays closed', () => {
  const sides = layout()
  sides.left = false
  sides.fit(683)
  sides.fit(1366)
  expect(open(sides)).toBe('right')
})
