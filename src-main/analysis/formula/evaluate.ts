import type { Series } from '../../shared/data/series.ts'
import { calendarChannels } from '../preprocessing/calendar.ts'
import type { BinaryOperator, Formula } from './formula.ts'
import { functions } from './functions.ts'
import { axisOf, type Span } from './windows.ts'

/**
 * The values of a formula over a series, [time]. What is missing in makes missing out; so do a division by zero, the root or logarithm
 * of a negative number and whatever is too large for a number. Truths are 1 and 0. zone — IANA name, of hour, weekday and month; stepMs — the
 * usual step, null = the series' own.
 */
export function evaluate(formula: Formula, series: Series, zone: string, stepMs: number | null = null): Float64Array {
  const axis = axisOf(series.times, stepMs)
  const constant = (value: number) => new Float64Array(series.times.length).fill(value)

  function of(part: Formula): Float64Array {
    switch (part.kind) {
      case 'number':
      case 'duration':
        return constant(part.value)
      case 'channel':
        return series.values[series.channels.findIndex(({ name }) => name === part.name)]
      case 'calendar':
        return calendarChannels(series.times, [part.of], zone)[0]
      case 'negative':
        return of(part.of).map((v) => -v)
      case 'not':
        return of(part.of).map((v) => (Number.isNaN(v) ? NaN : Number(v === 0)))
      case 'binary': {
        const [left, right] = [of(part.left), of(part.right)]
        const operation = operations[part.operator]
        return left.map((a, i) => {
          const b = right[i]
          return Number.isNaN(a) || Number.isNaN(b) ? NaN : present(operation(a, b))
        })
      }
      case 'call': {
        const { args, name } = part
        const last = args.at(-1)!
        const span = functions[name].form === '(x, n)' && args.length > 1 ? spanOf(last) : null
        const values = (span ? args.slice(0, -1) : args).map(of)
        return functions[name].of(values, axis, span).map(present)
      }
    }
  }
  // A formula that is one channel alone must not share its memory.
  return Float64Array.from(of(formula))
}

const present = (v: number) => (Number.isFinite(v) ? v : NaN)

function spanOf(part: Formula): Span {
  if (part.kind === 'duration') return { ms: part.value }
  return { rows: part.kind === 'number' ? part.value : NaN }
}

const operations: Record<BinaryOperator, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => (b === 0 ? NaN : a / b),
  // The sign of the divisor, as in mathematics: -1 % 24 is 23.
  '%': (a, b) => (b === 0 ? NaN : a - b * Math.floor(a / b)),
  '^': (a, b) => a ** b,
  '<': (a, b) => Number(a < b),
  '<=': (a, b) => Number(a <= b),
  '>': (a, b) => Number(a > b),
  '>=': (a, b) => Number(a >= b),
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  and: (a, b) => Number(a !== 0 && b !== 0),
  or: (a, b) => Number(a !== 0 || b !== 0),
}
