/** "02:00A" and "02:00B", or "2A:00" and "2B:00": the hour that comes twice when clocks are set back, and no times before noon. */
const ofHourTwice = /^(.*?)(\d{1,2})(?:([AB])(:\d{2}.*)|(:\d{2}(?::\d{2})?) ?([AB]))$/
export const hourTwice = (samples: string[]) =>
  samples.some((sample) => /\dB(:|\s*$)/.test(sample) && ofHourTwice.test(sample.trim())) &&
  samples.some((sample) => /\d$/.test(sample.trim()))

/** The patterns of such a text, with its letter; null for another one. patternsOf — those of a text without a letter. */
export function markedHour<Found extends { patterns: readonly string[] }>(
  sample: string,
  patternsOf: (text: string) => Found | null,
): Found | null {
  const text = sample.trim()
  const match = ofHourTwice.exec(text)
  if (!match) return null
  const [, before, hour, inside, minutes, behindHour] = match
  const plain = patternsOf(`${before}${hour.padStart(2, '0')}${minutes ?? behindHour}`)
  if (!plain) return null
  const date = before.trim()
  const spelled = (pattern: string) =>
    pattern === 'iso'
      ? `%Y${date[4]}%m${date[4]}%d${before.slice(date.length) || 'T'}%H:%M${(text.match(/:/g) ?? []).length > 1 ? ':%S' : ''}`
      : pattern
  return {
    ...plain,
    patterns: plain.patterns
      .map(spelled)
      .map((pattern) =>
        inside
          ? pattern.replace('%H', `%H${inside}`)
          : pattern + text.slice(before.length + hour.length + behindHour.length),
      ),
  }
}
