import { expect, test } from 'vitest'
import { clicked, type Choice } from '../../../src-renderer/ui/choose-many.ts'

const items = ['a', 'b', 'c', 'd', 'e']
const keys = { ctrlKey: false, metaKey: false, shiftKey: false }
const [plain, ctrl, shift, command] = [
  keys,
  { ...keys, ctrlKey: true },
  { ...keys, shiftKey: true },
  { ...keys, metaKey: true },
]
const after = (...clicks: [string, typeof keys][]) =>
  clicks.reduce<Choice>((choice, [item, held]) => clicked(choice, item, items, held), { chosen: [], from: null }).chosen

test('a click alone chooses one, Ctrl or ⌘ adds it or takes it away', () => {
  expect(after(['a', plain], ['c', plain])).toEqual(['c'])
  expect(after(['a', plain], ['c', ctrl], ['e', command])).toEqual(['a', 'c', 'e'])
  expect(after(['a', plain], ['c', ctrl], ['a', ctrl])).toEqual(['c'])
})

test('Shift chooses everything from the last click on, in either direction, and stays there when it is moved', () => {
  expect(after(['b', plain], ['d', shift])).toEqual(['b', 'c', 'd'])
  expect(after(['d', plain], ['b', shift], ['e', shift])).toEqual(['d', 'e'])
  expect(after(['c', shift])).toEqual(['c'])
})
