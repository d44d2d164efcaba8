import { StudioError } from '../../shared/errors.ts'
import { matrix, type Matrix } from './matrix.ts'

/**
 * values — [n], descending. vectors — [n, n], row k is the unit eigenvector of values[k]
 * (rows, so that projecting is `multiplyVector(vectors, x)`). The sign of a vector is arbitrary.
 */
export interface Eigen {
  values: Float64Array
  vectors: Matrix
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix (only its lower triangle is trusted); the input is not changed.
 * Householder reduction to tridiagonal form, then QL with implicit shifts (Golub and Van Loan, Matrix Computations, ch. 8).
 * Absolute accuracy about 1e-15 · |largest value|; where small values matter relatively, use `svd`.
 */
export function symmetricEigen(a: Matrix): Eigen {
  const n = a.rows
  const { diagonal, beside, basis } = tridiagonal(a)
  diagonalise(diagonal, beside, basis)
  const order = Array.from(diagonal.keys()).sort((i, j) => diagonal[j] - diagonal[i])
  const vectors = matrix(n, n)
  order.forEach((from, to) => vectors.data.set(basis.subarray(from * n, (from + 1) * n), to * n))
  return { values: Float64Array.from(order, (i) => diagonal[i]), vectors }
}

/** a = Q·T·Qᵀ. diagonal — [n], beside — [n] with beside[i] between i and i+1; basis — Qᵀ, row-major. */
function tridiagonal(a: Matrix) {
  const n = a.rows
  const work = Float64Array.from(a.data)
  const reflections: { v: Float64Array; beta: number }[] = []
  const p = new Float64Array(n)
  const size = a.data.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
  for (let k = 0; k < n - 2; k++) {
    const v = new Float64Array(n)
    let norm = 0
    for (let i = k + 1; i < n; i++) norm = Math.hypot(norm, (v[i] = work[i * n + k]))
    // Far below rounding: what a matrix of low rank leaves here shrinks until its square is zero and 2/squares infinite.
    if (norm <= 1e-30 * size) continue
    v[k + 1] += v[k + 1] > 0 ? norm : -norm
    let squares = 0
    for (let i = k + 1; i < n; i++) squares += v[i] * v[i]
    const beta = 2 / squares
    // a ← (I − βvvᵀ)·a·(I − βvvᵀ) as a symmetric rank-two update of the whole square.
    for (let i = k; i < n; i++) {
      let sum = 0
      for (let j = k + 1; j < n; j++) sum += work[i * n + j] * v[j]
      p[i] = beta * sum
    }
    let pv = 0
    for (let i = k + 1; i < n; i++) pv += p[i] * v[i]
    for (let i = k; i < n; i++) p[i] -= (beta / 2) * pv * v[i]
    for (let i = k; i < n; i++) for (let j = k; j < n; j++) work[i * n + j] -= v[i] * p[j] + p[i] * v[j]
    reflections.push({ v, beta })
  }
  const basis = new Float64Array(n * n)
  for (let i = 0; i < n; i++) basis[i * n + i] = 1
  // Qᵀ = H_last … H_0; built row by row: each row times the reflections from the last to the first.
  for (let r = 0; r < n; r++)
    for (let k = reflections.length - 1; k >= 0; k--) {
      const { v, beta } = reflections[k]
      let sum = 0
      for (let j = 0; j < n; j++) sum += basis[r * n + j] * v[j]
      if (sum !== 0) for (let j = 0; j < n; j++) basis[r * n + j] -= beta * sum * v[j]
    }
  const diagonal = new Float64Array(n)
  const beside = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    diagonal[i] = work[i * n + i]
    if (i + 1 < n) beside[i] = work[(i + 1) * n + i]
  }
  return { diagonal, beside, basis }
}

/** Implicit QL on a tridiagonal matrix, in place; the rotations are applied to the rows of `basis`. */
function diagonalise(d: Float64Array, e: Float64Array, basis: Float64Array) {
  const n = d.length
  const size = d.reduce((most, x, i) => Math.max(most, Math.abs(x) + Math.abs(e[i])), 0)
  for (let l = 0; l < n; l++)
    for (let sweep = 0; ; sweep++) {
      // Values that are rounding of the largest one never separate from each other: what is left between them is rounding too.
      const least = sweep < 30 ? 0 : Number.EPSILON * size
      let m = l
      while (m < n - 1 && Math.abs(e[m]) > Math.max(least, Number.EPSILON * (Math.abs(d[m]) + Math.abs(d[m + 1])))) m++
      if (m === l) break
      if (sweep === 60)
        throw new StudioError(
          'internal',
          'The eigenvalues of the covariance could not be computed; are there infinite values?',
        )
      const half = (d[l + 1] - d[l]) / (2 * e[l])
      let g = d[m] - d[l] + e[l] / (half + Math.sign(half || 1) * Math.hypot(half, 1)) // Wilkinson's shift
      let s = 1
      let c = 1
      let p = 0
      let i = m - 1
      for (; i >= l; i--) {
        const f = s * e[i]
        const b = c * e[i]
        const r = Math.hypot(f, g)
        e[i + 1] = r
        if (r === 0) {
          d[i + 1] -= p
          e[m] = 0
          break
        }
        s = f / r
        c = g / r
        g = d[i + 1] - p
        const t = (d[i] - g) * s + 2 * c * b
        p = s * t
        d[i + 1] = g + p
        g = c * t - b
        for (let k = 0, low = i * n, high = (i + 1) * n; k < n; k++) {
          const upper = basis[high + k]
          basis[high + k] = s * basis[low + k] + c * upper
          basis[low + k] = c * basis[low + k] - s * upper
        }
      }
      if (i >= l) continue
      d[l] -= p
      e[l] = g
      e[m] = 0
    }
}
