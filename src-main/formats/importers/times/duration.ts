const written = /^\s*(?:(\d{1,5})\s*(?:d(?:ays?)?|[.:-]|\s)\s*)?(\d{1,6}):([0-5]\d):([0-5]\d)(?:[.,](\d{1,9}))?\s*$/i

/** "1d 2h 03m 04s". */
const inWords = /^\s*(?:(\d{1,5}) ?d )?(\d{1,6}) ?h ?(\d{1,2}) ?m(?:in)?(?: ?(\d{1,2}(?:\.\d{1,9})?) ?s(?:ec)?)?\s*$/i

/**
 * Time since a start as cyclers and stop watches write it: hours that may go beyond 24, and days before them:
 * "26:10:00", "1d 02:10:00.5", "1.02:10:00", "1-02:10:00", "1:02:10:00", and "PT1H2M3.5S" of ISO 8601. In ms; NaN for another text.
 */
export function durationMs(text: string): number {
  if (text.length > 60) return NaN
  for (const read of [clockMs, wordsMs, literalMs, isoMs]) {
    const ms = read(text)
    if (!Number.isNaN(ms)) return ms
  }
  return NaN
}

function clockMs(text: string): number {
  const match = written.exec(text)
  if (!match) return NaN
  const [, days = '0', hours, minutes, seconds, fraction = ''] = match
  const whole = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)
  return whole * 1000 + (fraction === '' ? 0 : Number(`0.${fraction}`) * 1000)
}

function wordsMs(text: string): number {
  const match = inWords.exec(text)
  if (!match) return NaN
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? '0'))
  return (days * 24 + hours) * 3_600_000 + minutes * 60_000 + seconds * 1000
}

const iso = /^\s*P(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,9}(?:[.,]\d{1,9})?)S)?)?\s*$/

function isoMs(text: string): number {
  const match = /\d/.test(text) ? iso.exec(text) : null
  if (!match) return NaN
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number((part ?? '0').replace(',', '.')))
  return Math.round((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000)
}

/** "T#1d2h3m4s500ms", as controllers write it (IEC 61131-3). */
const literal =
  /^\s*(?:T|L?TIME)#(?:(\d{1,5})d_?)?(?:(\d{1,6})h_?)?(?:(\d{1,8})m(?!s)_?)?(?:(\d{1,9}(?:\.\d{1,9})?)s_?)?(?:(\d{1,12}(?:\.\d{1,9})?)ms_?)?(?:\d{1,9}us_?)?(?:\d{1,9}ns)?\s*$/i

function literalMs(text: string): number {
  const match = literal.exec(text)
  if (!match) return NaN
  const [days, hours, minutes, seconds, milliseconds] = match.slice(1).map((part) => Number(part ?? '0'))
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + milliseconds
}

const sinceStart = /elapsed|(test|total|run|rel(ative|\.)?|step|cycle)[_ .-]?time|duration|laufzeit|dauer|dur[ée]e/i

/** Are the cells such times, in rising order, that no clock shows or that are named so? filled — cells that are not empty. */
export function holdsDurations(name: string, filled: string[]): boolean {
  if (filled.length < 2) return false
  const times = filled.map(durationMs)
  if (times.some(Number.isNaN) || times.some((ms, i) => i > 0 && ms < times[i - 1])) return false
  // Four numbers of a time code are frames at their end.
  if (/time ?code|smpte/i.test(name)) return false
  const beyond =
    filled.some((cell) => /^\s*(P|L?T(IME)?#|\d+ ?h ?\d|\d+\s*(d(ays?)?|[.:-]|\s)\s*\d+:\d+:)/i.test(cell)) ||
    times.at(-1)! > 86_400_000
  return times.at(-1)! > times[0] && (beyond || sinceStart.test(name))
}
