import { describe, expect, test } from 'vitest'
import { symmetricEigen } from '../../../src-main/analysis/math/eigen.ts'
import {
  centred,
  cholesky,
  choleskySolve,
  covariance,
  gram,
  identity,
  inverseSymmetric,
  leastSquares,
  matrix,
  multiplyVector,
  rowOf,
  transpose,
  type Matrix,
} from '../../../src-main/analysis/math/matrix.ts'
import { fromRows, multiply } from './matrices.ts'
import { svd } from '../../../src-main/analysis/math/svd.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'

function randomMatrix(rows: number, cols: number, seed: number): Matrix {
  const random = seededRandom(seed)
  return matrix(
    rows,
    cols,
    Float64Array.from({ length: rows * cols }, () => random.normal()),
  )
}

const furthest = (a: Matrix, b: Matrix) => a.data.reduce((worst, v, i) => Math.max(worst, Math.abs(v - b.data[i])), 0)

const scaledRows = (rows: Matrix, by: ArrayLike<number>) =>
  matrix(
    rows.rows,
    rows.cols,
    rows.data.map((v, i) => v * by[Math.floor(i / rows.cols)]),
  )

describe('the eigendecomposition of a symmetric matrix', () => {
  for (const n of [1, 2, 3, 8, 60])
    test(`gives the ${n} × ${n} matrix back, with orthonormal vectors and values in descending order`, () => {
      const a = gram(randomMatrix(n + 3, n, n))
      const before = a.data.slice()
      const { values, vectors } = symmetricEigen(a)
      expect(furthest(multiply(transpose(vectors), scaledRows(vectors, values)), a)).toBeLessThan(1e-12 * n)
      expect(furthest(multiply(vectors, transpose(vectors)), identity(n))).toBeLessThan(1e-12)
      expect([...values]).toEqual([...values].sort((x, y) => y - x))
      expect(a.data).toEqual(before)
    })

  test('knows a case by hand, repeated and zero values included', () => {
    expect(
      [
        ...symmetricEigen(
          fromRows([
            [2, 1],
            [1, 2],
          ]),
        ).values,
      ].map((v) => +v.toFixed(12)),
    ).toEqual([3, 1])
    expect([...symmetricEigen(identity(4)).values]).toEqual([1, 1, 1, 1])
    expect([...symmetricEigen(matrix(3, 3)).values]).toEqual([0, 0, 0])
    expect(
      [
        ...symmetricEigen(
          fromRows([
            [1, 1, 1],
            [1, 1, 1],
            [1, 1, 1],
          ]),
        ).values,
      ].map((v) => +v.toFixed(12) + 0),
    ).toEqual([3, 0, 0])
  })
})

describe('the singular value decomposition', () => {
  for (const [rows, cols] of [
    [40, 7],
    [7, 7],
    [5, 9],
    [200, 30],
  ])
    test(`agrees with the eigenvalues of aᵀa for ${rows} × ${cols}`, () => {
      const a = randomMatrix(rows, cols, rows)
      const { values, vectors } = svd(a)
      const eigen = symmetricEigen(gram(a))
      values.forEach((v, i) => expect(v * v).toBeCloseTo(eigen.values[i], 9))
      expect(furthest(multiply(vectors, transpose(vectors)), identity(values.length))).toBeLessThan(1e-12)
      values.forEach((v, i) => expect(Math.hypot(...multiplyVector(a, rowOf(vectors, i)))).toBeCloseTo(v, 10))
    })

  test('keeps a singular value that is 1e-11 of the largest, which aᵀa would lose', () => {
    const { values } = svd(
      fromRows([
        [1, 1],
        [0, 1e-11],
        [0, 0],
      ]),
    )
    expect(values[1] / (1e-11 / Math.SQRT2)).toBeCloseTo(1, 8)
  })
})

describe('solving', () => {
  test('inverts a positive definite matrix and solves with it', () => {
    const a = gram(randomMatrix(30, 6, 4))
    expect(furthest(multiply(a, inverseSymmetric(a)), identity(6))).toBeLessThan(1e-12)
    const x = choleskySolve(cholesky(a)!, multiplyVector(a, [1, -2, 3, -4, 5, -6]))
    expect([...x].map((v) => +v.toFixed(9))).toEqual([1, -2, 3, -4, 5, -6])
  })

  test('says of a singular matrix that it is singular', () => {
    expect(
      cholesky(
        fromRows([
          [1, 2],
          [2, 4],
        ]),
      ),
    ).toBeNull()
    expect(() =>
      inverseSymmetric(
        fromRows([
          [1, 2],
          [2, 4],
        ]),
      ),
    ).toThrow('singular')
  })

  test('fits least squares exactly where the data allow it, and drops a dependent column', () => {
    const points = [0, 1, 2, 3, 4]
    const fitted = leastSquares(
      fromRows(points.map((t) => [1, t, t * t])),
      points.map((t) => 3 - 2 * t + 0.5 * t * t),
    )
    expect([...fitted].map((v) => +v.toFixed(10))).toEqual([3, -2, 0.5])
    expect(
      [...leastSquares(fromRows(points.map((t) => [1, t, 2 * t])), points)].map((v) => +v.toFixed(10) + 0),
    ).toEqual([0, 1, 0])
  })

  test('computes the covariance of columns', () => {
    const a = fromRows([
      [1, 2],
      [2, 4],
      [3, 9],
    ])
    expect([...covariance(a).data]).toEqual([1, 3.5, 3.5, 13])
    expect([...centred(a).data]).toEqual([-1, -3, 0, -1, 1, 4])
  })
})
