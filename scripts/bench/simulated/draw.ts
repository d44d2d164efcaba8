import { seededRandom, type Random } from '../../../src-main/analysis/math/random.ts'
import type { RowRange, Series } from '../../../src-main/shared/data/series.ts'

/** A drawn series, and what is wrong with it: stated as it is drawn, before anything looks at it. */
export interface Drawn {
  series: Series
  faults: RowRange[]
}

/** A kind of data, drawn anew by each seed. */
export interface Kind {
  name: string
  draw(random: Random): Drawn
}

const START = Date.UTC(2026, 0, 5)
export const MINUTE = 60_000
/** Rows of most files, and of a day of rows every ten minutes. */
export const N = 4000
export const day = 144

/** n rows, one every `stepMs`. */
export const every = (n: number, stepMs = MINUTE) => Float64Array.from({ length: n }, (_, i) => START + i * stepMs)

/** of — the channels by name; times — one a minute where there are none. */
export function drawn(of: Record<string, Float64Array>, faults: RowRange[], times?: Float64Array): Drawn {
  const values = Object.values(of)
  const channels = Object.keys(of).map((name) => ({ name, unit: null }))
  return { series: { times: times ?? every(values[0].length), channels, values }, faults }
}

/** [n] by row. */
export const rows = (n: number, of: (row: number) => number) => Float64Array.from({ length: n }, (_, row) => of(row))

export const noise = (n: number, random: Random, deviation = 1) => rows(n, () => deviation * random.normal())

/** Noise that wanders, of deviation 1: each value keeps `memory` of the one before. */
export function wandering(n: number, random: Random, memory = 0.9): Float64Array {
  let value = random.normal()
  const fresh = Math.sqrt(1 - memory * memory)
  return rows(n, () => (value = memory * value + fresh * random.normal()))
}

export const wave = (row: number, period: number, phase = 0) => Math.sin((2 * Math.PI * row) / period + phase)

/** `count` stretches of `length` rows in the middle 80 % of n, that keep their distance. */
export function stretches(n: number, random: Random, count: number, length: number): RowRange[] {
  const room = Math.floor((0.8 * n) / count)
  return Array.from({ length: count }, (_, i) => {
    const first = Math.floor(0.1 * n) + i * room + random.below(Math.max(1, room - 2 * length))
    return { first, last: first + length - 1 }
  })
}

export const inside = (ranges: readonly RowRange[], row: number) =>
  ranges.some(({ first, last }) => row >= first && row <= last)

/** States that last between `least` and `most` rows each, in turn. */
export function switching(n: number, random: Random, states: readonly number[], least: number, most: number) {
  let [state, left] = [0, 0]
  return rows(n, () => {
    if (left-- <= 0) {
      state = (state + 1) % states.length
      left = least + random.below(most - least)
    }
    return states[state]
  })
}

/** What follows a set value slowly: each row goes `share` of the way. */
export function following(set: Float64Array, share: number): Float64Array {
  let value = set[0]
  return set.map((wanted) => (value += share * (wanted - value)))
}

/** The sum so far. */
export function summed(steps: Float64Array): Float64Array {
  let total = 0
  return steps.map((step) => (total += step))
}

export const seeded = (kind: number, file: number) => seededRandom(1000 * (kind + 1) + file)
