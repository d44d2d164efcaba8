import { ranks } from '../math/ranks.ts'

/**
 * Pearson's correlation of every pair of channels over the rows where both have a value, added up block by block.
 * A channel is shifted by the mean of its first block, so that a large level costs no digits: equal to pandas' corr() to 1e-9.
 */
export class CorrelationSums {
  readonly #channels: number
  #shift: Float64Array | null = null
  /** [i · channels + j]: Σ over the rows where both are there, of 1, x_i, x_i², x_i·x_j. */
  readonly #count: Float64Array
  readonly #sum: Float64Array
  readonly #squares: Float64Array
  readonly #products: Float64Array

  constructor(channels: number) {
    this.#channels = channels
    const make = () => new Float64Array(channels * channels)
    this.#count = make()
    this.#sum = make()
    this.#squares = make()
    this.#products = make()
  }

  /** block — [channel][row], NaN = missing; rows of one and the same stretch. */
  add(block: readonly Float64Array[]): void {
    const k = this.#channels
    const n = block[0]?.length ?? 0
    this.#shift ??= Float64Array.from(block, meanOf)
    const missing: Uint32Array[] = []
    const shifted = block.map((values, i) => {
      const level = this.#shift![i]
      const out = new Float64Array(n)
      const rows: number[] = []
      for (let r = 0; r < n; r++) {
        if (Number.isNaN(values[r])) rows.push(r)
        else out[r] = values[r] - level
      }
      missing.push(Uint32Array.from(rows))
      return out
    })
    for (let i = 0; i < k; i++) {
      const x = shifted[i]
      let [sum, squares] = [0, 0]
      for (let r = 0; r < n; r++) {
        sum += x[r]
        squares += x[r] * x[r]
      }
      const gone = new Uint8Array(n)
      for (const r of missing[i]) gone[r] = 1
      // Of all rows of x_i, those are taken off where the other is missing.
      for (let j = 0; j < k; j++) {
        let [s, q, both] = [sum, squares, n - missing[i].length]
        for (const r of missing[j]) {
          s -= x[r]
          q -= x[r] * x[r]
          both -= Number(gone[r] === 0)
        }
        this.#count[i * k + j] += both
        this.#sum[i * k + j] += s
        this.#squares[i * k + j] += q
      }
    }
    addProducts(shifted, this.#products)
  }

  /** [i][j]; NaN where fewer than two rows have both, or either is constant there. pairs — rows of each pair. */
  matrix(): { r: Float64Array[]; pairs: Float64Array[] } {
    const k = this.#channels
    const r = Array.from({ length: k }, () => new Float64Array(k))
    const pairs = Array.from({ length: k }, (_, i) => this.#count.slice(i * k, i * k + k))
    for (let i = 0; i < k; i++)
      for (let j = i; j < k; j++) {
        const n = this.#count[i * k + j]
        const [a, b] = [this.#sum[i * k + j], this.#sum[j * k + i]]
        const [aa, bb] = [this.#squares[i * k + j], this.#squares[j * k + i]]
        const [va, vb] = [aa - (a * a) / n, bb - (b * b) / n]
        // What is left of a constant are rounding errors.
        const isStill = va <= 1e-14 * aa || vb <= 1e-14 * bb || !(va > 0 && vb > 0)
        const value = n < 2 || isStill ? NaN : (this.#products[i * k + j] - (a * b) / n) / Math.sqrt(va * vb)
        r[i][j] = r[j][i] = i === j && !Number.isNaN(value) ? 1 : Math.max(-1, Math.min(1, value))
      }
    return { r, pairs }
  }
}

/** Rows that stay in the nearest cache while all pairs of channels go over them. */
const TILE = 256

/** out[i · k + j] += Σ x_i · x_j. Nine products at a time: each value that is fetched is used three times. */
function addProducts(x: readonly Float64Array[], out: Float64Array): void {
  const k = x.length
  const n = x[0]?.length ?? 0
  // Channels that only fill the last group of three hold 0.
  const groups = Math.ceil(k / 3)
  const tile = new Float64Array(3 * groups * TILE)
  const sums = new Float64Array(9)
  for (let from = 0; from < n; from += TILE) {
    const rows = Math.min(TILE, n - from)
    for (let i = 0; i < k; i++) tile.set(x[i].subarray(from, from + rows), i * TILE)
    for (let g = 0; g < groups; g++)
      for (let h = g; h < groups; h++) {
        nineProducts(tile, 3 * g * TILE, 3 * h * TILE, rows, sums)
        for (let p = 0; p < 3; p++)
          for (let q = 0; q < 3; q++) {
            const [i, j] = [3 * g + p, 3 * h + q]
            if (i >= k || j >= k || j < i) continue
            out[i * k + j] += sums[3 * p + q]
            if (i !== j) out[j * k + i] += sums[3 * p + q]
          }
      }
  }
}

function nineProducts(tile: Float64Array, a: number, b: number, rows: number, sums: Float64Array): void {
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  let s4 = 0
  let s5 = 0
  let s6 = 0
  let s7 = 0
  let s8 = 0
  for (let r = 0; r < rows; r++) {
    const a0 = tile[a + r]
    const a1 = tile[a + TILE + r]
    const a2 = tile[a + 2 * TILE + r]
    const b0 = tile[b + r]
    const b1 = tile[b + TILE + r]
    const b2 = tile[b + 2 * TILE + r]
    s0 += a0 * b0
    s1 += a0 * b1
    s2 += a0 * b2
    s3 += a1 * b0
    s4 += a1 * b1
    s5 += a1 * b2
    s6 += a2 * b0
    s7 += a2 * b1
    s8 += a2 * b2
  }
  sums[0] = s0
  sums[1] = s1
  sums[2] = s2
  sums[3] = s3
  sums[4] = s4
  sums[5] = s5
  sums[6] = s6
  sums[7] = s7
  sums[8] = s8
}

function meanOf(values: Float64Array): number {
  let [sum, n] = [0, 0]
  for (const v of values)
    if (!Number.isNaN(v)) {
      sum += v
      n++
    }
  return n > 0 ? sum / n : 0
}

/**
 * Spearman's correlation of every pair, over the rows where both have a value: as pandas' corr(method='spearman').
 * values — [channel][row], NaN = missing. Ranks are made once per channel, and again for pairs with missing values.
 */
export function spearmanMatrix(values: readonly Float64Array[]): Float64Array[] {
  const complete = values.map((channel) => !channel.some(Number.isNaN))
  const ranked = values.map((channel, c) => (complete[c] ? ranks(channel) : null))
  const k = values.length
  const r = Array.from({ length: k }, () => new Float64Array(k))
  const whole = [...ranked.keys()].filter((c) => ranked[c] !== null)
  const sums = new CorrelationSums(whole.length)
  if (whole.length > 0) sums.add(whole.map((c) => ranked[c]!))
  const among = sums.matrix().r
  whole.forEach((i, a) => whole.forEach((j, b) => (r[i][j] = among[a][b])))
  for (let i = 0; i < k; i++)
    for (let j = i; j < k; j++) {
      if (complete[i] && complete[j]) continue
      const both = (_: number, row: number) => !Number.isNaN(values[i][row]) && !Number.isNaN(values[j][row])
      const pair = new CorrelationSums(2)
      pair.add([ranks(values[i].filter(both)), ranks(values[j].filter(both))])
      r[i][j] = r[j][i] = pair.matrix().r[0][1]
    }
  return r
}
