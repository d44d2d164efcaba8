/** ln Γ(x), x > 0: Stirling's series after shifting the argument past 10; relative error about 1e-15. */
export function logGamma(x: number): number {
  let shift = 0
  let z = x
  while (z < 10) shift += Math.log(z++)
  const w = 1 / (z * z)
  const series =
    1 / 12 - w * (1 / 360 - w * (1 / 1260 - w * (1 / 1680 - w * (1 / 1188 - w * (691 / 360360 - w / 156)))))
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series / z - shift
}

/** Lower regularised incomplete gamma function P(a, x) and its complement Q; series below a + 1, continued fraction above. */
export function incompleteGamma(a: number, x: number): { lower: number; upper: number } {
  if (x <= 0) return { lower: 0, upper: 1 }
  if (x === Infinity) return { lower: 1, upper: 0 }
  const front = Math.exp(a * Math.log(x) - x - logGamma(a))
  if (x < a + 1) {
    let term = 1 / a
    let sum = term
    for (let k = 1; k < 10_000 && Math.abs(term) > 1e-17 * Math.abs(sum); k++) sum += term *= x / (a + k)
    return { lower: front * sum, upper: 1 - front * sum }
  }
  const fraction = continuedFraction(
    (k) => -k * (k - a),
    (k) => x + 2 * k + 1 - a,
  )
  return { lower: 1 - front / fraction, upper: front / fraction }
}

/** b(0) + a(1)/(b(1) + a(2)/(b(2) + …)) by the modified Lentz method. */
function continuedFraction(a: (k: number) => number, b: (k: number) => number): number {
  const tiny = 1e-300
  let value = b(0) || tiny
  let c = value
  let d = 0
  for (let k = 1; k < 100_000; k++) {
    d = 1 / (b(k) + a(k) * d || tiny)
    c = b(k) + a(k) / c || tiny
    value *= c * d
    if (Math.abs(c * d - 1) <= Number.EPSILON) break
  }
  return value
}

/** Regularised incomplete beta function I_x(a, b), 0 ≤ x ≤ 1. `complement` is 1 − x, given where it is known better than by subtraction. */
export function incompleteBeta(a: number, b: number, x: number, complement = 1 - x): number {
  if (x <= 0) return 0
  if (complement <= 0) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(b, a, complement, x)
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(complement)) / a
  const fraction = continuedFraction(
    (k) => {
      const m = k >> 1
      return k % 2 === 0
        ? (m * (b - m) * x) / ((a + k - 1) * (a + k))
        : (-(a + m) * (a + b + m) * x) / ((a + k - 1) * (a + k))
    },
    () => 1,
  )
  return front / fraction
}

/** Standard normal distribution function. */
export function normalCdf(x: number): number {
  const { lower, upper } = incompleteGamma(0.5, (x * x) / 2)
  return x < 0 ? upper / 2 : 0.5 + lower / 2
}

/** Standard normal quantile, 0 < p < 1; ±Infinity at the ends. Error about 1e-14. */
export function normalQuantile(p: number): number {
  if (!(p > 0)) return -Infinity
  if (!(p < 1)) return Infinity
  if (p > 0.5) return -normalQuantile(1 - p)
  // Hastings' rational start (Abramowitz and Stegun 26.2.23, error 4.5e-4), then Newton steps with Halley's correction.
  const t = Math.sqrt(-2 * Math.log(p))
  let x = (2.515517 + t * (0.802853 + 0.010328 * t)) / (1 + t * (1.432788 + t * (0.189269 + 0.001308 * t))) - t
  for (let i = 0; i < 3; i++) {
    const u = (normalCdf(x) - p) * Math.sqrt(2 * Math.PI) * Math.exp((x * x) / 2)
    x -= u / (1 + (x * u) / 2)
  }
  return x
}

/** Chi-square distribution function with df degrees of freedom. */
export const chiSquareCdf = (x: number, df: number) => incompleteGamma(df / 2, x / 2).lower

/** Fisher's F distribution function with d1 and d2 degrees of freedom (need not be whole). */
export function fCdf(x: number, d1: number, d2: number): number {
  if (x <= 0) return 0
  const sum = d1 * x + d2
  return incompleteBeta(d1 / 2, d2 / 2, (d1 * x) / sum, d2 / sum)
}

/** Student's t distribution function. */
export function tCdf(x: number, df: number): number {
  const tail = 0.5 * incompleteBeta(df / 2, 0.5, df / (df + x * x), (x * x) / (df + x * x))
  return x > 0 ? 1 - tail : tail
}

export const fQuantile = (p: number, d1: number, d2: number) => positiveQuantile(p, (x) => fCdf(x, d1, d2))
export const chiSquareQuantile = (p: number, df: number) => positiveQuantile(p, (x) => chiSquareCdf(x, df))
export const tQuantile = (p: number, df: number): number =>
  p < 0.5 ? -tQuantile(1 - p, df) : positiveQuantile(p, (x) => tCdf(x, df))

/** The x ≥ 0 at which a growing cdf reaches p: bracketed by doubling, then halved to the last digit. */
function positiveQuantile(p: number, cdf: (x: number) => number): number {
  if (!(p > cdf(0))) return 0
  if (!(p < 1)) return Infinity
  let high = 1
  while (cdf(high) < p && high < 1e300) high *= 2
  let low = high === 1 ? 0 : high / 2
  for (let i = 0; i < 1100; i++) {
    const middle = (low + high) / 2
    if (middle <= low || middle >= high) break
    if (cdf(middle) < p) low = middle
    else high = middle
  }
  return high
}
