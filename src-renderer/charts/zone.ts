import { zoneOffset } from '../../src-main/shared/zone-offset.ts'

/** Time zones through Intl alone. A "wall" time is what a clock in the zone shows, written as if it were UTC, in ms. */
/** In place of a zone, for data that know no date: their times count from the start. */
export const elapsed = 'Elapsed'

/** Of this machine: for when people did something, as against when something was measured. */
export const localZone = Intl.DateTimeFormat().resolvedOptions().timeZone

/** Data that begin on the first day of 1970 are numbered rows or seconds since a start, not half a century old. */
export const shownZone = ({ zone, start }: { zone: string; start: number }) =>
  zone === 'UTC' && start >= 0 && start < 86_400_000 ? elapsed : zone

const readers = new Map<string, (time: number) => number>()

/** Milliseconds that the zone is ahead of UTC at an instant. */
export function offsetAt(zone: string, time: number): number {
  if (zone === elapsed) return 0
  let read = readers.get(zone)
  if (!read) readers.set(zone, (read = zoneOffset(zone)))
  return read(time)
}

export const toWall = (zone: string, time: number) => time + offsetAt(zone, time)

/** The instant at which a clock in the zone shows this; where it never does (a skipped hour), the one just after. */
export function fromWall(zone: string, wall: number): number {
  const guess = wall - offsetAt(zone, wall)
  const second = wall - offsetAt(zone, guess)
  if (toWall(zone, second) === wall) return second
  return Math.max(guess, second)
}

/** As the person sees it beside times: "UTC", "Europe/Berlin (UTC+2)". */
export function zoneName(zone: string, time: number): string {
  if (zone === 'UTC' || zone === 'Etc/UTC') return 'UTC'
  if (zone === elapsed) return 'Time since the start'
  const minutes = Math.round(offsetAt(zone, time) / 60_000)
  const hours = Math.floor(Math.abs(minutes) / 60)
  const rest = Math.abs(minutes) % 60
  return `${zone} (UTC${minutes < 0 ? '−' : '+'}${hours}${rest ? `:${String(rest).padStart(2, '0')}` : ''})`
}
