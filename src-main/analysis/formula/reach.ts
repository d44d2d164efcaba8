import type { Formula } from './formula.ts'
import { parseFormula } from './parse.ts'

/** How far before a row a formula looks: so many rows, and so many milliseconds; one in the other adds up. 0 for what is no formula. */
export function formulaReach(text: string): { rows: number; ms: number } {
  const parsed = parseFormula(text, null)
  return 'formula' in parsed ? of(parsed.formula) : { rows: 0, ms: 0 }
}

function of(part: Formula): { rows: number; ms: number } {
  const most = (parts: readonly Formula[]) =>
    parts.map(of).reduce((a, b) => ({ rows: Math.max(a.rows, b.rows), ms: Math.max(a.ms, b.ms) }), { rows: 0, ms: 0 })
  if (part.kind === 'negative' || part.kind === 'not') return of(part.of)
  if (part.kind === 'binary') return most([part.left, part.right])
  if (part.kind !== 'call') return { rows: 0, ms: 0 }
  const within = most(part.args)
  if (!['lag', 'diff', 'rolling_mean', 'rolling_std'].includes(part.name)) return within
  const span = part.args[1]
  // A time lies between two rows.
  if (span?.kind === 'duration') return { rows: within.rows + 1, ms: within.ms + span.value }
  return { rows: within.rows + (span?.kind === 'number' ? span.value : 1), ms: within.ms }
}
