const day = 86_400_000

/** What a Date holds (ECMA-262): 100 million days on either side of 1970. */
const latest = 8.64e15

export const isUtc = (zone: string) => /^(utc|etc\/utc|gmt|etc\/gmt|zulu|etc\/uct)$/i.test(zone)

/**
 * A reader of a zone's offsets: local minus UTC in ms at an instant (epoch ms), from the runtime's own zone data. Intl alone, which
 * costs microseconds a question; a day (UTC) is asked for once, and on a day with a change its moment is looked for, so that ten
 * million rows take a second. Two changes in one day would count as one. Throws RangeError for a name that is no IANA zone.
 */
export function zoneOffset(zone: string): (time: number) => number {
  if (isUtc(zone)) return () => 0
  const offsetAt = reader(zone)
  let known = NaN
  let before = 0
  let after = 0
  let change = Infinity
  return (time) => {
    const index = Math.floor(time / day)
    if (index !== known) {
      const [start, end] = [Math.max(-latest, index * day), Math.min(latest, (index + 1) * day)]
      before = index === known + 1 ? after : offsetAt(start)
      after = offsetAt(end)
      change = before === after ? Infinity : changeIn(offsetAt, start, end)
      known = index
    }
    return time < change ? before : after
  }
}

/** The first full second with another offset than `start`. */
function changeIn(offsetAt: (time: number) => number, start: number, end: number): number {
  const before = offsetAt(start)
  let low = start
  let high = end
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2000) * 1000
    if (offsetAt(middle) === before) low = middle
    else high = middle
  }
  return high
}

function reader(zone: string): (time: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
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
  return (time) => {
    const whole = Math.floor(time / 1000) * 1000
    const part: Record<string, string> = {}
    for (const { type, value } of format.formatToParts(whole)) part[type] = value
    const year = part.era === 'BC' ? 1 - Number(part.year) : Number(part.year)
    const clock = [part.month, part.day, part.hour, part.minute, part.second].map(Number)
    return Date.UTC(year, clock[0] - 1, clock[1], clock[2], clock[3], clock[4]) - whole
  }
}
