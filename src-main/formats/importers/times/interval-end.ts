/** "01.03.2024 10:00-10:15": a time of day, and when its interval ends. */
const ofInterval = /^(.*?)(\d{1,2}:\d{2}(?::\d{2})?)-(\d{1,2}:\d{2}(?::\d{2})?)$/

/** Do texts end in the ends of intervals, and not in offsets from UTC? All of them are of one length, and begin at several times. */
export function endsOfIntervals(samples: string[]): boolean {
  if (!ofInterval.test(samples[0]?.trim() ?? '')) return false
  const found = samples.map((sample) => ofInterval.exec(sample.trim()))
  if (found.length < 3 || found.some((match) => match === null)) return false
  const [first] = found.map((match) => lengthOf(match![2], match![3]))
  return (
    new Set(found.map((match) => match![3])).size > 2 &&
    found.every((match) => lengthOf(match![2], match![3]) === first)
  )
}

/** The patterns of such a text. patternsOf — those of what stands before its end. */
export function beginOfInterval<Found extends { patterns: readonly string[]; offset: boolean }>(
  sample: string,
  patternsOf: (text: string) => Found | null,
): Found | null {
  const match = ofInterval.exec(sample.trim())
  if (!match) return null
  const [, before, clock] = match
  const found = patternsOf(before + clock)
  if (!found) return null
  const date = before.trim()
  const spelled = `%Y${date[4]}%m${date[4]}%d${before.slice(date.length)}%H:%M${clock.length > 5 ? ':%S' : ''}`
  return {
    ...found,
    offset: false,
    patterns: found.patterns.map((pattern) => `${pattern === 'iso' ? spelled : pattern}%-`),
  }
}

/** Minutes from one time of day to the next such time. */
function lengthOf(from: string, to: string): number {
  const [a, b] = [from, to].map((clock) => clock.split(':').map(Number))
  return (b[0] * 60 + b[1] - a[0] * 60 - a[1] + 1440) % 1440
}
