import { expect, test } from 'vitest'
import { fromFirstRow, saidOfChance } from '../../src-main/shared/runs/strangest.ts'

test('a strange stretch from the first row on is said, also where windows see it best a little later', () => {
  const strange = [{ first: 0, ratio: 30 }]
  const later = [{ first: 115, ratio: 30 }]
  const from = (first: number, last: number) => [{ first, last }]
  expect(fromFirstRow(strange, [])).toContain('begin with a strange stretch')
  expect(fromFirstRow(later, from(0, 300))).toContain('begin with a strange stretch')
  expect(fromFirstRow(later, from(100, 300))).toBeNull()
  expect(fromFirstRow(later, [])).toBeNull()
  expect(fromFirstRow([{ first: 0, ratio: 3 }], from(0, 300))).toBeNull()
})

test('what chance alone may have brought is said to be weak', () => {
  const byChance = { byChance: true as const }
  expect(saidOfChance([])).toBeNull()
  expect(saidOfChance([{}, {}])).toBeNull()
  expect(saidOfChance([byChance, byChance])).toContain('perhaps nothing is wrong')
  expect(saidOfChance([{}, byChance])).toContain('Only the strangest stretch is higher')
  expect(saidOfChance([{}, {}, byChance])).toContain('Only the 2 strangest stretches are higher')
})
