import type { RowRange } from '../../shared/data/series.ts'

/** A pattern that a process in control hardly ever shows. fires — whether the `points` values up to and including row t show it. */
interface RunRule {
  /** In words, as it is said of what was found. */
  text: string
  points: number
  fires(z: Float64Array, t: number): boolean
}

const beyond: RunRule = {
  text: 'one point beyond three sigma',
  points: 1,
  fires: (z, t) => Math.abs(z[t]) > 3,
}
const twoOfThree = someOf(2, 3, 2, 'two of three points beyond two sigma on one side')
const fourOfFive = someOf(4, 5, 1, 'four of five points beyond one sigma on one side')

/**
 * The run rules by book, in their order. Western Electric, Statistical Quality Control Handbook, 1956; Nelson, The Shewhart Control
 * Chart: Tests for Special Causes, Journal of Quality Technology 16, 1984.
 */
export const runRules = {
  limits: [beyond],
  'western-electric': [beyond, twoOfThree, fourOfFive, oneSide(8, 'eight points in a row on one side of the centre')],
  nelson: [
    beyond,
    oneSide(9, 'nine points in a row on one side of the centre'),
    {
      text: 'six points in a row rising or falling',
      points: 6,
      fires: (z, t) => all(t, 5, (i) => z[i] > z[i - 1]) || all(t, 5, (i) => z[i] < z[i - 1]),
    },
    {
      text: 'fourteen points in a row going up and down in turn',
      points: 14,
      fires: (z, t) => all(t, 12, (i) => (z[i] - z[i - 1]) * (z[i - 1] - z[i - 2]) < 0),
    },
    twoOfThree,
    fourOfFive,
    {
      text: 'fifteen points in a row within one sigma',
      points: 15,
      fires: (z, t) => all(t, 15, (i) => Math.abs(z[i]) < 1),
    },
    {
      text: 'eight points in a row beyond one sigma, on either side',
      points: 8,
      fires: (z, t) => all(t, 8, (i) => Math.abs(z[i]) > 1),
    },
  ],
} satisfies Record<string, RunRule[]>
export type RuleBook = keyof typeof runRules
export const ruleBooks = Object.keys(runRules) as RuleBook[]

/** Where a rule was met: rule — its number in the book, from 1; first … last — every point of the pattern. */
export interface Firing extends RowRange {
  rule: number
  text: string
}

/**
 * Which rule fired where: patterns that overlap are one, two sides of the centre are not. z — [point], distance from the centre in sigma, NaN = missing, which
 * ends a run. In the order of their beginnings.
 */
export function firings(z: Float64Array, book: RuleBook): Firing[] {
  const found: Firing[] = []
  runRules[book].forEach(({ text, points, fires }, index) => {
    let open: Firing | null = null
    for (let t = points - 1; t < z.length; t++) {
      if (!fires(z, t)) continue
      const first: number = t - points + 1
      if (open && (first <= open.last || t === open.last + 1)) open.last = t
      else found.push((open = { rule: index + 1, text, first, last: t }))
    }
  })
  return found.sort((a, b) => a.first - b.first || a.rule - b.rule)
}

/** [point], how many of the book's rules fire at this point, but for the first: it is a matter of the value alone. */
export function firedAt(z: Float64Array, book: RuleBook): Uint8Array {
  const counts = new Uint8Array(z.length)
  for (const { points, fires } of runRules[book].slice(1))
    for (let t = points - 1; t < z.length; t++) if (fires(z, t)) counts[t]++
  return counts
}

/** Whether `holds` is true of the `count` points up to and including t. */
function all(t: number, count: number, holds: (i: number) => boolean): boolean {
  for (let i = t - count + 1; i <= t; i++) if (!holds(i)) return false
  return true
}

function someOf(least: number, points: number, sigma: number, text: string): RunRule {
  const fires = (z: Float64Array, t: number) => {
    let above = 0
    let below = 0
    for (let i = t - points + 1; i <= t; i++) {
      if (z[i] > sigma) above++
      if (z[i] < -sigma) below++
    }
    return (z[t] > sigma && above >= least) || (z[t] < -sigma && below >= least)
  }
  return { text, points, fires }
}

function oneSide(points: number, text: string): RunRule {
  const fires = (z: Float64Array, t: number) => all(t, points, (i) => z[i] > 0) || all(t, points, (i) => z[i] < 0)
  return { text, points, fires }
}
