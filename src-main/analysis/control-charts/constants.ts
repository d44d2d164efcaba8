import { logGamma, normalQuantile } from '../math/distributions.ts'

/**
 * The constants of control charts for normally distributed values, by their formulas instead of a table: Montgomery, Introduction to
 * Statistical Quality Control, appendix VI. n — values in a subgroup, at least 2.
 */

/** The mean of a subgroup's standard deviation, in standard deviations. */
export const c4 = (n: number): number => Math.sqrt(2 / (n - 1)) * Math.exp(logGamma(n / 2) - logGamma((n - 1) / 2))

/** Limits of the means: A3 mean standard deviations to each side. */
export const a3 = (n: number): number => 3 / (c4(n) * Math.sqrt(n))

const spreadOfS = (n: number): number => (3 * Math.sqrt(1 - c4(n) ** 2)) / c4(n)

/** Limits of the standard deviations, in mean standard deviations. */
export const b3 = (n: number): number => Math.max(0, 1 - spreadOfS(n))
export const b4 = (n: number): number => 1 + spreadOfS(n)

/** Moving range of two neighbours: its mean (d2), its deviation (d3) and its median, in standard deviations. */
export const d2 = 2 / Math.sqrt(Math.PI)
export const d3 = Math.sqrt(2 - 4 / Math.PI)
export const medianRange = Math.SQRT2 * normalQuantile(0.75)

/** The upper limit of the moving range, in mean moving ranges; the lower one is 0. */
export const d4 = 1 + (3 * d3) / d2
