import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { agreementByClass, cohensKappa, disagreements, eventF1 } from '../../../src-main/analysis/metrics/agreement.ts'

const label = (id: number, start: number, end: number, cls = 1, channels: number[] = []) => ({
  id,
  class: cls,
  start,
  end,
  channels,
})

describe("Cohen's κ", () => {
  test('is that of the textbook example', () => {
    // 50 proposals, both yes 20, both no 15, only A 5, only B 10: p_o = 0.7, p_e = 0.5, κ = 0.4.
    expect(cohensKappa([{ first: 0, last: 24 }], [{ first: 5, last: 34 }], 50)).toBeCloseTo(0.4, 12)
  })

  test('is 1 for the same rows however they are cut, and nothing where both mark nothing or everything', () => {
    expect(
      cohensKappa(
        [{ first: 0, last: 9 }],
        [
          { first: 5, last: 9 },
          { first: 0, last: 6 },
        ],
        40,
      ),
    ).toBe(1)
    expect(cohensKappa([], [], 40)).toBeNull()
    expect(cohensKappa([{ first: 0, last: 39 }], [{ first: 0, last: 39 }], 40)).toBeNull()
  })

  test('agrees with counting every row', () => {
    const range = fc.tuple(fc.nat(99), fc.nat(30)).map(([first, more]) => ({ first, last: Math.min(99, first + more) }))
    fc.assert(
      fc.property(fc.array(range, { maxLength: 6 }), fc.array(range, { maxLength: 6 }), (a, b) => {
        const flags = (ranges: typeof a) =>
          Array.from({ length: 100 }, (_, row) => ranges.some((r) => r.first <= row && row <= r.last))
        const [x, y] = [flags(a), flags(b)]
        const share = (f: (row: number) => boolean) => x.filter((_, row) => f(row)).length / 100
        const [px, py] = [share((row) => x[row]), share((row) => y[row])]
        const expected = px * py + (1 - px) * (1 - py)
        const kappa = cohensKappa(a, b, 100)
        if (expected === 1) expect(kappa).toBeNull()
        else expect(kappa).toBeCloseTo((share((row) => x[row] === y[row]) - expected) / (1 - expected), 9)
      }),
    )
  })
})

describe('event F1', () => {
  test('counts labels that overlap one of the other set', () => {
    expect(
      eventF1([label(1, 0, 10), label(2, 20, 30), label(3, 90, 95)], [label(4, 5, 22), label(5, 50, 60)]),
    ).toBeCloseTo((2 * (1 / 2) * (2 / 3)) / (1 / 2 + 2 / 3), 12)
    expect(eventF1([label(1, 0, 10)], [label(2, 11, 12)])).toBe(0)
    expect(eventF1([], [])).toBeNull()
    expect(eventF1([label(1, 0, 100), label(2, 3, 4)], [label(3, 50, 60)])).toBeCloseTo(2 / 3, 12)
  })

  test('does not take labels on different channels for the same event', () => {
    expect(eventF1([label(1, 0, 10, 1, [1])], [label(2, 0, 10, 1, [2])])).toBe(0)
    expect(eventF1([label(1, 0, 10, 1, [1])], [label(2, 0, 10)])).toBe(1)
  })
})

describe('the classes of two sets', () => {
  test('are compared together and one by one', () => {
    const rowsOf = ({ start, end }: { start: number; end: number }) => ({ first: start, last: end })
    const found = agreementByClass(
      [label(1, 0, 9), label(2, 20, 29, 2)],
      [label(3, 0, 9), label(4, 20, 29, 3)],
      rowsOf,
      100,
    )
    expect(found.map(({ class: cls, kappa, eventF1: f1 }) => [cls, kappa, f1])).toEqual([
      [null, 1, 1],
      [1, 1, 1],
      [2, 0, 0],
      [3, 0, 0],
    ])
  })
})

describe('disagreements', () => {
  test('are named by what differs, in the order of time', () => {
    const mine = [label(1, 0, 10), label(2, 20, 30), label(3, 40, 50), label(4, 60, 70), label(5, 100, 140)]
    const theirs = [
      label(11, 0, 10),
      label(12, 20, 31),
      label(13, 40, 50, 2),
      label(15, 80, 85),
      label(16, 100, 110),
      label(17, 130, 140),
    ]
    expect(disagreements(mine, theirs)).toEqual([
      { kind: 'edges', start: 20, end: 31, first: [2], second: [12] },
      { kind: 'class', start: 40, end: 50, first: [3], second: [13] },
      { kind: 'only first', start: 60, end: 70, first: [4], second: [] },
      { kind: 'only second', start: 80, end: 85, first: [], second: [15] },
      { kind: 'several', start: 100, end: 140, first: [5], second: [16, 17] },
    ])
    expect(disagreements(mine, mine)).toEqual([])
  })

  test('keep channels apart', () => {
    expect(disagreements([label(1, 0, 10, 1, [1]), label(2, 5, 12, 1, [2])], [label(3, 0, 10, 1, [1])])).toEqual([
      { kind: 'only first', start: 5, end: 12, first: [2], second: [] },
    ])
  })
})
