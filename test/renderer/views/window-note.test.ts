import { expect, test } from 'vitest'
import { windowNote } from '../../../src-renderer/views/results/window-note.ts'

const quarter = 15 * 60_000
const hours = (n: number) => ({ start: 0, end: n * 3_600_000 })

test('a window that is wide beside what was found is told of, with how long it is', () => {
  expect(windowNote(192, quarter, [hours(3), hours(49)])).toBe(
    'The detector looks at 192 rows at once (2 d): a stretch can begin and end up to that far from what is strange in it.',
  )
})

test('a short one, a single row and no stretch say nothing', () => {
  expect(windowNote(20, 1000, [hours(1)])).toBeNull()
  expect(windowNote(1, quarter, [hours(1)])).toBeNull()
  expect(windowNote(192, quarter, [])).toBeNull()
  expect(windowNote(192, quarter, [hours(0)])).toBeNull()
  expect(windowNote(192, NaN, [hours(1)])).toBeNull()
})
