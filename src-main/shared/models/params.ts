import { badInput } from '../errors.ts'

/**
 * One declared parameter. From this one declaration come the form, the default, validation,
 * the command line's --set and what is stored with a model.
 */
export type ParamSpec = {
  label: string
  /** One sentence: what it does and which way to turn it. */
  help: string
  /** Shown only under "More". */
  advanced?: boolean
} & (
  | { kind: 'integer' | 'number'; default: number; min: number; max: number; unit?: string }
  | { kind: 'choice'; default: string; options: readonly string[] }
  | { kind: 'boolean'; default: boolean }
  | { kind: 'text'; default: string }
)

export type ParamSpecs = Readonly<Record<string, ParamSpec>>
export type ParamValue = number | string | boolean
export type ParamValues = Record<string, ParamValue>

/** The typed values that belong to a declaration: `ParamsOf<typeof params>`. */
export type ParamsOf<S extends ParamSpecs> = {
  [K in keyof S]: S[K] extends { kind: 'boolean' }
    ? boolean
    : S[K] extends { kind: 'choice'; options: readonly (infer O)[] }
      ? O
      : S[K] extends { kind: 'text' }
        ? string
        : number
}

export function defaultsOf<S extends ParamSpecs>(specs: S): ParamsOf<S> {
  return Object.fromEntries(Object.entries(specs).map(([key, spec]) => [key, spec.default])) as ParamsOf<S>
}

/**
 * Fills in defaults and checks every given value. Text is accepted for numbers and booleans,
 * so that the command line and the form share one path.
 * Throws bad-input with the parameter's name and its allowed values.
 */
export function parseParams<S extends ParamSpecs>(specs: S, given: Record<string, unknown>): ParamsOf<S> {
  for (const key of Object.keys(given))
    if (!Object.hasOwn(specs, key)) {
      const known = Object.keys(specs)
      throw badInput(
        `There is no parameter "${key}". ${known.length ? `Known: ${known.join(', ')}.` : 'There are none here.'}`,
      )
    }
  const entries = Object.entries(specs).map(([key, spec]) => [key, parseOne(key, spec, given[key] ?? spec.default)])
  return Object.fromEntries(entries) as ParamsOf<S>
}

function parseOne(key: string, spec: ParamSpec, value: unknown): ParamValue {
  if (spec.kind === 'boolean') {
    if (value === true || value === 'true') return true
    if (value === false || value === 'false') return false
    throw badInput(`Parameter "${key}" must be true or false, not "${value}".`)
  }
  if (spec.kind === 'text') return String(value)
  if (spec.kind === 'choice') {
    if (spec.options.includes(String(value))) return String(value)
    throw badInput(`Parameter "${key}" must be one of ${spec.options.join(', ')}, not "${value}".`)
  }
  const number = typeof value === 'string' && value.trim() === '' ? NaN : Number(value)
  const whole = spec.kind === 'integer'
  if (!Number.isFinite(number) || (whole && !Number.isInteger(number)) || number < spec.min || number > spec.max)
    throw badInput(
      `Parameter "${key}" must be a ${whole ? 'whole ' : ''}number from ${spec.min} to ${spec.max}, not "${value}".`,
    )
  return number
}
