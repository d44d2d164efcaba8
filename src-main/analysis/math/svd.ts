import { matrix, transpose, triangle, type Matrix } from './matrix.ts'

/** a = u · diag(values) · vectors. values — [k], descending; vectors — [k, cols], unit rows (right singular vectors). k = min(rows, cols). */
export interface Svd {
  values: Float64Array
  vectors: Matrix
}

/**
 * Singular values and right singular vectors of a — [m, n]: QR first, then one-sided Jacobi rotations (Hestenes 1958),
 * which keep small singular values relatively accurate, where an eigendecomposition of aᵀ·a would lose half the digits.
 * The left vectors are a · vectorᵀ / value. The sign of a pair is arbitrary. The input is not changed.
 */
export function svd(a: Matrix): Svd {
  const n = a.cols
  const r = triangle(matrix(a.rows, n, Float64Array.from(a.data)))
  const k = Math.min(a.rows, n)
  // Columns of Rᵀ's transpose as rows: one-sided Jacobi orthogonalises the rows of `work` = columns of R.
  const work = transpose(matrix(k, n, r.data.slice(0, k * n)))
  const right = matrix(n, n)
  for (let i = 0; i < n; i++) right.data[i * n + i] = 1
  for (let sweep = 0, rotated = true; rotated && sweep < 60; sweep++) {
    rotated = false
    for (let i = 0; i < n - 1; i++) for (let j = i + 1; j < n; j++) if (orthogonalise(work, right, i, j)) rotated = true
  }
  const norms = Float64Array.from({ length: n }, (_, i) => norm(work, i))
  const order = Array.from(norms.keys())
    .sort((i, j) => norms[j] - norms[i])
    .slice(0, k)
  const vectors = matrix(k, n)
  order.forEach((from, to) => vectors.data.set(right.data.subarray(from * n, (from + 1) * n), to * n))
  return { values: Float64Array.from(order, (i) => norms[i]), vectors }
}

/** Rotates rows i and j of both until they are orthogonal; false where they already are. */
function orthogonalise(work: Matrix, right: Matrix, i: number, j: number): boolean {
  const w = work.data
  const from = i * work.cols
  const to = j * work.cols
  let alpha = 0
  let beta = 0
  let gamma = 0
  for (let k = 0; k < work.cols; k++) {
    const x = w[from + k]
    const y = w[to + k]
    alpha += x * x
    beta += y * y
    gamma += x * y
  }
  if (gamma === 0 || Math.abs(gamma) <= 1e-15 * Math.sqrt(alpha) * Math.sqrt(beta)) return false
  const zeta = (beta - alpha) / (2 * gamma)
  const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta))
  const c = 1 / Math.hypot(1, t)
  rotate(w, from, to, work.cols, c, c * t)
  rotate(right.data, i * right.cols, j * right.cols, right.cols, c, c * t)
  return true
}

function rotate(data: Float64Array, from: number, to: number, length: number, c: number, s: number) {
  for (let k = 0; k < length; k++) {
    const x = data[from + k]
    const y = data[to + k]
    data[from + k] = c * x - s * y
    data[to + k] = s * x + c * y
  }
}

function norm(a: Matrix, row: number): number {
  let sum = 0
  for (let k = 0; k < a.cols; k++) sum += a.data[row * a.cols + k] ** 2
  return Math.sqrt(sum)
}
