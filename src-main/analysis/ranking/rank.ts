import { rankCorrelation, ranks } from '../math/ranks.ts'

/**
 * Places by several criteria at once, 1 = best: the mean of the places by each criterion (Borda's count), the first criterion
 * settling ties. criteria — [criterion][contestant], higher = better, null = could not be judged: such a contestant comes
 * last by that criterion.
 */
export function bordaPlaces(criteria: (number | null)[][]): number[] {
  const contestants = criteria[0].length
  const sums = new Float64Array(contestants)
  for (const criterion of criteria)
    ranks(Float64Array.from(criterion, (value) => -(value ?? -Infinity))).forEach((place, i) => (sums[i] += place))
  const order = Array.from(sums.keys()).sort(
    (a, b) => sums[a] - sums[b] || (criteria[0][b] ?? -Infinity) - (criteria[0][a] ?? -Infinity) || a - b,
  )
  const places = new Array<number>(contestants)
  order.forEach((contestant, i) => (places[contestant] = i + 1))
  return places
}

/**
 * How much each list of scores agrees with the others: its mean rank correlation with each of them. Where detectors are mostly
 * right they are right together, and wrong each in its own way. scores — [detector][n]; NaN where there is nobody to agree with.
 */
export function agreements(scores: Float64Array[]): number[] {
  const table = scores.map(() => new Float64Array(scores.length))
  for (let a = 0; a < scores.length; a++)
    for (let b = 0; b < a; b++) table[a][b] = table[b][a] = rankCorrelation(scores[a], scores[b])
  return table.map((row) => row.reduce((sum, v) => sum + v, 0) / (scores.length - 1))
}
