/**
 * Tabular CUSUM (Page, Continuous Inspection Schemes, Biometrika 1954), both sides: C⁺ = max(0, C⁺ + z − k), C⁻ = max(0, C⁻ − z − k).
 * z — [time], in sigma. allowance — k. most — what a sum carries on at most, so that it comes back soon after a large departure; 0 = all.
 * Returns the larger of both, [time], in sigma.
 */
export function cusum(z: Float64Array, allowance: number, most: number): Float64Array {
  const carried = most > 0 ? most : Infinity
  let up = 0
  let down = 0
  return z.map((v) => {
    up = Math.max(0, Math.min(up, carried) + v - allowance)
    down = Math.max(0, Math.min(down, carried) - v - allowance)
    return Math.max(up, down)
  })
}

/**
 * Exponentially weighted moving average (Roberts, Control Chart Tests Based on Geometric Moving Averages, Technometrics 1959):
 * E = λz + (1 − λ)E, from 0. z — [time], in sigma. Returns E in its own standard deviations, σ·√(λ/(2 − λ)·(1 − (1 − λ)^(2t))).
 */
export function ewma(z: Float64Array, weight: number): Float64Array {
  let average = 0
  return z.map((v, i) => {
    average = weight * v + (1 - weight) * average
    return average / Math.sqrt((weight / (2 - weight)) * (1 - (1 - weight) ** (2 * (i + 1))))
  })
}
