import type { Finding } from '../candidates/rules.ts'
import { individualsLimits, type IndividualsLimits, type SpreadFrom } from './limits.ts'
import { firings, runRules, type RuleBook } from './run-rules.ts'

/**
 * Stretches of one channel in which an individuals chart is out of control, each with the rules that say so. values — [time], NaN =
 * missing; normal — [time], 1 = row from which the limits come; null = all. Stretches that overlap, or begin at most `apart` rows after the end of the last, are one.
 * Empty where fewer than two rows have a value to make limits from.
 */
export function outOfControl(
  values: Float64Array,
  normal: Uint8Array | null,
  rules: { book: RuleBook; spread: SpreadFrom; apart: number },
): (Finding & { rules: string[] })[] {
  const parts = presentParts(values, normal)
  if (parts.reduce((n, part) => n + part.length, 0) < 2) return []
  return outOfLimits(values, individualsLimits(parts, rules.spread), rules)
}

/** The same by a centre line and a sigma that are given, in the channel's unit. */
export function outOfLimits(
  values: Float64Array,
  { centre, sigma }: Pick<IndividualsLimits, 'centre' | 'sigma'>,
  rules: { book: RuleBook; apart: number },
): (Finding & { rules: string[] })[] {
  const z = values.map((v) => (v - centre) / sigma)
  const found: (Finding & { rules: string[] })[] = []
  for (const { rule, text, first, last } of firings(z, rules.book)) {
    const certainty =
      rule === 1 ? 1 - 1.5 / highest(z, first, last) : surety(runRules[rules.book][rule - 1].points, first, last)
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

/** The stretches without a missing value, of the normal rows alone. */
export function presentParts(values: Float64Array, normal: Uint8Array | null): Float64Array[] {
  const parts: Float64Array[] = []
  let first = 0
  for (let row = 0; row <= values.length; row++) {
    if (row < values.length && Number.isFinite(values[row]) && (!normal || normal[row])) continue
    if (row > first) parts.push(values.subarray(first, row))
    first = row + 1
  }
  return parts
}
