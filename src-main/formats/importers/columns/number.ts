/** Those that a double holds exactly: 1 to 10^22. */
export const powersOfTen = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`))

/**
 * A plain number from bytes[start…end), blanks around it allowed: sign, digits, decimal sign, exponent. NaN for everything else.
 * Exact: up to 15 digits and powers of ten up to 22 are one correctly rounded operation (W. D. Clinger, How to read floating point
 * numbers accurately, 1990); all others go through Number. decimal — 46 or 44.
 */
export function numberAt(bytes: Buffer, start: number, end: number, decimal: number): number {
  while (start < end && (bytes[start] === 32 || bytes[start] === 9)) start++
  while (end > start && (bytes[end - 1] === 32 || bytes[end - 1] === 9)) end--
  let i = start
  let negative = false
  if (i < end && (bytes[i] === 45 || bytes[i] === 43)) negative = bytes[i++] === 45
  let mantissa = 0
  let digits = 0
  let significant = 0
  let fraction = 0
  let point = false
  for (; i < end; i++) {
    const c = bytes[i]
    if (c >= 48 && c <= 57) {
      mantissa = mantissa * 10 + (c - 48)
      digits++
      if (mantissa > 0) significant++
      if (point) fraction++
    } else if (c === decimal && !point) point = true
    else break
  }
  if (digits === 0) return NaN
  let exponent = 0
  if (i < end) {
    if ((bytes[i] | 32) !== 101) return NaN
    i++
    let down = false
    if (i < end && (bytes[i] === 45 || bytes[i] === 43)) down = bytes[i++] === 45
    if (i >= end || end - i > 4) return NaN
    for (; i < end; i++) {
      const c = bytes[i]
      if (c < 48 || c > 57) return NaN
      exponent = exponent * 10 + (c - 48)
    }
    if (down) exponent = -exponent
  }
  const power = exponent - fraction
  if (significant > 15 || power > 22 || power < -22) {
    const text = bytes.toString('latin1', start, end)
    return Number(decimal === 44 ? text.replace(',', '.') : text)
  }
  const value = power < 0 ? mantissa / powersOfTen[-power] : mantissa * powersOfTen[power]
  return negative ? -value : value
}
