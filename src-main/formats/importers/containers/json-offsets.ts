const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * A document whose series are values by the seconds since a start that an object around them says, {"Start": "2024-03-01T00:00:00+01:00", …
 * {"Values": {"0": 12.5, "300": 13}}}, as inverters answer: the same with times in the place of the seconds.
 */
export function withTimes(value: unknown, start: Date | null = null): unknown {
  if (Array.isArray(value))
    return value.every((one) => !isObject(one)) ? value : value.map((one) => withTimes(one, start))
  if (!isObject(value)) return value
  const said = Object.entries(value).find(
    ([key, text]) => /^start(_?(time|date))?$/i.test(key) && typeof text === 'string' && /^\d{4}-\d\d-\d\dT/.test(text),
  )
  const from = said ? new Date(said[1] as string) : start
  const entries = Object.entries(value)
  const seconds = entries.map(([key]) => (/^\d{1,8}$/.test(key) ? Number(key) : NaN))
  if (from && !Number.isNaN(from.getTime()) && seconds.length > 3 && seconds.every((s) => s <= 40_000_000))
    return Object.fromEntries(
      entries.map(([, one], i) => [new Date(from.getTime() + seconds[i] * 1000).toISOString(), one]),
    )
  return Object.fromEntries(entries.map(([key, one]) => [key, withTimes(one, from)]))
}
