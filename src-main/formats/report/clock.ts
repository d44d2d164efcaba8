import { zoneOffset } from '../../shared/zone-offset.ts'

/** Times of one zone: what a clock on the wall there shows. Of data without a date: the time since their start. */
export interface Clock {
  /** As a reader sees it. */
  zone: string
  /** "2024-03-01 14:05:09", with milliseconds only where there are any. */
  at(time: number): string
  /** When people did something: by this machine's clock, to the second, with its zone. */
  done(time: number): string
  /** As short as an axis needs it where ticks are `step` ms apart. */
  tick(time: number, step: number): string
  /** Epoch ms as if the wall clock were UTC. */
  wall(time: number): number
}

const second = 1000
const day = 86_400_000

/** zone — an IANA name; throws RangeError for any other. start — of the data. here — this machine's zone. */
export function clockOf(zone: string, start = NaN, here = Intl.DateTimeFormat().resolvedOptions().timeZone): Clock {
  // Data that begin on the first day of 1970 are numbered rows or seconds since a start, not half a century old.
  const elapsed = /^(etc\/)?utc$/i.test(zone) && start >= 0 && start < day
  const offset = zoneOffset(zone)
  const wall = (time: number) => time + offset(time)
  /** Date, time of day and milliseconds. */
  const pieces = (time: number) => {
    const iso = new Date(Math.round(wall(time))).toISOString()
    const [date, clock] = iso.split('T')
    return {
      date: elapsed ? `${Math.floor(Math.round(time) / day)} d` : date,
      clock: clock.slice(0, 8),
      ms: clock.slice(8, 12),
    }
  }
  const at = (time: number) => {
    if (!Number.isFinite(time)) return '–'
    const { date, clock, ms } = pieces(time)
    return `${date} ${clock}${ms === '.000' ? '' : ms}`
  }
  return {
    zone: elapsed ? 'time since the start' : zone,
    at,
    wall,
    done: (time) => `${clockOf(here).at(Math.floor(time / second) * second)} ${here}`,
    tick(time, step) {
      const { date, clock, ms } = pieces(time)
      if (step >= 28 * day && !elapsed) return date.slice(0, 7)
      if (step >= day || clock === '00:00:00') return date
      if (step >= 60_000) return clock.slice(0, 5)
      return step >= 1000 ? clock : clock.slice(3) + ms
    },
  }
}

const steps = [
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
  500,
  ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200].map((s) => s * second),
  ...[1, 2, 5, 7, 14, 30, 91, 182, 365, 730, 1825, 3650].map((d) => d * day),
]

/** Round times inside an interval, at most about `most`, with what is written at each. */
export function ticksOf(clock: Clock, start: number, end: number, most: number): { time: number; text: string }[] {
  const step = steps.find((one) => (end - start) / one <= most) ?? (end - start) / most
  // Round on the wall, not in UTC; over a change of the clocks the ticks keep their distance.
  const ahead = clock.wall(start) - start
  const ticks = []
  for (let wall = Math.ceil((start + ahead) / step) * step; wall - ahead <= end; wall += step) {
    const time = wall - ahead
    ticks.push({ time, text: clock.tick(time, step) })
  }
  return ticks
}
