import type { Finding } from '../candidates/rules.ts'
import { individualsLimits, inSigma, type IndividualsLimits, type SpreadFrom } from './limits.ts'
import { eachPart, partValues, singlePoints } from './points.ts'
import { firings, runRules, type RuleBook } from './run-rules.ts'

/** The rows of one channel. times — [row], epoch ms, ascending; values — [row], NaN = missing. */
interface Rows {
  times: Float64Array
  values: Float64Array
}

/**
 * Stretches of one channel in which an individuals chart is out of control, each with the rules that say so. normal — [row], 1 = row from
 * which the limits come; null = all. What ends a run is what ends it in the chart itself: a gap, not a missing value. Stretches that
 * overlap, or begin at most `apart` rows after the end of the last, are one. Empty where fewer than two rows have a value to make limits from.
 */
export function outOfControl(
  rows: Rows,
  normal: Uint8Array | null,
  rules: { book: RuleBook; spread: SpreadFrom; apart: number },
): (Finding & { rules: string[] })[] {
  const parts = normalParts(rows, normal)
  if (parts.reduce((n, part) => n + part.length, 0) < 2) return []
  return outOfLimits(rows, individualsLimits(parts, rules.spread), rules)
}

/** The values that limits are made from, by the parts of the chart. normal — [row], 1 = row that counts; null = all. */
export const normalParts = ({ times, values }: Rows, normal: Uint8Array | null): Float64Array[] =>
  partValues(singlePoints(times, values, normal))

/** The same by a centre line and a sigma that are given, in the channel's unit. */
export function outOfLimits(
  { times, values }: Rows,
  { centre, sigma }: Pick<IndividualsLimits, 'centre' | 'sigma'>,
  rules: { book: RuleBook; apart: number },
): (Finding & { rules: string[] })[] {
  const points = singlePoints(times, values, null)
  const z = inSigma(points.values, centre, sigma)
  const rowOf = (point: number) => (points.rows ? points.rows[point] : point)
  const found: (Finding & { rules: string[] })[] = []
  for (const part of eachPart(points))
    for (const firing of firings(z.subarray(part.first, part.end), rules.book)) {
      const { rule, text } = firing
      const [from, to] = [part.first + firing.first, part.first + firing.last]
      const certainty =
        rule === 1 ? 1 - 1.5 / highest(z, from, to) : surety(runRules[rules.book][rule - 1].points, from, to)
      const [first, last] = [rowOf(from), rowOf(to)]
      const before = found.at(-1)
      if (before && first <= before.last + rules.apart) {
        before.last = Math.max(before.last, last)
        before.certainty = Math.max(before.certainty, certainty)
        if (!before.rules.includes(text)) before.rules.push(text)
      } else found.push({ first, last, certainty, rules: [text] })
    }
  return found
}

/** The longer a pattern goes on beyond what its rule asks for, the surer. */
const surety = (points: number, first: number, last: number) => 1 - (0.5 * points) / (last - first + 1)

function highest(z: Float64Array, first: number, last: number): number {
  return z.subarray(first, last + 1).reduce((most, v) => Math.max(most, Math.abs(v)), 0)
}
