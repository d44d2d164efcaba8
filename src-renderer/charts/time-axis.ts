import { elapsed, fromWall, toWall } from './zone.ts'

export interface TimeTick {
  time: number
  label: string
  /** True where a larger unit begins (a new day on an axis of hours): drawn stronger. */
  strong: boolean
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const MONTH = 30.4 * DAY
const YEAR = 365.25 * DAY

const even = [
  0.001,
  0.002,
  0.005,
  0.01,
  0.02,
  0.05,
  0.1,
  0.2,
  0.5,
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
  500,
  SECOND,
  2 * SECOND,
  5 * SECOND,
  10 * SECOND,
  15 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  5 * DAY,
  10 * DAY,
]

/** The round step of seconds, minutes, hours or days that is at least so long, ms; undefined above ten days. */
export const roundStep = (least: number): number | undefined => even.find((step) => step >= least)

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

const spacing = 90

/** What the ticks leave out, at a time: the day above a clock, the year above days; '' where they leave out nothing. */
export function dateOfTicks(time: number, start: number, end: number, width: number, zone: string): string {
  const step = roundStep(((end - start) / width) * spacing)
  if (!(end > start) || width <= 0 || step === undefined) return ''
  if (zone === elapsed) return step < DAY && end >= DAY ? `${Math.floor(time / DAY)} d` : ''
  const d = new Date(toWall(zone, time))
  return `${step < DAY ? `${d.getUTCDate()} ${monthNames[d.getUTCMonth()]} ` : ''}${d.getUTCFullYear()}`
}

/**
 * What stands at the left of an axis, and from where on ticks have room. The date of what lies right of it: where another day begins
 * under or just beside it, that day, since the ticks that follow are its own.
 */
export function cornerOf(
  start: number,
  end: number,
  width: number,
  zone: string,
  dateWidth: number,
): { date: string; from: number } {
  const from = dateWidth + 24
  const date = dateOfTicks(start + ((end - start) * from) / width, start, end, width, zone)
  return date ? { date, from } : { date, from: 18 }
}

/** Round times of the zone's own clock, at most one per `spacing` pixels. */
export function timeTicks(start: number, end: number, width: number, zone: string): TimeTick[] {
  if (!(end > start) || width <= 0) return []
  const least = ((end - start) / width) * spacing
  if (zone === elapsed) return sinceStart(start, end, least)
  const step = roundStep(least)
  const walls =
    step === undefined
      ? calendar(toWall(zone, start), toWall(zone, end), least)
      : regular(toWall(zone, start), toWall(zone, end), step)
  const unit = step ?? (least <= 6 * MONTH ? MONTH : YEAR)
  return (
    walls
      .map((wall) => ({ wall, time: fromWall(zone, wall) }))
      // An hour that the zone skips has no tick.
      .filter(({ wall, time }) => time >= start && time <= end && toWall(zone, time) === wall)
      .map(({ wall, time }) => ({ time, ...labelOf(wall, unit) }))
  )
}

/** Where there is no date there are no months either: days go on counting. */
function sinceStart(start: number, end: number, least: number): TimeTick[] {
  const step =
    roundStep(least) ??
    [20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000].map((days) => days * DAY).find((s) => s >= least) ??
    100_000 * DAY
  const out: TimeTick[] = []
  for (let n = Math.ceil(start / step); n * step <= end; n++) {
    const time = n * step
    const isDay = time % DAY === 0 && time > 0
    out.push({ time, ...(isDay ? { label: `${time / DAY} d`, strong: step < DAY } : clockOf(time, step)) })
  }
  return out
}

function regular(from: number, to: number, step: number): number[] {
  const out: number[] = []
  if (step > DAY) {
    // Days of the month, so that a tick never drifts from "1, 6, 11 …" to "2, 7, 12 …" in the next month.
    const days = step / DAY
    for (let day = Math.floor(from / DAY) * DAY; day <= to; day += DAY) {
      const date = new Date(day).getUTCDate()
      if ((date - 1) % days === 0 && date - 1 + days / 2 <= 30) out.push(day)
    }
    return out
  }
  for (let n = Math.ceil(from / step); n * step <= to; n++) out.push(n * step)
  return out
}

function calendar(from: number, to: number, least: number): number[] {
  const months = [1, 3, 6].find((m) => m * MONTH >= least)
  const step = months ?? 12 * ([1, 2, 5, 10, 20, 50, 100].find((y) => y * YEAR >= least) ?? 100)
  const first = new Date(from)
  let month = Math.floor((first.getUTCFullYear() * 12 + first.getUTCMonth()) / step) * step
  const out: number[] = []
  for (;;) {
    const wall = Date.UTC(Math.floor(month / 12), month % 12, 1)
    if (wall > to) return out
    if (wall >= from) out.push(wall)
    month += step
  }
}

const two = (n: number) => String(n).padStart(2, '0')

function labelOf(wall: number, step: number): { label: string; strong: boolean } {
  const d = new Date(wall)
  const newYear = d.getUTCMonth() === 0 && d.getUTCDate() === 1
  const midnight = wall % DAY === 0
  if (step >= YEAR || (step >= MONTH && newYear))
    return { label: String(d.getUTCFullYear()), strong: newYear && step < YEAR }
  if (step >= MONTH) return { label: `${monthNames[d.getUTCMonth()]} ${d.getUTCFullYear()}`, strong: false }
  if (midnight) {
    const day = `${d.getUTCDate()} ${monthNames[d.getUTCMonth()]}`
    return { label: newYear ? `${day} ${d.getUTCFullYear()}` : day, strong: step < DAY || d.getUTCDate() === 1 }
  }
  return clockOf(wall, step)
}

function clockOf(wall: number, step: number): { label: string; strong: boolean } {
  const d = new Date(wall)
  const clock = `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`
  if (step >= MINUTE) return { label: clock, strong: false }
  const seconds = `${clock}:${two(d.getUTCSeconds())}`
  if (step >= SECOND) return { label: seconds, strong: wall % MINUTE === 0 }
  // A time since 1970 is known to a quarter of a microsecond: a tick may lie that much before its second.
  const second = Math.floor((wall + step / 4) / SECOND) * SECOND
  const within = Math.max(0, wall - second)
  const decimals = 3 + Math.max(0, Math.ceil(-Math.log10(step) - 1e-9))
  return {
    label: `${two(new Date(second).getUTCSeconds())}${(within / SECOND).toFixed(decimals).slice(1)}`,
    strong: within < step / 4,
  }
}
