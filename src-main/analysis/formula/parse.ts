import { calendar, powers, type BinaryOperator, type Formula } from './formula.ts'
import { functions } from './functions.ts'
import { tokens, type FormulaProblem, type Token } from './tokens.ts'

const [notPower, signPower] = [3, 7]

/** Deeper nesting than this is no formula that anybody reads. */
const DEEPEST = 200

/**
 * Parses a formula: numbers, channels, + − * / % ^, comparisons, and, or, not, calls. channels — the names that it may use, null = any; a bare name
 * that is no channel may be hour, weekday or month. Pratt, Top Down Operator Precedence, 1973.
 */
export function parseFormula(
  text: string,
  channels: readonly string[] | null,
): { formula: Formula } | { problem: FormulaProblem } {
  const cut = tokens(text)
  if ('problem' in cut) return cut
  const known = new Set(channels ?? [])
  let next = 0
  const peek = () => cut.tokens[next]
  const take = () => cut.tokens[next++]

  function expression(least: number, depth: number): Formula {
    if (depth > DEEPEST) fail('The formula is nested too deeply.', peek())
    let left = first(depth)
    for (;;) {
      const operator = operatorOf(peek())
      if (operator === null || powers[operator] < least) return left
      const sign = take()
      // 2^3^2 is 2^(3^2), and a < b < c would compare a truth with a number.
      const right = expression(operator === '^' ? powers[operator] : powers[operator] + 1, depth + 1)
      if (powers[operator] === 4 && comparison(peek()))
        fail('Comparisons cannot be chained; join them by "and".', peek())
      if (right.kind === 'duration' || left.kind === 'duration')
        fail('A duration stands only inside lag, diff and the rolling functions.', sign)
      left = { kind: 'binary', operator, left, right, from: left.from, to: right.to }
    }
  }

  function first(depth: number): Formula {
    const token = take()
    const { from, to } = token
    if (token.kind === 'number' || token.kind === 'duration') return { kind: token.kind, value: token.value, from, to }
    if (token.kind === 'quoted') return channel(token)
    if (token.kind === 'symbol' && (token.text === '-' || token.text === '+')) {
      const of = expression(signPower, depth + 1)
      return token.text === '+' ? of : { kind: 'negative', of, from, to: of.to }
    }
    if (token.kind === 'symbol' && token.text === '(') {
      const inner = expression(1, depth + 1)
      close(token)
      return inner
    }
    if (token.kind === 'name') {
      if (peek().text === '(' && peek().kind === 'symbol') return call(token, depth)
      if (token.text === 'not' && !known.has('not')) {
        const of = expression(notPower, depth + 1)
        return { kind: 'not', of, from, to: of.to }
      }
      return channel(token)
    }
    return fail(
      token.kind === 'end' ? 'Something is missing at the end.' : `A value is expected before "${token.text}".`,
      token,
    )
  }

  function channel({ kind, text: name, from, to }: Token): Formula {
    if (channels === null || known.has(name)) return { kind: 'channel', name, from, to }
    const of = kind === 'name' ? calendar.find((feature) => feature === name) : undefined
    if (of !== undefined) return { kind: 'calendar', of, from, to }
    const meant = kind === 'name' && Object.hasOwn(functions, name) ? ` ${name} is a function: write ${name}(…).` : ''
    return fail(`There is no channel "${name}".${meant}${nearest(name, channels ?? [])}`, { from, to })
  }

  function call({ text: name, from, to }: Token, depth: number): Formula {
    const open = take()
    const of = calendar.find((feature) => feature === name)
    if (of === undefined && !Object.hasOwn(functions, name))
      fail(`There is no function "${name}". Known: ${[...Object.keys(functions), ...calendar].join(', ')}.`, {
        from,
        to,
      })
    const args: Formula[] = []
    if (peek().text !== ')' || peek().kind !== 'symbol')
      for (;;) {
        args.push(expression(1, depth + 1))
        if (peek().kind !== 'symbol' || peek().text !== ',') break
        take()
      }
    const end = close(open)
    if (of !== undefined) {
      if (args.length > 0) fail(`${name} takes nothing between its brackets.`, args[0])
      return { kind: 'calendar', of, from, to: end }
    }
    const wrong = functions[name].wrong(args)
    if (wrong) fail(`${name}${functions[name].form}: ${wrong.message}`, wrong.at ?? { from, to: end })
    return { kind: 'call', name, args, from, to: end }
  }

  function close(open: { from: number; to: number }): number {
    const token = peek()
    if (token.kind === 'symbol' && token.text === ')') return take().to
    return fail(
      token.kind === 'end' ? 'This bracket is never closed.' : `")" or "," is expected before "${token.text}".`,
      token.kind === 'end' ? open : token,
    )
  }

  function fail(message: string, { from, to }: { from: number; to: number }): never {
    throw new Stop({ message, from, to: Math.max(to, from + 1) })
  }

  try {
    if (text.trim() === '') fail('The formula is empty.', { from: 0, to: 1 })
    const formula = expression(1, 0)
    const rest = peek()
    if (rest.kind !== 'end') fail(`"${rest.text}" is not expected here.`, rest)
    if (formula.kind === 'duration') fail('A duration is no channel.', formula)
    return { formula }
  } catch (stop) {
    if (stop instanceof Stop) return { problem: stop.problem }
    throw stop
  }
}

/** Leaves the parser from any depth. */
class Stop extends Error {
  readonly problem: FormulaProblem
  constructor(problem: FormulaProblem) {
    super(problem.message)
    this.problem = problem
  }
}

function operatorOf({ kind, text }: Token): BinaryOperator | null {
  return (kind === 'symbol' || kind === 'name') && Object.hasOwn(powers, text) ? (text as BinaryOperator) : null
}

function comparison(token: Token): boolean {
  const operator = operatorOf(token)
  return operator !== null && powers[operator] === 4
}

/** Names of the channels that a formula uses, each once. */
export function channelsIn(formula: Formula): string[] {
  const found = new Set<string>()
  const walk = (part: Formula) => {
    if (part.kind === 'channel') found.add(part.name)
    else if (part.kind === 'negative' || part.kind === 'not') walk(part.of)
    else if (part.kind === 'call') part.args.forEach(walk)
    else if (part.kind === 'binary') {
      walk(part.left)
      walk(part.right)
    }
  }
  walk(formula)
  return [...found]
}

/** What may have been meant: the same name in another case, or one that begins alike. */
function nearest(name: string, channels: readonly string[]): string {
  const small = name.toLowerCase()
  const found =
    channels.find((channel) => channel.toLowerCase() === small) ??
    channels.find((channel) => channel.toLowerCase().startsWith(small) || small.startsWith(channel.toLowerCase()))
  if (found !== undefined) return ` Is "${found}" meant?`
  return channels.length > 0 && channels.length <= 12 ? ` Known: ${channels.join(', ')}.` : ''
}
