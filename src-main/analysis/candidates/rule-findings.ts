import type { CandidateSource } from '../../shared/labels/candidates.ts'
import { badInput } from '../../shared/errors.ts'
import { beyondLimits, fastChanges, flatLines, joined, missingValues, type Finding } from './rules.ts'

export type ValueRule = Extract<CandidateSource, { kind: 'limit' | 'flat' | 'rate' | 'missing' }>

/**
 * What a rule on values finds in one channel. values — [n], NaN = missing; times — [n], epoch ms. scale — what counts as far beyond a
 * limit; a tenth of the values' range where it is not given. Throws bad-input for a limit without a value.
 */
export function ruleFindings(rule: ValueRule, values: Float64Array, times: Float64Array, scale?: number): Finding[] {
  // A flat line or a gap is as long as its rule says before it is joined with the next; a moment beyond a limit may come and go.
  const least = rule.kind === 'limit' || rule.kind === 'rate' ? (rule.points ?? 1) : 1
  return joined(byRule(rule, values, times, scale), rule.apart ?? 0).filter(
    ({ first, last }) => last - first + 1 >= least,
  )
}

function byRule(rule: ValueRule, values: Float64Array, times: Float64Array, scale?: number): Finding[] {
  switch (rule.kind) {
    case 'limit':
      if (rule.below === null && rule.above === null) throw badInput('A limit needs a lowest or a highest value.')
      return beyondLimits(values, rule.below, rule.above, scale)
    case 'flat':
      return flatLines(values, rule.points, rule.tolerance)
    case 'rate':
      return fastChanges(values, times, rule.perSecond)
    case 'missing':
      return missingValues(values, rule.points)
  }
}

/** In words, for a note. */
export function ruleInWords(rule: ValueRule): string {
  switch (rule.kind) {
    case 'limit': {
      const { below, above } = rule
      return [below !== null && `below ${below}`, above !== null && `above ${above}`].filter(Boolean).join(' or ')
    }
    case 'flat':
      return 'flat line'
    case 'rate':
      return `changes faster than ${rule.perSecond} per second`
    case 'missing':
      return 'values missing'
  }
}
