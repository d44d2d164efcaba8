import { slidingDots } from './fft.ts'

/** Dot products are carried from row to row; every so many rows they are computed anew, so that rounding cannot pile up. */
const renewEvery = 1024

/** Windows of a query against all windows of a reference, one after the other; dots — [reference window] of the query's window. */
export interface Pair {
  query: Float64Array
  reference: Float64Array
  a: Moments
  b: Moments
  dots: Float64Array
}

/** Moves the dot products from window i − 1 of the query to window i. */
export function advance(pair: Pair, i: number, w: number): void {
  const { query, reference } = pair
  if (i % renewEvery === 0) {
    pair.dots = slidingDots(reference, query.subarray(i, i + w))
    return
  }
  const { dots } = pair
  const out = query[i - 1]
  const into = query[i + w - 1]
  for (let j = dots.length - 1; j > 0; j--) dots[j] = dots[j - 1] - out * reference[j - 1] + into * reference[j + w - 1]
  let first = 0
  for (let k = 0; k < w; k++) first += query[i + k] * reference[k]
  dots[0] = first
}

/** query, reference — [time] of one channel, their level taken off (it keeps the dot products small, and with them their rounding). */
export function slidingPair(query: Float64Array, reference: Float64Array, w: number): Pair {
  const a = moments(query, w)
  return { query, reference, a, b: query === reference ? a : moments(reference, w), dots: new Float64Array(0) }
}

/** Values less their mean. */
export function levelled(values: Float64Array, level = meanOf(values)): Float64Array {
  return values.map((v) => v - level)
}

export const meanOf = (values: Float64Array) => values.reduce((sum, v) => sum + v / values.length, 0)

interface Moments {
  mean: Float64Array
  /** 1 / deviation; 0 for a flat window. */
  inverse: Float64Array
}

function moments(values: Float64Array, w: number): Moments {
  const count = values.length - w + 1
  const mean = new Float64Array(count)
  const inverse = new Float64Array(count)
  const scale = values.reduce((most, v) => Math.max(most, Math.abs(v)), 0)
  for (let i = 0; i < count; i++) {
    let sum = 0
    for (let k = i; k < i + w; k++) sum += values[k]
    mean[i] = sum / w
    let squares = 0
    for (let k = i; k < i + w; k++) squares += (values[k] - mean[i]) ** 2
    const deviation = Math.sqrt(squares / w)
    inverse[i] = deviation > 1e-10 * scale ? 1 / deviation : 0
  }
  return { mean, inverse }
}
