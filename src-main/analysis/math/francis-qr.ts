import { StudioError } from '../../shared/errors.ts'
import type { Matrix } from './matrix.ts'

/**
 * Eigenvalues of a symmetric matrix in the order in which Francis' double-shift QR finds them on the diagonal: not sorted.
 * Only for results that were published with this order (numpy's `eig` returns it); anything else wants `symmetricEigen`.
 * Householder reduction, then Francis QR with the deflation of Ahues and Tisseur (LAPACK Working Note 122).
 */
export function eigenvaluesAsFound(a: Matrix): Float64Array {
  const n = a.rows
  const h = Array.from({ length: n }, (_, i) => Float64Array.from(a.data.subarray(i * n, (i + 1) * n)))
  toHessenberg(h)
  for (let last = n - 1; last >= 0;) last = deflate(h, last)
  return Float64Array.from(h, (row, i) => row[i])
}

function toHessenberg(h: Float64Array[]): void {
  const n = h.length
  for (let k = 0; k < n - 2; k++) {
    const { v, tau, beta } = reflector(h.slice(k + 1).map((row) => row[k]))
    for (let j = k; j < n; j++) reflectColumn(h, k + 1, j, v, tau)
    for (let i = 0; i < n; i++) reflectRow(h[i], k + 1, v, tau)
    h[k + 1][k] = beta
    for (let i = k + 2; i < n; i++) h[i][k] = 0
  }
}

/** Iterates until one or two eigenvalues stand alone at the end of h[0…last]; returns the new last row. */
function deflate(h: Float64Array[], last: number): number {
  for (let sweep = 1; sweep <= 300; sweep++) {
    const first = firstOfBlock(h, last)
    if (first > 0) h[first][first - 1] = 0
    if (first === last) return last - 1
    if (first === last - 1) {
      splitPair(h, first)
      return last - 2
    }
    francisStep(h, first, last, sweep % 10 === 0)
  }
  throw new StudioError(
    'internal',
    'The eigenvalues of the covariance could not be computed; are there infinite values?',
  )
}

function firstOfBlock(h: Float64Array[], last: number): number {
  const n = h.length
  for (let k = last; k > 0; k--) {
    const beside = Math.abs(h[k][k - 1])
    if (beside <= Number.MIN_VALUE * 2 ** 60) return k
    let test = Math.abs(h[k - 1][k - 1]) + Math.abs(h[k][k])
    if (test === 0) test = (k >= 2 ? Math.abs(h[k - 1][k - 2]) : 0) + (k + 1 < n ? Math.abs(h[k + 1][k]) : 0)
    if (beside > Number.EPSILON * test) continue
    const [ba, ab] = ordered(beside, Math.abs(h[k - 1][k]))
    const [bb, aa] = ordered(Math.abs(h[k][k]), Math.abs(h[k - 1][k - 1] - h[k][k]))
    if (ba * (ab / (aa + ab)) <= Number.EPSILON * (bb * (aa / (aa + ab)))) return k
  }
  return 0
}

const ordered = (x: number, y: number): [small: number, large: number] => (x < y ? [x, y] : [y, x])

/** The two eigenvalues of a symmetric 2 × 2 block; which of them comes first depends on the sign of the difference of the diagonal. */
function splitPair(h: Float64Array[], i: number): void {
  const [a, b, c, d] = [h[i][i], h[i][i + 1], h[i + 1][i], h[i + 1][i + 1]]
  if (c === 0) return
  const p = (a - d) / 2
  const product = b * c
  const z = p + (p < 0 ? -1 : 1) * Math.sqrt(Math.max(0, p * p + product))
  h[i][i] = d + z
  h[i + 1][i + 1] = z === 0 ? d : d - product / z
}

