/** The values for which it holds, in order; the array itself, and no copy, where it holds for all. */
export function valuesWhere(values: Float64Array, holds: (v: number) => boolean): Float64Array {
  let n = 0
  for (let i = 0; i < values.length; i++) if (holds(values[i])) n++
  if (n === values.length) return values
  const out = new Float64Array(n)
  for (let i = 0, at = 0; i < values.length; i++) if (holds(values[i])) out[at++] = values[i]
  return out
}

/** The values that are there: none of them NaN. */
export const present = (values: Float64Array) => valuesWhere(values, (v) => !Number.isNaN(v))

/** How many rows have a score. scores — [n], NaN = not assessed. */
export const assessedIn = (scores: Float64Array): number =>
  scores.reduce((n, score) => (Number.isNaN(score) ? n : n + 1), 0)
