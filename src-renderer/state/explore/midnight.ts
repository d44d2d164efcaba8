/** The midnight at the beginning of the data, in its zone: where days begin. Epoch ms; 0 where the zone is none that is known. */
export function midnightBefore({ start, zone }: { start: number; zone: string }): number {
  try {
    const wall = new Intl.DateTimeFormat('en', { timeZone: zone, hour12: false, hour: 'numeric', minute: 'numeric' })
    const [hour, minute] = wall.format(start).split(':').map(Number)
    const minuteMs = 60_000
    const past = (hour % 24) * 60 * minuteMs + minute * minuteMs + (start % minuteMs)
    return start - past
  } catch {
    return 0
  }
}
