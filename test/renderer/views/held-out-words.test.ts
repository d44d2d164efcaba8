import { describe, expect, test } from 'vitest'
import type { HoldOut, TrainingFacts } from '../../../src-main/shared/models/hold-out.ts'
import { heldOutOf, inside } from '../../../src-renderer/views/results/measures.ts'

const facts = (holdOut: HoldOut): TrainingFacts => ({
  dataset: 1,
  holdOut,
  heldOut: { first: 700, last: 999 },
  purge: 1,
  window: 1,
  labelled: null,
  chosenOn: null,
})

describe('what was held out', () => {
  test('is said in a few words', () => {
    expect(heldOutOf(facts({ kind: 'last', share: 0.3, purge: null }))).toBe(
      'the last 30 % (300 rows), purge gap 1 row',
    )
    expect(heldOutOf({ ...facts({ kind: 'blocks', blocks: 5, purge: 60 }), purge: 60 })).toBe(
      'each of 5 blocks in turn, purge gap 60 rows',
    )
    expect(heldOutOf(facts({ kind: 'nothing' }))).toBeNull()
    expect(heldOutOf(null)).toBeNull()
  })

  test('leaves out of the sentence about windows what lies elsewhere', () => {
    const ranges = [
      { start: 0, end: 4 },
      { start: 4, end: 6 },
      { start: 20, end: 21 },
    ]
    expect(inside(ranges, { start: 5, end: 10 })).toEqual([{ start: 4, end: 6 }])
    expect(inside(ranges, undefined)).toBe(ranges)
  })
})
