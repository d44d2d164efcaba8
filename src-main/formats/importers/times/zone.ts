import { badInput } from '../../../shared/errors.ts'
import { isUtc, zoneOffset } from '../../../shared/zone-offset.ts'

/** A stretch of time with one offset. start, end — epoch ms (UTC), end exclusive; offset — local minus UTC in ms. */
export interface OffsetSpan {
  start: number
  end: number
  offset: number
}

const day = 86_400_000

/** Zones that were found to be some: asking costs more than reading a small file. */
const known = new Set<string>()

/** Throws bad-input for a name that is no IANA zone. */
export function checkZone(zone: string): void {
  if (known.has(zone)) return
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    known.add(zone)
  } catch {
    throw badInput(`"${zone}" is not a time zone. Zones are written like "Europe/Berlin" or "UTC".`)
  }
}

/** The offsets of `zone` between two moments (epoch ms), from the runtime's own zone data. Changes less than a week apart count as one. */
export function offsetSpans(zone: string, from: number, to: number): OffsetSpan[] {
  const offsetAt = zoneOffset(zone)
  const spans: OffsetSpan[] = [{ start: -Infinity, end: Infinity, offset: offsetAt(from) }]
  let after = offsetAt(from)
  for (let at = from; at < to; at += 7 * day) {
    const next = Math.min(at + 7 * day, to)
    const before = after
    after = offsetAt(next)
    if (before === after) continue
    let low = at
    let high = next
    while (high - low > 1000) {
      const middle = Math.floor((low + high) / 2000) * 1000
      if (middle <= low) break
      if (offsetAt(middle) === before) low = middle
      else high = middle
    }
    spans[spans.length - 1].end = high
    spans.push({ start: high, end: Infinity, offset: after })
  }
  return spans
}

/**
 * Turns wall-clock times into UTC, in the order of the file.
 * An hour that exists twice (clocks set back) is resolved by order: as long as the file runs on, it is the first; where it steps
 * back, or repeats a time an hour after the last, the second. Files that run backwards are followed backwards.
 * An hour that does not exist (clocks set forward) is read as if the clocks had not been set.
 * local — [n] epoch ms as if the wall clock were UTC, NaN = no time; fixed — [n] 1 = is already UTC, or null.
 * Returns utc — [n] epoch ms — and how many times fell into doubled and skipped hours.
 */
export function zonedToUtc(
  local: Float64Array,
  fixed: Uint8Array | null,
  zone: string,
): { utc: Float64Array; doubled: number; skipped: number } {
  checkZone(zone)
  const utc = local.slice()
  let low = Infinity
  let high = -Infinity
  let opening = NaN
  let closing = NaN
  for (const t of local) {
    if (!Number.isFinite(t)) continue
    if (t < low) low = t
    if (t > high) high = t
    if (Number.isNaN(opening)) opening = t
    closing = t
  }
  if (isUtc(zone) || low > high) return { utc, doubled: 0, skipped: 0 }

  const spans = offsetSpans(zone, low - 2 * day, high + 2 * day)
  const backwards = closing < opening
  let doubled = 0
  let skipped = 0
  let previous = backwards ? Infinity : -Infinity
  let stride = 0
  let near = 0
  for (let i = 0; i < local.length; i++) {
    const t = local[i]
    if (!Number.isFinite(t)) continue
    if (fixed?.[i]) {
      previous = t
      continue
    }
    if (!holds(spans[near], t))
      near = Math.max(
        0,
        spans.findIndex((span) => holds(span, t)),
      )
    const before = near > 0 && holds(spans[near - 1], t) ? near - 1 : near
    const after = near + 1 < spans.length && holds(spans[near + 1], t) ? near + 1 : near
    if (before !== after) {
      doubled++
      const early = t - spans[before].offset
      const late = t - spans[after].offset
      const [first, second] = backwards ? [late, early] : [early, late]
      // Hourly rows do not step back, they repeat a time; rows that are closer repeat it only as duplicates.
      const repeats = first === previous && stride >= late - early
      utc[i] = (backwards ? first <= previous : first >= previous) && !repeats ? first : second
    } else if (holds(spans[near], t)) utc[i] = t - spans[near].offset
    else {
      skipped++
      // The last span that began, by its own clock, before this time is the one whose clocks were not set yet.
      const old = spans.findLastIndex((span) => t >= span.end + span.offset)
      utc[i] = t - spans[Math.max(0, old)].offset
    }
    stride = Math.abs(utc[i] - previous)
    previous = utc[i]
  }
  return { utc, doubled, skipped }
}

/** Does the wall clock show `local` during the span? */
const holds = (span: OffsetSpan, local: number) => local - span.offset >= span.start && local - span.offset < span.end
