/** A number as a person reads it: at most six digits that count. */
export function number(value: number): string {
  const rounded = Number(value.toPrecision(6))
  return Math.abs(rounded) >= 1e9 || (rounded !== 0 && Math.abs(rounded) < 1e-4)
    ? String(rounded)
    : rounded.toLocaleString('en-GB', { maximumSignificantDigits: 6 })
}

export const withUnit = (value: number, unit: string | null) => (unit ? `${number(value)} ${unit}` : number(value))

/** A length of time in the unit that suits it. */
export function duration(ms: number): string {
  if (ms === 1000) return '1 s'
  const [size, name] = units.find(([least]) => ms >= 2 * least) ?? [1, 'ms']
  return `${Number((ms / size).toPrecision(3))} ${name}`
}

const units: [number, string][] = [
  [86_400_000, 'days'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
]

/** A share in per cent: "0.02 %", "12 %"; never 0 for what is there, never 100 for what is not all. */
export function percent(share: number): string {
  if (share <= 0) return '0 %'
  if (share >= 1) return '100 %'
  const value = Number((share * 100).toPrecision(2))
  return value < 0.01 ? 'less than 0.01 %' : value >= 100 ? 'more than 99 %' : `${value} %`
}
