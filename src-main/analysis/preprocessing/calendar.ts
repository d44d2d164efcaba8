import { badInput } from '../../shared/errors.ts'
import { zoneOffset } from '../../shared/zone-offset.ts'

/** What of the calendar becomes a channel. Weekday: Monday 0 … Sunday 6; month 1 … 12; day 1 … 31. */
export const calendarFeatures = ['hour', 'minute', 'weekday', 'day', 'month'] as const
export type CalendarFeature = (typeof calendarFeatures)[number]

/**
 * Calendar features as channels, in local time. times — [time], epoch ms; zone — IANA name.
 * Returns [feature][time], whole numbers. Throws bad-input for an unknown zone.
 */
export function calendarChannels(
  times: Float64Array,
  features: readonly CalendarFeature[],
  zone: string,
): Float64Array[] {
  const offsetAt = offsetsOf(zone)
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

function offsetsOf(zone: string): (time: number) => number {
  try {
    return zoneOffset(zone)
  } catch {
    throw badInput(`"${zone}" is no known time zone.`)
  }
}
