/** Ranks 1…n, equal values sharing the mean of their places. values — [n], no NaN. */
export function ranks(values: Float64Array): Float64Array {
  const order = Uint32Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a] - values[b])
  const out = new Float64Array(values.length)
  for (let from = 0; from < order.length;) {
    let to = from
    while (to + 1 < order.length && values[order[to + 1]] === values[order[from]]) to++
    for (let i = from; i <= to; i++) out[order[i]] = (from + to) / 2 + 1
    from = to + 1
  }
  return out
}

/** Pearson's correlation; NaN where either is constant. */
export function correlation(a: Float64Array, b: Float64Array): number {
  const [meanA, meanB] = [a, b].map((x) => x.reduce((sum, v) => sum + v, 0) / x.length)
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    const [da, db] = [a[i] - meanA, b[i] - meanB]
    ab += da * db
    aa += da * da
    bb += db * db
  }
  return ab / Math.sqrt(aa * bb)
}

/** Spearman's rank correlation over the places where both are numbers; 0 where either is constant there. */
export function rankCorrelation(a: Float64Array, b: Float64Array): number {
  const both = (_: number, i: number) => !Number.isNaN(a[i]) && !Number.isNaN(b[i])
  const found = correlation(ranks(a.filter(both)), ranks(b.filter(both)))
  return Number.isNaN(found) ? 0 : found
}
