/**
 * Tabular CUSUM (Page, Continuous Inspection Schemes, Biometrika 1954), both sides: C⁺ = max(0, C⁺ + z − k), C⁻ = max(0, C⁻ − z − k).
 * z — [time], in sigma. allowance — k. most — what a sum carries on at most, so that it comes back soon after a large departure; 0 = all.
 * Returns both, [time], in sigma.
 */
export function cusumSides(z: Float64Array, allowance: number, most: number): { up: Float64Array; down: Float64Array } {
  const carried = most > 0 ? most : Infinity
  const [ups, downs] = [new Float64Array(z.length), new Float64Array(z.length)]
  let up = 0
  let down = 0
  for (let t = 0; t < z.length; t++) {
    ups[t] = up = Math.max(0, Math.min(up, carried) + z[t] - allowance)
    downs[t] = down = Math.max(0, Math.min(down, carried) - z[t] - allowance)
  }
  return { up: ups, down: downs }
}

/** The larger of both sides of a CUSUM, [time], in sigma. */
export function cusum(z: Float64Array, allowance: number, most: number): Float64Array {
  const { up, down } = cusumSides(z, allowance, most)
  return up.map((v, t) => Math.max(v, down[t]))
}

/**
 * Exponentially weighted moving average (Roberts, Control Chart Tests Based on Geometric Moving Averages, Technometrics 1959):
 * E = λz + (1 − λ)E, from 0. z — [time]. Returns E, in the unit of z.
 */
export function averages(z: Float64Array, weight: number): Float64Array {
  let average = 0
  return z.map((v) => (average = weight * v + (1 - weight) * average))
}

/** The standard deviation of E after so many values, in sigma: √(λ/(2 − λ)·(1 − (1 − λ)^(2t))). */
export const averageSpread = (weight: number, values: number): number =>
  Math.sqrt((weight / (2 - weight)) * (1 - (1 - weight) ** (2 * values)))

/** The same average in its own standard deviations. z — [time], in sigma. */
export const ewma = (z: Float64Array, weight: number): Float64Array =>
  averages(z, weight).map((average, i) => average / averageSpread(weight, i + 1))
