import { badInput } from '../../../shared/errors.ts'

/** V, u: week of the ISO calendar and its day; q: quarter; N, x: minutes and seconds since midnight. */
export type Field = 'Y' | 'y' | 'm' | 'd' | 'j' | 'V' | 'u' | 'q' | 'H' | 'I' | 'M' | 'S' | 'N' | 'x'
export const widths: Readonly<Record<Field, number>> = {
  Y: 4, y: 2, m: 2, d: 2, j: 3, V: 2, u: 1, q: 1, H: 2, I: 2, M: 2, S: 2, N: 4, x: 5,
} // prettier-ignore
export type Token =
  | { kind: 'digits'; fields: Field[]; width: number }
  /** whole — of how many digits the number is that counts parts of a second: 3 for milliseconds; null: it is what stands behind the point. */
  | { kind: 'fraction'; whole: number | null }
  | { kind: 'era' }
  /** of — into how many periods, counted from 1, a day is parted. */
  | { kind: 'period'; of: number }
  | { kind: 'until' }
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
    if (/^[69]L/.test(pattern.slice(i))) {
      tokens.push({ kind: 'fraction', whole: Number(written) })
      i++
      continue
    }
    const periods = /^k(\d{2,3})/.exec(pattern.slice(i))?.[1]
    if (periods !== undefined) {
      tokens.push({ kind: 'period', of: Number(periods) })
      i += periods.length
      continue
    }
    const code = written === 'G' || written === 'E' ? 'Y' : written
    if (code in widths) {
      const field = code as Field
      const last = tokens.at(-1)
      // Fields without a mark between them are one group of digits, cut by their widths.
      if (last?.kind === 'digits') {
        last.fields.push(field)
        last.width += widths[field]
      } else tokens.push({ kind: 'digits', fields: [field], width: widths[field] })
    } else if (code === 'f' || code === 'g' || code === 'n') tokens.push({ kind: 'fraction', whole: null })
    else if (code === 'L') tokens.push({ kind: 'fraction', whole: 3 })
    else if (code === 'e') tokens.push({ kind: 'era' })
    else if (code === '-') tokens.push({ kind: 'until' })
    else if (code === 'J') tokens.push({ kind: 'days' })
    else if (code === 'b' || code === 'B') tokens.push({ kind: 'month' })
    else if (code === 'p') tokens.push({ kind: 'half' })
    else if (code === 'z' || code === 'Z') tokens.push({ kind: 'zone' })
    else if (code === 'T') tokens.push(...tokensOf('%H:%M:%S'))
    else if (code === 'F') tokens.push(...tokensOf('%Y-%m-%d'))
    else if (code === '%') tokens.push({ kind: 'literal', byte: 37 })
    else if (code !== 'a' && code !== 'A')
      throw badInput(
        `"%${code}" is no part of a time pattern: use %Y %m %d %H %M %S %f %L %p %b %j %J %V %u %q %N %x %e %- %z.`,
      )
  }
  return tokens
}
