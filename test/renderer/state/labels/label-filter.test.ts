import { describe, expect, test } from 'vitest'
import type { Label } from '../../../../src-main/shared/project.ts'
import { filtered, noFilter, totalsOf } from '../../../../src-renderer/state/labels/label-filter.ts'

const label = (id: number, changed: Partial<Label>) =>
  ({
    id,
    class: 1,
    start: id * 100,
    end: id * 100 + 10,
    channels: [],
    status: 'accepted',
    certainty: 1,
    note: '',
    ...changed,
  }) as Label
const list = [
  label(1, { note: 'valve stuck open' }),
  label(2, { class: 2, status: 'proposed', certainty: 0.4, end: 290 }),
  label(3, { note: 'Valve closed', status: 'rejected' }),
  label(4, { end: 450, certainty: 0.7 }),
]
const words = (of: Label) => `${of.class === 1 ? 'leak' : 'drift'} ${of.note}`
const ids = (changed: Partial<typeof noFilter>) =>
  filtered(list, { ...noFilter, ...changed }, words).map(({ id }) => id)

describe('a list of labels', () => {
  test('shows all of them in the order of time', () => expect(filtered(list, noFilter, words)).toBe(list))

  test('shows those of which every word is said, in any case', () => {
    expect(ids({ text: 'VALVE' })).toEqual([1, 3])
    expect(ids({ text: ' leak  stuck ' })).toEqual([1])
    expect(ids({ text: 'stuck drift' })).toEqual([])
  })

  test('shows those of one status', () => {
    expect(ids({ status: 'proposed' })).toEqual([2])
    expect(ids({ status: 'rejected', text: 'valve' })).toEqual([3])
  })

  test('is sorted by length or by certainty, and where these are equal by time', () => {
    expect(ids({ order: 'longest' })).toEqual([2, 4, 1, 3])
    expect(ids({ order: 'certainty' })).toEqual([2, 4, 1, 3])
    expect(ids({ order: 'certainty', status: 'accepted' })).toEqual([4, 1])
  })

  test('sums up its classes without what was rejected', () => {
    expect([...totalsOf(list)]).toEqual([
      [1, { count: 2, ms: 60 }],
      [2, { count: 1, ms: 90 }],
    ])
  })
})