function francisStep(h: Float64Array[], first: number, last: number, exceptional: boolean): void {
  const shift = exceptional ? exceptionalShift(h, last) : usualShift(h, last)
  // Begins at the lowest row whose subdiagonal element, and the one above it, are negligibly small together.
  let from = last - 2
  let v = firstColumn(h, from, shift)
  for (; from > first; v = firstColumn(h, --from, shift)) {
    const size = Math.abs(h[from - 1][from - 1]) + Math.abs(h[from][from]) + Math.abs(h[from + 1][from + 1])
    if (Math.abs(h[from][from - 1]) * (Math.abs(v[1]) + Math.abs(v[2])) <= Number.EPSILON * Math.abs(v[0]) * size) break
  }
  for (let k = from; k < last; k++) {
    const length = Math.min(3, last - k + 1)
    if (k > from) v = [h[k][k - 1], h[k + 1][k - 1], length === 3 ? h[k + 2][k - 1] : 0]
    const mirror = reflector(v.slice(0, length))
    if (k > from) {
      h[k][k - 1] = mirror.beta
      h[k + 1][k - 1] = 0
      if (length === 3) h[k + 2][k - 1] = 0
    } else if (from > first) h[k][k - 1] *= 1 - mirror.tau
    for (let j = k; j <= last; j++) reflectColumn(h, k, j, mirror.v, mirror.tau)
    for (let i = first; i <= Math.min(k + 3, last); i++) reflectRow(h[i], k, mirror.v, mirror.tau)
  }
}

/** A pair of shifts: re ± i·im, or twice the same real one. */
interface Shift {
  re: number
  im: number
}

function usualShift(h: Float64Array[], last: number): Shift {
  const [a, b, c, d] = [h[last - 1][last - 1], h[last - 1][last], h[last][last - 1], h[last][last]]
  const s = Math.abs(a) + Math.abs(b) + Math.abs(c) + Math.abs(d)
  return shiftOf(a / s, b / s, c / s, d / s, s)
}

function exceptionalShift(h: Float64Array[], last: number): Shift {
  const s = Math.abs(h[last][last - 1]) + (last >= 2 ? Math.abs(h[last - 1][last - 2]) : 0)
  const a = 0.75 * s + h[last][last]
  const size = 2 * Math.abs(a) + 1.4375 * s
  return shiftOf(a / size, (-0.4375 * s) / size, s / size, a / size, size)
}

function shiftOf(a: number, b: number, c: number, d: number, s: number): Shift {
  const middle = (a + d) / 2
  const determinant = (a - middle) * (d - middle) - b * c
  const root = Math.sqrt(Math.abs(determinant))
  if (determinant >= 0) return { re: middle * s, im: root * s }
  const nearer = Math.abs(middle + root - d) <= Math.abs(middle - root - d) ? middle + root : middle - root
  return { re: nearer * s, im: 0 }
}

/** First column of (H − s₁)(H − s₂) from row m on, scaled. */
function firstColumn(h: Float64Array[], m: number, { re, im }: Shift): number[] {
  const below = h[m + 1][m]
  const s = Math.abs(h[m][m] - re) + Math.abs(im) + Math.abs(below)
  const v = [
    (below / s) * h[m][m + 1] + (h[m][m] - re) * ((h[m][m] - re) / s) + im * (im / s),
    (below / s) * (h[m][m] + h[m + 1][m + 1] - 2 * re),
    (below / s) * h[m + 2][m + 1],
  ]
  const size = Math.abs(v[0]) + Math.abs(v[1]) + Math.abs(v[2])
  return v.map((x) => x / size)
}

/** I − tau · v · vᵀ with v[0] = 1, which turns x into (beta, 0, …). */
function reflector(x: number[]): { v: number[]; tau: number; beta: number } {
  const rest = Math.hypot(...x.slice(1))
  if (rest === 0) return { v: x.map((_, i) => (i === 0 ? 1 : 0)), tau: 0, beta: x[0] }
  const beta = x[0] < 0 ? Math.hypot(x[0], rest) : -Math.hypot(x[0], rest)
  return { v: x.map((value, i) => (i === 0 ? 1 : value / (x[0] - beta))), tau: (beta - x[0]) / beta, beta }
}

function reflectColumn(h: Float64Array[], row: number, column: number, v: number[], tau: number): void {
  let sum = 0
  for (let i = 0; i < v.length; i++) sum += v[i] * h[row + i][column]
  for (let i = 0; i < v.length; i++) h[row + i][column] -= tau * sum * v[i]
}

function reflectRow(row: Float64Array, column: number, v: number[], tau: number): void {
  let sum = 0
  for (let i = 0; i < v.length; i++) sum += v[i] * row[column + i]
  for (let i = 0; i < v.length; i++) row[column + i] -= tau * sum * v[i]
}
