import type { TimeRange } from '../../shared/data/series.ts'

const time = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(Z|[+-]\d{2}:?\d{2})?$/

/** A time as ISO 8601; one that names no zone is UTC. NaN for anything else. */
function timeOf(text: string): number {
  const found = time.exec(text)
  if (!found) return NaN
  const iso = text.replace(' ', 'T')
  return Date.parse(found[1] || iso.length === 10 ? iso : `${iso}Z`)
}

/** Ranges as text: FROM/TO of ISO 8601, several with commas between. Throws nothing: null = it cannot be read, `bad` is the part. */
export function timeRanges(text: string): { ranges: TimeRange[] } | { bad: string } {
  const ranges: TimeRange[] = []
  for (const part of text.split(',').map((one) => one.trim())) {
    if (part === '') continue
    const ends = part.split('/').map((end) => timeOf(end.trim()))
    if (ends.length !== 2 || !(ends[0] <= ends[1])) return { bad: part }
    ranges.push({ start: ends[0], end: ends[1] })
  }
  return { ranges }
}

export const rangesParam = {
  kind: 'text',
  default: '',
  label: 'Ranges',
  help: 'FROM/TO in ISO 8601, such as 2024-03-01T06:00Z/2024-03-01T09:30Z; several with commas between. Both ends belong to it.',
} as const

export function wrongRanges({ ranges }: { ranges: string }): string | null {
  const read = timeRanges(ranges)
  if ('bad' in read) return `"${read.bad}" is no range: write FROM/TO in ISO 8601, the earlier time first.`
  return read.ranges.length > 0 ? null : 'No range is given: write FROM/TO in ISO 8601.'
}

/** [time], 1 inside a range. */
export function inRanges(times: Float64Array, text: string): Uint8Array {
  const read = timeRanges(text)
  const ranges = 'ranges' in read ? read.ranges : []
  return Uint8Array.from(times, (t) => Number(ranges.some(({ start, end }) => t >= start && t <= end)))
}
