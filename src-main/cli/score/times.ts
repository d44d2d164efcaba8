const iso = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?$/

/** A time of a stream as epoch ms: ISO 8601, in UTC where it names no zone, or a number of seconds or milliseconds. NaN where it is none. */
export function timeOfText(text: string | number | undefined): number {
  if (typeof text === 'number') return fromNumber(text)
  if (text === undefined) return NaN
  const plain = plainIso(text)
  if (!Number.isNaN(plain)) return plain
  const cell = text.trim().replace(/^"(.*)"$/, '$1')
  if (cell === '') return NaN
  const value = Number(cell)
  if (!Number.isNaN(value)) return fromNumber(value)
  const parts = iso.exec(cell)
  if (parts) return Date.parse(`${parts[1]}T${parts[2].replace(',', '.')}${offset(parts[3])}`)
  return /^\d{4}-\d{2}-\d{2}$/.test(cell) ? Date.parse(cell) : NaN
}

const offset = (zone: string | undefined) =>
  !zone ? 'Z' : /^[+-]\d{4}$/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone

/** Seconds until the year 5138 are smaller than this; milliseconds since 1973 are larger. */
const fromNumber = (value: number) => (Math.abs(value) < 1e11 ? Math.round(value * 1000) : value)

const digits = (text: string, at: number, count: number): number => {
  let value = 0
  for (let i = at; i < at + count; i++) {
    const digit = text.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) return NaN
    value = value * 10 + digit
  }
  return value
}

/** "2024-05-31T23:59:59", "…59Z", "…59.123Z", with a blank for the T: what nearly every stream has, without a regular expression. */
function plainIso(text: string): number {
  const zulu = text.charCodeAt(text.length - 1) === 90
  const end = zulu ? text.length - 1 : text.length
  if ((end !== 19 && end !== 23) || text[4] !== '-' || text[7] !== '-' || text[13] !== ':' || text[16] !== ':')
    return NaN
  if (text[10] !== 'T' && text[10] !== ' ') return NaN
  const ms = end === 23 ? (text[19] === '.' ? digits(text, 20, 3) : NaN) : 0
  const [month, day, hour] = [digits(text, 5, 2), digits(text, 8, 2), digits(text, 11, 2)]
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24)) return NaN
  return Date.UTC(digits(text, 0, 4), month - 1, day, hour, digits(text, 14, 2), digits(text, 17, 2), ms)
}
