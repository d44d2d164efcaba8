import type { Formula } from './formula.ts'
import { differenceBefore, valueBefore, window, type Axis, type Span } from './windows.ts'

interface Wrong {
  message: string
  at?: { from: number; to: number }
}

/**
 * A function of formulas. form — how it is written; wrong — what is wrong with its arguments; of — its values: args are [time], NaN =
 * missing, and `span` is the constant at its end, where it has one: rows, or milliseconds of a duration.
 */
interface FormulaFunction {
  form: string
  wrong(args: readonly Formula[]): Wrong | null
  of(args: Float64Array[], axis: Axis, span: Span | null): Float64Array
}

const count = (args: readonly Formula[], least: number, most = least): Wrong | null =>
  args.length >= least && args.length <= most
    ? null
    : {
        message: `it takes ${least === most ? least : most === Infinity ? `at least ${least}` : `${least} or ${most}`} ${least === 1 && most === 1 ? 'value' : 'values'}, not ${args.length}.`,
      }

const noDuration = (args: readonly Formula[]): Wrong | null => {
  const at = args.find((arg) => arg.kind === 'duration')
  return at ? { message: 'a duration is no value.', at } : null
}

const plain = (form: string, arity: number, of: (...values: number[]) => number): FormulaFunction => ({
  form,
  wrong: (args) => count(args, arity) ?? noDuration(args),
  of: ([first, ...rest]) => first.map((v, i) => of(v, ...rest.map((arg) => arg[i]))),
})

const several = (of: (a: number, b: number) => number): FormulaFunction => ({
  form: '(a, b, …)',
  wrong: (args) => count(args, 2, Infinity) ?? noDuration(args),
  of: (args) => args.reduce((a, b) => a.map((v, i) => of(v, b[i]))),
})

/** A function of a value and how far it looks: a whole number of rows, or a duration. */
const looking = (
  form: string,
  standard: number | null,
  of: (values: Float64Array, axis: Axis, span: Span) => Float64Array,
): FormulaFunction => ({
  form,
  wrong(args) {
    const wrong = count(args, standard === null ? 2 : 1, 2) ?? noDuration(args.slice(0, 1))
    const far = args.at(1)
    if (wrong || far === undefined) return wrong
    const fits =
      far.kind === 'duration' ? far.value > 0 : far.kind === 'number' && Number.isInteger(far.value) && far.value >= 1
    return fits ? null : { message: 'n is a whole number of rows from 1, or a duration such as 10min.', at: far }
  },
  of: ([values], axis, span) => of(values, axis, span ?? { rows: standard! }),
})

export const functions: Readonly<Record<string, FormulaFunction>> = {
  abs: plain('(x)', 1, Math.abs),
  log: plain('(x)', 1, (v) => (v > 0 ? Math.log(v) : NaN)),
  exp: plain('(x)', 1, Math.exp),
  sqrt: plain('(x)', 1, Math.sqrt),
  min: several(Math.min),
  max: several(Math.max),
  ratio: plain('(a, b)', 2, (a, b) => (b === 0 ? NaN : a / b)),
  if: plain('(condition, then, otherwise)', 3, (condition, then, otherwise) =>
    Number.isNaN(condition) ? NaN : condition !== 0 ? then : otherwise,
  ),
  lag: looking('(x, n)', 1, valueBefore),
  diff: looking('(x, n)', 1, differenceBefore),
  rolling_mean: looking('(x, n)', null, (values, axis, span) => window(values, axis, span, 'mean')),
  rolling_std: looking('(x, n)', null, (values, axis, span) => window(values, axis, span, 'std')),
}
