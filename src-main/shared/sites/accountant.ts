/** Orders at which the divergence is looked at: enough for any epsilon below a few hundred. */
const orders = Array.from({ length: 255 }, (_, i) => i + 2)

/**
 * The epsilon of (epsilon, delta) differential privacy after `rounds` rounds of the Gaussian mechanism on a Poisson sample: sample —
 * chance of each site to take part in a round; noise — deviation of the noise over the clipping length. Rényi divergences of whole orders
 * after Mironov, Talwar and Zhang, Rényi differential privacy of the sampled Gaussian mechanism, arXiv 1908.10530, equation 5; into
 * epsilon after Canonne, Kamath and Steinke, The discrete Gaussian for differential privacy, 2020, proposition 12.
 */
export function epsilonOf(sample: number, noise: number, rounds: number, delta: number): number {
  if (rounds === 0 || sample === 0) return 0
  if (!(noise > 0)) return Infinity
  const values = orders.map((order) => {
    const divergence = rounds * divergenceOf(sample, noise, order)
    return Math.max(0, divergence + Math.log1p(-1 / order) - Math.log(delta * order) / (order - 1))
  })
  return Math.min(...values)
}

/** log E[(ratio of densities)^order] / (order − 1), as a sum over the binomial expansion. */
function divergenceOf(sample: number, noise: number, order: number): number {
  if (sample === 1) return order / (2 * noise * noise)
  const terms = Array.from(
    { length: order + 1 },
    (_, k) =>
      logBinomial(order, k) +
      k * Math.log(sample) +
      (order - k) * Math.log1p(-sample) +
      (k * k - k) / (2 * noise * noise),
  )
  const largest = Math.max(...terms)
  return (largest + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - largest), 0))) / (order - 1)
}

function logBinomial(n: number, k: number): number {
  let sum = 0
  for (let i = 1; i <= k; i++) sum += Math.log((n - k + i) / i)
  return sum
}
