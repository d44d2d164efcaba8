import { badInput } from '../../shared/errors.ts'

/** What of the calendar becomes a channel. Weekday: Monday 0 … Sunday 6; month 1 … 12; day 1 … 31. */
export const calendarFeatures = ['hour', 'minute', 'weekday', 'day', 'month'] as const
export type CalendarFeature = (typeof calendarFeatures)[number]

const QUARTER_HOUR = 900_000

/**
 * Calendar features as channels, in local time. times — [time], epoch ms; zone — IANA name.
 * Returns [feature][time], whole numbers. Throws bad-input for an unknown zone.
 */
export function calendarChannels(
  times: Float64Array,
  features: readonly CalendarFeature[],
  zone: string,
): Float64Array[] {
  const offsetAt = zoneOffset(zone)
  const channels = features.map(() => new Float64Array(times.length))
  for (let i = 0; i < times.length; i++) {
    const local = new Date(times[i] + offsetAt(times[i]))
    features.forEach((feature, f) => (channels[f][i] = read[feature](local)))
  }
  return channels
}

const read: Record<CalendarFeature, (local: Date) => number> = {
  hour: (d) => d.getUTCHours(),
  minute: (d) => d.getUTCMinutes(),
  weekday: (d) => (d.getUTCDay() + 6) % 7,
  day: (d) => d.getUTCDate(),
  month: (d) => d.getUTCMonth() + 1,
}

/**
 * Offset of a zone from UTC in ms. Formatting a date costs microseconds, and offsets change only on quarter hours:
 * one answer is kept for each quarter hour.
 */
function zoneOffset(zone: string): (time: number) => number {
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch {
    throw badInput(`"${zone}" is no known time zone.`)
  }
  let kept = NaN
  let offset = 0
  return (time) => {
    const quarter = Math.floor(time / QUARTER_HOUR)
    if (quarter !== kept) {
      kept = quarter
      const start = quarter * QUARTER_HOUR
      const parts = Object.fromEntries(format.formatToParts(start).map((p) => [p.type, p.value]))
      const year = parts.era === 'BC' ? 1 - Number(parts.year) : Number(parts.year)
      offset =
        Date.UTC(
          year,
          Number(parts.month) - 1,
          Number(parts.day),
          Number(parts.hour),
          Number(parts.minute),
          Number(parts.second),
        ) - start
    }
    return offset
  }
}
