import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluate } from '../../../src-main/analysis/formula/evaluate.ts'
import { parseFormula } from '../../../src-main/analysis/formula/parse.ts'
import type { Series } from '../../../src-main/shared/data/series.ts'

const series: Series = {
  times: Float64Array.from({ length: 5 }, (_, i) => Date.parse('2024-02-29T22:00:00Z') + 3_600_000 * i),
  channels: ['a', 'b', 'flow rate', 'hour'].slice(0, 3).map((name) => ({ name, unit: null })),
  values: [Float64Array.of(1, 2, 3, 4, 5), Float64Array.of(2, 0, NaN, -4, 10), Float64Array.of(7, 7, 7, 7, 7)],
}
const names = series.channels.map(({ name }) => name)
function of(text: string, zone = 'UTC'): number[] {
  const parsed = parseFormula(text, names)
  if ('problem' in parsed) throw new Error(parsed.problem.message)
  return [...evaluate(parsed.formula, series, zone)]
}
const problem = (text: string) => {
  const parsed = parseFormula(text, names)
  return 'problem' in parsed ? parsed.problem : null
}

describe('a formula', () => {
  test.each<[string, number[]]>([
    ['a + 2 * 3', [7, 8, 9, 10, 11]],
    ['(a + 2) * 3', [9, 12, 15, 18, 21]],
    ['-a ^ 2', [-1, -4, -9, -16, -25]],
    ['2 ^ 3 ^ 0', [2, 2, 2, 2, 2]],
    ['10 - 3 - 2', [5, 5, 5, 5, 5]],
    ['-7 % 5', [3, 3, 3, 3, 3]],
    ['a / b', [0.5, NaN, NaN, -1, 0.5]],
    ['ratio(a, b)', [0.5, NaN, NaN, -1, 0.5]],
    ['b % 0', [NaN, NaN, NaN, NaN, NaN]],
    ['a > 2 and b < 5', [0, 0, NaN, 1, 0]],
    ['not a > 2 or a == 5', [1, 1, 0, 0, 1]],
    ['if(b > 0, a, -a)', [1, -2, NaN, -4, 5]],
    ['lag(a, 2)', [NaN, NaN, 1, 2, 3]],
    ['lag(a, 90min)', [NaN, NaN, 1.5, 2.5, 3.5]],
    ['diff(b)', [NaN, -2, NaN, NaN, 14]],
    ['rolling_mean(a, 3)', [NaN, NaN, 2, 3, 4]],
    ['rolling_mean(b, 2)', [NaN, 1, NaN, NaN, 3]],
    ['rolling_mean(b, 2h)', [2, 1, 0, -4, 3]],
    ['rolling_std(a, 2)', [NaN, 0.5 ** 0.5, 0.5 ** 0.5, 0.5 ** 0.5, 0.5 ** 0.5].map((v) => v)],
    ['min(a, 3, "flow rate") + max(a, 3)', [4, 5, 6, 7, 8]],
    ['abs(b) + sqrt(b) - sqrt(b)', [2, 0, NaN, NaN, 10]],
    ['log(exp(a))', [1, 2, 3, 4, 5]],
    ['log(0)', [NaN, NaN, NaN, NaN, NaN]],
    ['exp(1000)', [NaN, NaN, NaN, NaN, NaN]],
    ['hour', [22, 23, 0, 1, 2]],
    ['weekday() + 0.5', [3.5, 3.5, 4.5, 4.5, 4.5]],
    ['month', [2, 2, 3, 3, 3]],
    ['1e3 + .5', [1000.5, 1000.5, 1000.5, 1000.5, 1000.5]],
  ])('%s', (text, expected) => {
    of(text).forEach((v, i) =>
      Number.isNaN(expected[i]) ? expect(v).toBeNaN() : expect(v).toBeCloseTo(expected[i], 12),
    )
  })

  test('knows the clock of a zone', () => {
    expect(of('hour', 'Asia/Tokyo')).toEqual([7, 8, 9, 10, 11])
  })

  test('does not look back across a gap', () => {
    const gap = { ...series, times: Float64Array.of(0, 1000, 2000, 99_000, 100_000) }
    const parsed = parseFormula('lag(a, 1)', names)
    if ('formula' in parsed) expect([...evaluate(parsed.formula, gap, 'UTC')]).toEqual([NaN, 1, 2, NaN, 4])
  })

  test('leaves the channel that it only names alone', () => {
    const parsed = parseFormula('a', names)
    if ('formula' in parsed) evaluate(parsed.formula, series, 'UTC')[0] = 99
    expect(series.values[0][0]).toBe(1)
  })
})

