import { durationUnits } from '../../shared/duration.ts'

/** A piece of a formula and where it stands: from ≤ i < to, in characters. */
export interface Token {
  kind: 'number' | 'duration' | 'name' | 'quoted' | 'symbol' | 'end'
  text: string
  /** Of a number; of a duration in milliseconds. */
  value: number
  from: number
  to: number
}

/** What is wrong with a formula, and where. */
export interface FormulaProblem {
  message: string
  from: number
  to: number
}

const blank = /\s+/y
const number = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y
const name = /[\p{L}_][\p{L}\p{N}_.]*/uy
const symbol = /<=|>=|==|!=|[-+*/%^(),<>]/y
const closing: Readonly<Record<string, string>> = { '"': '"', "'": "'", '`': '`' }

/**
 * Cuts a formula into its tokens; the last one is `end`. Names of channels with blanks or signs stand in quotes. A number with a unit
 * of time beside it, such as 10min, is a duration.
 */
export function tokens(formula: string): { tokens: Token[] } | { problem: FormulaProblem } {
  const found: Token[] = []
  const at = (pattern: RegExp, from: number) => {
    pattern.lastIndex = from
    return pattern.exec(formula)?.[0] ?? null
  }
  let from = 0
  const push = (kind: Token['kind'], text: string, to: number, value = NaN) => {
    found.push({ kind, text, value, from, to })
    from = to
  }
  while (from < formula.length) {
    const space = at(blank, from)
    if (space !== null) {
      from += space.length
      continue
    }
    const quote = closing[formula[from]]
    if (quote !== undefined) {
      const end = formula.indexOf(quote, from + 1)
      if (end < 0) return problem('This quote has no end.', from, formula.length)
      push('quoted', formula.slice(from + 1, end), end + 1)
      continue
    }
    const digits = at(number, from)
    if (digits !== null) {
      const unit = at(name, from + digits.length)
      if (unit === null) push('number', digits, from + digits.length, Number(digits))
      else if (Object.hasOwn(durationUnits, unit))
        push('duration', digits + unit, from + digits.length + unit.length, Number(digits) * durationUnits[unit])
      else
        return problem(
          `"${digits}${unit}" is no number and no duration; durations end in ${Object.keys(durationUnits).join(', ')}.`,
          from,
          from + digits.length + unit.length,
        )
      continue
    }
    const word = at(name, from)
    if (word !== null) {
      push('name', word, from + word.length)
      continue
    }
    const sign = at(symbol, from)
    if (sign === null) {
      const odd = String.fromCodePoint(formula.codePointAt(from)!)
      return problem(
        odd === '=' ? 'Two values are compared by ==.' : `"${odd}" has no meaning here.`,
        from,
        from + odd.length,
      )
    }
    push('symbol', sign, from + sign.length)
  }
  push('end', '', from)
  return { tokens: found }
}

const problem = (message: string, from: number, to: number) => ({ problem: { message, from, to } })
