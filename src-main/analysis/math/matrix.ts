import { badInput } from '../../shared/errors.ts'

/** A dense matrix, row-major: data[row · cols + col]. */
export interface Matrix {
  rows: number
  cols: number
  data: Float64Array
}

/** A matrix of zeros, or one that wraps the given row-major data without copying. */
export function matrix(rows: number, cols: number, data: Float64Array = new Float64Array(rows * cols)): Matrix {
  return { rows, cols, data }
}

export function identity(n: number): Matrix {
  const result = matrix(n, n)
  for (let i = 0; i < n; i++) result.data[i * n + i] = 1
  return result
}

/** One row as a view: writing to it writes to the matrix. */
export const rowOf = (a: Matrix, row: number) => a.data.subarray(row * a.cols, (row + 1) * a.cols)

export function transpose(a: Matrix): Matrix {
  const result = matrix(a.cols, a.rows)
  for (let i = 0; i < a.rows; i++) for (let j = 0; j < a.cols; j++) result.data[j * a.rows + i] = a.data[i * a.cols + j]
  return result
}

/** a · x, x — [cols]. */
export function multiplyVector(a: Matrix, x: ArrayLike<number>): Float64Array {
  const result = new Float64Array(a.rows)
  for (let i = 0; i < a.rows; i++) result[i] = dot(rowOf(a, i), x)
  return result
}

export function dot(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i]
  return sum
}

/** aᵀ · a, symmetric. */
export function gram(a: Matrix): Matrix {
  const n = a.cols
  const result = matrix(n, n)
  for (let r = 0; r < a.rows; r++)
    for (let i = 0, at = r * n; i < n; i++) {
      const factor = a.data[at + i]
      for (let j = i; j < n; j++) result.data[i * n + j] += factor * a.data[at + j]
    }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) result.data[i * n + j] = result.data[j * n + i]
  return result
}

/** Means of the columns. a — [observation, variable] → [variable]. */
export function columnMeans(a: Matrix): Float64Array {
  const means = new Float64Array(a.cols)
  for (let r = 0; r < a.rows; r++) for (let c = 0; c < a.cols; c++) means[c] += a.data[r * a.cols + c]
  return means.map((sum) => sum / a.rows)
}

/** a with each column's mean taken off; copies. */
export function centred(a: Matrix, means = columnMeans(a)): Matrix {
  return matrix(
    a.rows,
    a.cols,
    a.data.map((v, i) => v - means[i % a.cols]),
  )
}

/** Covariance of the columns. a — [observation, variable]; divides by rows − ddof (1: sample covariance). */
export function covariance(a: Matrix, ddof = 1): Matrix {
  const result = gram(centred(a))
  for (let i = 0; i < result.data.length; i++) result.data[i] /= a.rows - ddof
  return result
}

/**
 * Lower Cholesky factor of a symmetric positive definite matrix: a = l · lᵀ. Null where a is not positive definite
 * (to working precision), so that the caller can add a ridge.
 */
export function cholesky(a: Matrix): Matrix | null {
  const n = a.rows
  const l = matrix(n, n)
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = a.data[i * n + j]
      for (let k = 0; k < j; k++) sum -= l.data[i * n + k] * l.data[j * n + k]
      if (i > j) l.data[i * n + j] = sum / l.data[j * n + j]
      else if (sum > 1e-14 * Math.abs(a.data[i * n + i])) l.data[i * n + i] = Math.sqrt(sum)
      else return null
    }
  return l
}

/** Solves l · lᵀ · x = b. l — lower factor from `cholesky`, b — [n]. */
export function choleskySolve(l: Matrix, b: ArrayLike<number>): Float64Array {
  const n = l.rows
  const x = Float64Array.from(b)
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] -= l.data[i * n + k] * x[k]
    x[i] /= l.data[i * n + i]
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= l.data[k * n + i] * x[k]
    x[i] /= l.data[i * n + i]
  }
  return x
}

/** Inverse of a symmetric positive definite matrix. Throws bad-input where it is singular. */
export function inverseSymmetric(a: Matrix): Matrix {
  const l = cholesky(a)
  if (!l) throw badInput('The covariance matrix is singular: some channels are exact combinations of others.')
  const result = matrix(a.rows, a.rows)
  const unit = new Float64Array(a.rows)
  for (let j = 0; j < a.rows; j++) {
    unit.fill(0)[j] = 1
    const column = choleskySolve(l, unit)
    for (let i = 0; i < a.rows; i++) result.data[i * a.rows + j] = column[i]
  }
  return result
}

/**
 * Least squares by Householder QR: the x that minimises |a · x − b|. a — [m, n] with m ≥ n, b — [m].
 * Where a column depends on earlier ones its coefficient is 0.
 */
export function leastSquares(a: Matrix, b: ArrayLike<number>): Float64Array {
  const { rows: m, cols: n } = a
  const r = triangle(matrix(m, n + 1, augmented(a, b)), n)
  const x = new Float64Array(n)
  let largest = 0
  for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(r.data[i * (n + 1) + i]))
  for (let i = n - 1; i >= 0; i--) {
    let sum = r.data[i * (n + 1) + n]
    for (let k = i + 1; k < n; k++) sum -= r.data[i * (n + 1) + k] * x[k]
    const pivot = r.data[i * (n + 1) + i]
    x[i] = Math.abs(pivot) > 1e-13 * largest ? sum / pivot : 0
  }
  return x
}

function augmented(a: Matrix, b: ArrayLike<number>): Float64Array {
  const data = new Float64Array(a.rows * (a.cols + 1))
  for (let i = 0; i < a.rows; i++) {
    data.set(rowOf(a, i), i * (a.cols + 1))
    data[i * (a.cols + 1) + a.cols] = b[i]
  }
  return data
}

/**
 * The upper triangle R of a = Q·R by Householder reflections over the first `pivots` columns, in place.
 * Rows below the triangle hold zeros in those columns.
 */
export function triangle(a: Matrix, pivots = Math.min(a.rows, a.cols)): Matrix {
  const { rows: m, cols: n, data } = a
  const v = new Float64Array(m)
  const products = new Float64Array(n)
  const size = data.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
  for (let k = 0; k < Math.min(pivots, m - 1); k++) {
    let norm = 0
    for (let i = k; i < m; i++) norm = Math.hypot(norm, data[i * n + k])
    // So far below rounding that its square is zero: nothing is left of the column.
    if (norm <= Math.max(1e-140, 1e-60 * size)) {
      for (let i = k; i < m; i++) data[i * n + k] = 0
      continue
    }
    const alpha = data[k * n + k] > 0 ? -norm : norm
    let squares = 0
    for (let i = k; i < m; i++) {
      v[i] = data[i * n + k] - (i === k ? alpha : 0)
      squares += v[i] * v[i]
    }
    products.fill(0)
    for (let i = k; i < m; i++) for (let j = k; j < n; j++) products[j] += v[i] * data[i * n + j]
    for (let i = k; i < m; i++) {
      const factor = (2 * v[i]) / squares
      for (let j = k; j < n; j++) data[i * n + j] -= factor * products[j]
    }
    data[k * n + k] = alpha
    for (let i = k + 1; i < m; i++) data[i * n + k] = 0
  }
  return a
}
