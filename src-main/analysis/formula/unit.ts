import type { ChannelInfo } from '../../shared/data/series.ts'
import type { Formula } from './formula.ts'

/**
 * The unit of a formula's values as far as its parts say: sums, differences, lags and means keep the unit that their parts share; a
 * plain factor changes nothing; null where it cannot be told, as of products of two channels.
 */
export function unitOfFormula(formula: Formula, channels: readonly ChannelInfo[]): string | null {
  return unitOf(formula, channels) || null
}

/** '' — a number without a unit, which goes with any. */
function unitOf(part: Formula, channels: readonly ChannelInfo[]): string | null {
  const of = (other: Formula) => unitOf(other, channels)
  switch (part.kind) {
    case 'number':
      return ''
    case 'channel':
      return channels.find(({ name }) => name === part.name)?.unit ?? null
    case 'negative':
      return of(part.of)
    case 'binary':
      if (part.operator === '+' || part.operator === '-') return shared([of(part.left), of(part.right)])
      if (part.operator === '*') return factor(part.left, part.right, of)
      return part.operator === '/' && of(part.right) === '' ? of(part.left) : null
    case 'call':
      if (['abs', 'lag', 'diff', 'rolling_mean', 'rolling_std'].includes(part.name)) return of(part.args[0])
      if (part.name === 'min' || part.name === 'max') return shared(part.args.map(of))
      return part.name === 'if' ? shared(part.args.slice(1).map(of)) : null
    default:
      return null
  }
}

function factor(left: Formula, right: Formula, of: (part: Formula) => string | null): string | null {
  if (of(left) === '') return of(right)
  return of(right) === '' ? of(left) : null
}

function shared(units: (string | null)[]): string | null {
  const named = units.filter((unit) => unit !== '')
  return named.every((unit) => unit === named[0]) ? (named[0] ?? '') : null
}