describe('an error points to its place', () => {
  test.each<[string, string, [number, number]]>([
    ['', 'The formula is empty.', [0, 1]],
    ['a +', 'Something is missing at the end.', [3, 4]],
    ['a + Tim * 2', 'There is no channel "Tim"', [4, 7]],
    ['A + 1', 'Is "a" meant?', [0, 1]],
    ['a + (b', 'This bracket is never closed.', [4, 5]],
    ['a b', '"b" is not expected here.', [2, 3]],
    ['2 * foo(a)', 'There is no function "foo"', [4, 7]],
    ['abs(a, b)', 'abs(x): it takes 1 value, not 2.', [0, 9]],
    ['lag(a, b)', 'n is a whole number of rows', [7, 8]],
    ['lag(a, 1.5)', 'n is a whole number of rows', [7, 10]],
    ['a = 3', 'compared by ==', [2, 3]],
    ['a # 3', '"#" has no meaning here.', [2, 3]],
    ['a < b < 3', 'Comparisons cannot be chained', [6, 7]],
    ['5min', 'A duration is no channel.', [0, 4]],
    ['a + 5min', 'A duration stands only inside', [2, 3]],
    ['5apples', '"5apples" is no number and no duration', [0, 7]],
    ['"a', 'This quote has no end.', [0, 2]],
    ['lag', 'lag is a function: write lag(…).', [0, 3]],
    ['a)', '")" is not expected here.', [1, 2]],
    ['constructor(a)', 'There is no function "constructor"', [0, 11]],
    ['__proto__', 'There is no channel "__proto__"', [0, 9]],
    ['hour(a)', 'hour takes nothing between its brackets.', [5, 6]],
  ])('%s', (text, message, [from, to]) => {
    expect(problem(text)).toMatchObject({ from, to })
    expect(problem(text)!.message).toContain(message)
  })

  test('also in one that is nested without end', () => {
    expect(problem('('.repeat(5000) + 'a')!.message).toBe('The formula is nested too deeply.')
    expect(problem('-'.repeat(5000) + 'a')!.message).toBe('The formula is nested too deeply.')
  })
})

describe('whatever is written', () => {
  /** A formula, and the same in JavaScript for one row of plain numbers. */
  const leaf = fc.oneof(
    fc.integer({ min: 0, max: 20 }).map((n) => ({ text: String(n), of: () => n })),
    fc.constant({ text: 'a', of: (a: number) => a }),
    fc.constant({ text: '"flow rate"', of: () => 7 }),
  )
  interface Both {
    text: string
    of: (a: number) => number
  }
  const tree: fc.Arbitrary<Both> = fc.letrec<{ tree: Both }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      leaf,
      fc.tuple(fc.constantFrom('+', '-', '*'), tie('tree'), tie('tree')).map(([sign, l, r]) => ({
        text: `(${l.text}) ${sign} (${r.text})`,
        of: (a: number) => (sign === '+' ? l.of(a) + r.of(a) : sign === '-' ? l.of(a) - r.of(a) : l.of(a) * r.of(a)),
      })),
      tie('tree').map((x) => ({ text: `abs(${x.text})`, of: (a: number) => Math.abs(x.of(a)) })),
      fc.tuple(tie('tree'), tie('tree')).map(([x, y]) => ({
        text: `if(${x.text} >= ${y.text}, ${x.text}, ${y.text})`,
        of: (a: number) => Math.max(x.of(a), y.of(a)),
      })),
    ),
  })).tree

  test('means what it means in arithmetic', () => {
    fc.assert(
      fc.property(tree, ({ text, of: expected }) => {
        of(text).forEach((v, i) => {
          const wanted = expected(i + 1)
          if (Math.abs(wanted) < 1e12) expect(v).toBeCloseTo(wanted, 3)
        })
      }),
      { numRuns: 300 },
    )
  })

  test('binds as arithmetic does without brackets', () => {
    const numbers = fc.array(fc.tuple(fc.constantFrom('+', '-', '*'), fc.integer({ min: 1, max: 9 })), { maxLength: 8 })
    fc.assert(
      fc.property(numbers, (parts) => {
        // Sums of products, folded by hand.
        let [total, sign, product] = [0, 1, 4]
        for (const [operator, n] of parts)
          if (operator === '*') product *= n
          else {
            total += sign * product
            ;[sign, product] = [operator === '+' ? 1 : -1, n]
          }
        expect(of(`4${parts.map(([operator, n]) => ` ${operator} ${n}`).join('')}`)[0]).toBe(total + sign * product)
      }),
    )
  })

  test('is a formula or a problem with a place inside it, and never throws', () => {
    const pieces = fc.array(
      fc.constantFrom(
        'a',
        'b',
        '"',
        '(',
        ')',
        ',',
        '+',
        '-',
        '<',
        '==',
        'lag',
        'if',
        'and',
        'not',
        '3',
        '5min',
        ' ',
        '^',
        'é',
        '=',
        '\n',
      ),
      { maxLength: 25 },
    )
    fc.assert(
      fc.property(
        fc.oneof(
          pieces.map((all) => all.join('')),
          fc.string(),
        ),
        (text) => {
          const parsed = parseFormula(text, names)
          if ('formula' in parsed) expect(evaluate(parsed.formula, series, 'UTC').length).toBe(5)
          else {
            expect(parsed.problem.from).toBeGreaterThanOrEqual(0)
            expect(parsed.problem.from).toBeLessThanOrEqual(text.length)
            expect(parsed.problem.to).toBeGreaterThan(parsed.problem.from)
          }
        },
      ),
      { numRuns: 1000 },
    )
  })
})
