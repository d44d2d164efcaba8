/** What of the calendar a formula may use, in the zone that is asked for. weekday: Monday 0 … Sunday 6. */
export const calendar = ['hour', 'weekday', 'month'] as const

/** A formula as a tree. from, to — where the part stands in the text. */
export type Formula = { from: number; to: number } & (
  | { kind: 'number' | 'duration'; value: number }
  | { kind: 'channel'; name: string }
  | { kind: 'calendar'; of: (typeof calendar)[number] }
  | { kind: 'negative' | 'not'; of: Formula }
  | { kind: 'binary'; operator: BinaryOperator; left: Formula; right: Formula }
  | { kind: 'call'; name: string; args: Formula[] }
)

/** How strongly the operators between two values bind. */
export const powers = {
  or: 1,
  and: 2,
  '==': 4,
  '!=': 4,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
  '^': 8,
} as const
export type BinaryOperator = keyof typeof powers
