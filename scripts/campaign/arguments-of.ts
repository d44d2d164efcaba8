import type { z } from 'zod'

export type Random = () => number
const of = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)]

/** The parts of a schema's definition that are looked at. */
interface Definition {
  type: string
  shape?: Record<string, z.ZodType>
  element?: z.ZodType
  entries?: Record<string, string>
  options?: z.ZodType[]
  innerType?: z.ZodType
  in?: z.ZodType
  values?: unknown[]
  valueType?: z.ZodType
}

const broken: readonly unknown[] = [
  null,
  '',
  'x'.repeat(300),
  '../../../etc/passwd',
  '\0',
  '__proto__',
  -1,
  0,
  1.5,
  NaN,
  Infinity,
  2 ** 60,
  true,
  [],
  {},
  [[[[[[]]]]]],
  { constructor: { prototype: 1 } },
]

/** Arguments as a schema wants them; breaking — how likely each part of them is something else. */
export function argumentsOf(schema: z.ZodType, random: Random, breaking: number): unknown {
  if (random() < breaking) return of(random, broken)
  const definition = schema.def as unknown as Definition
  const inner = (one: z.ZodType) => argumentsOf(one, random, breaking)
  switch (definition.type) {
    case 'object':
      return Object.fromEntries(Object.entries(definition.shape ?? {}).map(([key, one]) => [key, inner(one)]))
    case 'array':
      return Array.from({ length: Math.floor(random() * 4) }, () => inner(definition.element!))
    case 'enum':
      return of(random, Object.values(definition.entries ?? {}))
    case 'literal':
      return of(random, definition.values ?? [])
    case 'union':
      return inner(of(random, definition.options ?? []))
    case 'nullable':
      return random() < 0.3 ? null : inner(definition.innerType!)
    case 'optional':
    case 'default':
      return random() < 0.3 ? undefined : inner(definition.innerType!)
    case 'pipe':
      return inner(definition.in!)
    case 'record':
      return Object.fromEntries(random() < 0.5 ? [] : [['key', inner(definition.valueType!)]])
    case 'boolean':
      return random() < 0.5
    case 'number':
      return of(random, [1, 2, 3, 10, 1.7e12, 0.5, 1000])
    default:
      return of(random, ['a', 'import', '1', 'csv', 'Ünï çödé', 'x'.repeat(40)])
  }
}
