import { matrix, type Matrix } from '../../../src-main/analysis/math/matrix.ts'

/** From rows of equal length; copies. */
export function fromRows(rows: ArrayLike<number>[]): Matrix {
  const result = matrix(rows.length, rows[0]?.length ?? 0)
  rows.forEach((row, i) => result.data.set(row, i * result.cols))
  return result
}

/** a · b. */
export function multiply(a: Matrix, b: Matrix): Matrix {
  const result = matrix(a.rows, b.cols)
  const n = b.cols
  for (let i = 0; i < a.rows; i++)
    for (let k = 0; k < a.cols; k++) {
      const factor = a.data[i * a.cols + k]
      if (factor === 0) continue
      for (let j = 0, out = i * n, from = k * n; j < n; j++) result.data[out + j] += factor * b.data[from + j]
    }
  return result
}
