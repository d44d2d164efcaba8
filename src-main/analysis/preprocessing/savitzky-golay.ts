/**
 * Savitzky and Golay, Smoothing and Differentiation of Data by Simplified Least Squares, Analytical Chemistry 1964: a polynomial of
 * degree `order` is laid through each window of 2·half + 1 values; its value in the middle is taken, and at both ends the values of
 * the first and the last window's polynomial (scipy's mode "interp"). values — [n], finite, evenly spaced → [n]. Fewer values than a
 * window: one polynomial through all, of the degree that they bear.
 */
export function savitzkyGolay(values: Float64Array, half: number, order: number): Float64Array {
  const n = values.length
  const width = Math.min(n, 2 * half + 1)
  const rows = weights(width, Math.min(order, width - 1))
  const at = (row: number, start: number) => {
    let sum = 0
    for (let k = 0; k < width; k++) sum += rows[row][k] * values[start + k]
    return sum
  }
  return values.map((_, i) => {
    const start = Math.max(0, Math.min(n - width, i - half))
    return at(i - start, start)
  })
}

/** rows[i][k] — what value k of a window adds to the fitted value at i. By an orthonormal basis of polynomials over the window (Gram). */
function weights(width: number, order: number): Float64Array[] {
  const centre = (width - 1) / 2
  const basis: Float64Array[] = []
  for (let degree = 0; degree <= order; degree++) {
    const next = Float64Array.from({ length: width }, (_, i) => (centre === 0 ? 1 : ((i - centre) / centre) ** degree))
    // Twice: once leaves rounding of the size of the first projection.
    for (let round = 0; round < 2; round++)
      for (const known of basis) {
        const along = dot(next, known)
        known.forEach((v, i) => (next[i] -= along * v))
      }
    const size = Math.sqrt(dot(next, next))
    basis.push(next.map((v) => v / size))
  }
  return Array.from({ length: width }, (_, i) =>
    Float64Array.from({ length: width }, (_, k) => basis.reduce((sum, known) => sum + known[i] * known[k], 0)),
  )
}

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, v, i) => sum + v * b[i], 0)
