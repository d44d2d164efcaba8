import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { blocked } from '../../../src-main/analysis/splits/blocked.ts'
import { byTime } from '../../../src-main/analysis/splits/by-time.ts'
import { common, purged, rowsIn, type Fold, type SplitInput } from '../../../src-main/analysis/splits/split.ts'
import type { HoldOut } from '../../../src-main/shared/models/hold-out.ts'
import type { RowRange } from '../../../src-main/shared/data/series.ts'

const last = (share: number): HoldOut => ({ kind: 'last', share, purge: null })
const blocks = (k: number): HoldOut => ({ kind: 'blocks', blocks: k, purge: null })

/** A recording of a few stretches with gaps between them, and rows in the gaps that belong to none. */
function recording(seed: number): SplitInput {
  const random = seededRandom(seed)
  const stretches: RowRange[] = []
  let row = Math.floor(random.next() * 5)
  for (let s = 0; s < 1 + Math.floor(random.next() * 6); s++) {
    const length = 1 + Math.floor(random.next() * 80)
    stretches.push({ first: row, last: row + length - 1 })
    row += length + Math.floor(random.next() * 12)
  }
  const n = row + 3
  return {
    times: Float64Array.from({ length: n }, (_, i) => 1000 * i),
    stretches,
    purge: Math.floor(random.next() * 15),
  }
}

const rowsOf = (ranges: RowRange[]) =>
  ranges.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i))

/** What must hold whatever the data are: the first breach, in words. */
function breach({ stretches, purge }: SplitInput, folds: Fold[]): string | null {
  const inOne = ({ first, last }: RowRange) =>
    stretches.some((stretch) => stretch.first <= first && last <= stretch.last)
  for (const { heldOut, train } of folds) {
    const [from, to] = [heldOut[0].first, heldOut.at(-1)!.last]
    const crossing = [...heldOut, ...train].find((range) => range.last < range.first || !inOne(range))
    if (crossing) return `${crossing.first}…${crossing.last} crosses a gap`
    const near = rowsOf(train).find((row) => row >= from - purge && row <= to + purge)
    if (near !== undefined) return `row ${near} is trained on, within ${purge} of ${from}…${to}`
  }
  return null
}

describe('every split in one series, on five hundred recordings', () => {
  test.each([byTime, blocked].map((split) => [split.id, split] as const))(
    '%s trains on nothing within the purge gap, and crosses no gap',
    (id, split) => {
      for (let seed = 1; seed <= 500; seed++) {
        const input = recording(seed)
        const share = 0.05 + (seed % 90) / 100
        const from: HoldOut = { kind: 'from', time: 1000 * Math.floor(share * input.times.length), purge: null }
        expect(
          breach(input, split.folds(input, id === 'blocks' ? blocks(2 + (seed % 9)) : seed % 2 ? last(share) : from)),
          `seed ${seed}`,
        ).toBeNull()
      }
    },
  )

  test('blocks hold out every row exactly once, in order, and as evenly as whole rows allow', () => {
    for (let seed = 1; seed <= 500; seed++) {
      const input = recording(seed)
      const k = 2 + (seed % 9)
      const folds = blocked.folds(input, blocks(k))
      if (rowsIn(input.stretches) < k) {
        expect(folds).toEqual([])
        continue
      }
      expect(
        folds.flatMap(({ heldOut }) => rowsOf(heldOut)),
        `seed ${seed}`,
      ).toEqual(rowsOf(input.stretches))
      const sizes = folds.map(({ heldOut }) => rowsIn(heldOut))
      expect(Math.max(...sizes) - Math.min(...sizes), `seed ${seed}`).toBeLessThanOrEqual(1)
    }
  })

  test('blocks train on every row that is neither held out nor purged', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const input = { ...recording(seed), purge: 0 }
      for (const { heldOut, train } of blocked.folds(input, blocks(3)))
        expect(rowsIn(heldOut) + rowsIn(train), `seed ${seed}`).toBe(rowsIn(input.stretches))
    }
  })
})

describe('a split by time', () => {
  const input: SplitInput = {
    times: Float64Array.from({ length: 100 }, (_, i) => 1000 * i),
    stretches: [
      { first: 0, last: 39 },
      { first: 50, last: 99 },
    ],
    purge: 5,
  }

  test('holds out the last share of the rows that there are, not of the row numbers', () => {
    expect(byTime.folds(input, last(0.6))).toEqual([
      {
        heldOut: [
          { first: 36, last: 39 },
          { first: 50, last: 99 },
        ],
        train: [{ first: 0, last: 30 }],
      },
    ])
    expect(byTime.folds(input, last(0.3))).toEqual([
      {
        heldOut: [{ first: 73, last: 99 }],
        train: [
          { first: 0, last: 39 },
          { first: 50, last: 67 },
        ],
      },
    ])
  })

  test('holds out everything from a time on, that time included', () => {
    expect(byTime.folds(input, { kind: 'from', time: 90_000, purge: null })).toEqual([
      {
        heldOut: [{ first: 90, last: 99 }],
        train: [
          { first: 0, last: 39 },
          { first: 50, last: 84 },
        ],
      },
    ])
    expect(byTime.folds(input, { kind: 'from', time: 100_000, purge: null })).toEqual([])
  })

  test('leaves nothing to train on where the gap is as long as the past', () => {
    expect(byTime.folds({ ...input, purge: 73 }, last(0.3))[0].train).toEqual([])
  })
})

describe('ranges of rows', () => {
  test('have in common what lies in both', () => {
    expect(
      common(
        [
          { first: 0, last: 9 },
          { first: 20, last: 29 },
        ],
        [
          { first: 5, last: 22 },
          { first: 28, last: 40 },
        ],
      ),
    ).toEqual([
      { first: 5, last: 9 },
      { first: 20, last: 22 },
      { first: 28, last: 29 },
    ])
    expect(common([], [{ first: 0, last: 1 }])).toEqual([])
  })

  test('are purged on both sides', () => {
    expect(purged([{ first: 0, last: 99 }], { first: 40, last: 49 }, 5)).toEqual([
      { first: 0, last: 34 },
      { first: 55, last: 99 },
    ])
  })
})
