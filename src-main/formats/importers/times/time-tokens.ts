import { badInput } from '../../../shared/errors.ts'

/** V, u: week of the ISO calendar and its day; q: quarter; N: minutes since midnight. */
export type Field = 'Y' | 'y' | 'm' | 'd' | 'j' | 'V' | 'u' | 'q' | 'H' | 'I' | 'M' | 'S' | 'N'
export const widths: Readonly<Record<Field, number>> = {
  Y: 4, y: 2, m: 2, d: 2, j: 3, V: 2, u: 1, q: 1, H: 2, I: 2, M: 2, S: 2, N: 4,
} // prettier-ignore
export type Token =
  | { kind: 'digits'; fields: Field[]; width: number }
  | { kind: 'fraction'; milliseconds: boolean }
  | { kind: 'days' }
  | { kind: 'month' }
  | { kind: 'half' }
  | { kind: 'zone' }
  | { kind: 'literal'; byte: number }

/** 'iso' is year, month, day and the time of day, with any of the marks that are usual. */
export const isoTokens = tokensOf('%Y-%m-%dT%H:%M:%S.%f')

/** Throws bad-input for a part that no time has. */
export function tokensOf(pattern: string): Token[] {
  const tokens: Token[] = []
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]
    if (c !== '%') {
      for (const byte of Buffer.from(c)) tokens.push({ kind: 'literal', byte })
      continue
    }
    const written = pattern[++i] ?? ''
    const code = written === 'G' || written === 'E' ? 'Y' : written
    if (code in widths) {
      const field = code as Field
      const last = tokens.at(-1)
      // Fields without a mark between them are one group of digits, cut by their widths.
      if (last?.kind === 'digits') {
        last.fields.push(field)
        last.width += widths[field]
      } else tokens.push({ kind: 'digits', fields: [field], width: widths[field] })
    } else if (code === 'f' || code === 'g' || code === 'n') tokens.push({ kind: 'fraction', milliseconds: false })
    else if (code === 'L') tokens.push({ kind: 'fraction', milliseconds: true })
    else if (code === 'J') tokens.push({ kind: 'days' })
    else if (code === 'b' || code === 'B') tokens.push({ kind: 'month' })
    else if (code === 'p') tokens.push({ kind: 'half' })
    else if (code === 'z' || code === 'Z') tokens.push({ kind: 'zone' })
    else if (code === 'T') tokens.push(...tokensOf('%H:%M:%S'))
    else if (code === 'F') tokens.push(...tokensOf('%Y-%m-%d'))
    else if (code === '%') tokens.push({ kind: 'literal', byte: 37 })
    else if (code !== 'a' && code !== 'A')
      throw badInput(`"%${code}" is no part of a time pattern: use %Y %m %d %H %M %S %f %L %p %b %j %J %V %u %q %N %z.`)
  }
  return tokens
}
