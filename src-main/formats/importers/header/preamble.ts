import { offsetMinutes, offsetText } from '../times/offsets.ts'
import { guessTimes } from '../times/grammar.ts'
import { headerCells, type HeadLine } from './head-lines.ts'
import { writtenOrder } from '../times/written-order.ts'
import { timeReader } from '../times/time-reader.ts'
import type { FileYears } from '../times/yearless.ts'

/** What the lines above a table say of its times. */
export interface Stated {
  /** IANA name or "+01:00". */
  zone: string | null
  /** The day on which the table begins, "2024-05-02". */
  date: string | null
  /** When on that day, where a line of its own says so, and not at midnight: "10:00:00". */
  clock?: string
  /** Milliseconds between rows; and the first row's time, where the file says both. */
  stepMs: number | null
  start: number | null
  /** The start is a count since 1970. */
  counts?: boolean
  /** Days that stand there without a doubt which part is the month, "2024-05-02". */
  days?: string[]
  /** Numbers that it says stand for no value. */
  missing?: number[]
  /** A date with a 12-hour clock stands there. */
  twelve?: boolean
  /** Which comes first in dates, where a line spells how they are written. */
  order?: 'day' | 'month'
  /** What says of which year the file is. */
  years?: FileYears
}

const zoneLine =
  /\b(?:time\s?-?zone|zeitzone|tz|fuseau)\b\W*(?:->|:|=|,|;)?\s*"?([A-Za-z]+\/[A-Za-z_]+|(?:UTC|GMT)?\s*[+-]\d{1,2}(?::?\d{2})?|UTC|GMT|0(?![\d.:])|[A-Z]{3,4})/gi
/** Before a word for a zone: that it is the one of the times below, and not of the place or of whoever reads them. */
const ofData = /\b(?:data|time[ _-]?stamps?|logg?(?:er|ing)?|record(?:ing|er)?s?|export|file)\W*$/i
const inUtc = /\b(?:all\s+)?times?\s+(?:are\s+)?(?:given\s+)?in\s+(UTC|GMT)\b/i
const dateLine =
  /^[\s"#~*%;/]*(?:start\s*)?(?:date|datum|fecha|data|start(?:ed)?(?:\s+(?:time|of test))?)\b[^\d]{0,12}(\d[\d./-]{7,9})/i
const interval =
  /\b(?:sampl\w*(?:\s*(?:interval|period|time|rate))?|interval|intervall|step|delta[_ ]?[xt]|abtastintervall|zeitschritt)\b[^\d+-]{0,12}([\d.,]+)\s*(ms|msec|us|µs|s|sec|seconds?|min|minutes?|h|hz|khz)\b/i
const startClock =
  /^[\s"#*%;]*(?:start ?)?(?:time|zeit|uhrzeit|heure|hora)\b"?\s*[\t:=,;]\s*"?((?!0?0:00(?::00)?\b)\d{1,2}:\d{2}(?::\d{2})?)\b/i
const unitsMs: Readonly<Record<string, number>> = { ms: 1, msec: 1, us: 1e-3, µs: 1e-3, s: 1000, sec: 1000, second: 1000, seconds: 1000, min: 60_000, minute: 60_000, minutes: 60_000, h: 3_600_000 } // prettier-ignore

/** lines — those above the table. */
export function statedIn(lines: string[]): Stated {
  const days = [...new Set(lines.slice(0, 500).flatMap(daysIn))]
  const stated: Stated = {
    zone: zoneOf(lines.slice(0, 500).filter((line) => line.length <= 2000)),
    date: null,
    stepMs: null,
    start: null,
    days,
    missing: lines.slice(0, 500).flatMap(missingIn),
    twelve: lines.some(isTwelveHour),
    order:
      lines
        .slice(0, 500)
        .map(writtenOrder)
        .find((order) => order !== null) ?? undefined,
  }
  for (const line of lines.slice(0, 500)) {
    if (line.length > 2000) continue
    const date = dateLine.exec(line)?.[1]
    if (date) stated.date ??= isoDay(date)
    stated.clock ??= startClock.exec(line)?.[1]
    const step = interval.exec(line)
    if (step) {
      const value = Number(step[1].replace(',', '.'))
      const unit = step[2].toLowerCase()
      const ms = /hz$/.test(unit) ? 1000 / (value * (unit === 'khz' ? 1000 : 1)) : value * (unitsMs[unit] ?? NaN)
      if (ms > 0 && Number.isFinite(ms)) stated.stepMs ??= ms
    }
  }
  return lines[0]?.startsWith('LabVIEW Measurement') ? { ...stated, ...labview(lines) } : stated
}

/**
 * Oscilloscopes that write "X,CH1,Start,Increment" and below it "Sequence,Volt,-1.2e-03,2.0e-06": the step, in ms, in a line of its own
 * below two of the names. lines — those of the header. Returns the places of both names too; null for other headers.
 */
export function stepInHeader(lines: HeadLine[], delimiter: string): { stepMs: number; places: number[] } | null {
  const [names, values] = lines.map(({ text }) => headerCells(text, delimiter))
  const at = (word: RegExp) => names?.findIndex((name) => word.test(name)) ?? -1
  const places = [at(/^start$/i), at(/^(increment|step|delta)$/i)]
  const [start, step] = places.map((i) => (i < 0 || !values?.[i] ? NaN : Number(values[i])))
  return Number.isFinite(start) && step > 0 ? { stepMs: step * 1000, places } : null
}

/** The zone that a text names behind a word for it: "Timezone : Europe/Zurich"; null where it names none. */
export const statedZone = (text: string): string | null => zoneOf([text])

/** Of several, such as those of the site and of the data, the one of the data; else the first. */
function zoneOf(lines: string[]): string | null {
  const found = lines.flatMap((line) => {
    const zones = [...line.matchAll(zoneLine)].map(({ index, 1: name }) => ({
      zone: zoneNamed(name),
      isOfData: ofData.test(line.slice(0, index)),
    }))
    return zones.length > 0 ? zones : [{ zone: zoneNamed(inUtc.exec(line)?.[1] ?? ''), isOfData: false }]
  })
  const known = found.filter(({ zone }) => zone !== null)
  return (known.find(({ isOfData }) => isOfData) ?? known[0])?.zone ?? null
}

/** A zone as it is stored: an IANA name, or an offset; null for a word that is none. */
export function zoneNamed(text: string): string | null {
  const minutes = text === '0' ? 0 : offsetMinutes(text)
  if (minutes === 0) return 'UTC'
  if (!Number.isNaN(minutes)) return offsetText(minutes)
  if (!text.includes('/')) return null
  try {
    new Intl.DateTimeFormat('en', { timeZone: text })
    return /^etc\/(utc|gmt)$/i.test(text) ? 'UTC' : text
  } catch {
    return null
  }
}

const missingSaid =
  /\b(?:missing|no[ _-]?data(?:[ _]?value)?|fill[ _]?value|rinval|undef(?:ined)?|null[ _]?values?)\b[^\d\n+-]{0,40}([+-]?\d+(?:\.\d+)?)(?![\d:.-])/i
const rinval = /\bRINVAL([+-]?\d+(?:\.\d+)?)/
const saidMissing = /([+-]\d+(?:\.\d+)?)[^\d\n]{0,30}\b(?:missing|no data)\b/i

/** "missing value code is -9999", "NODATA_value -9999", "(-99.99 std) denotes missing"; small numbers may count something. */
function missingIn(line: string): number[] {
  if (line.length > 2000) return []
  const found = [missingSaid, rinval, saidMissing].flatMap((pattern) => Number(pattern.exec(line)?.[1] ?? NaN))
  return found.filter((code) => code <= -9 || code >= 99)
}

const isTwelveHour = (line: string) =>
  line.length < 2000 && /\d\/\d{1,2}\/\d{2,4},? +\d{1,2}:\d{2}(:\d{2})? ?[AP]M\b/.test(line)

const writtenDay =
  /(?<![\d.])(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{1,2}[ .-]{1,2}\p{L}{3,10}\.?[ .-]{1,2}\d{4}|\p{L}{3,10}\.? \d{1,2}, ?\d{4})(?![\d.])/gu

const daysIn = (line: string): string[] =>
  line.length > 2000 ? [] : [...line.matchAll(writtenDay)].flatMap(([text]) => isoDay(text) ?? [])

function isoDay(text: string): string | null {
  const guess = guessTimes([text])
  if (!guess || guess.ambiguous) return null
  const bytes = Buffer.from(text)
  const ms = timeReader(guess.format, '.').read(bytes, 0, bytes.length)
  return Number.isNaN(ms) ? null : new Date(ms).toISOString().slice(0, 10)
}

/**
 * The published format of LabVIEW measurement files (.lvm, National Instruments): a header of names and values parted by a mark,
 * with Date, Time, X0 and Delta_X of the first channel in its last block, and rows without a time where X_Columns is "No".
 */
function labview(lines: string[]): Partial<Stated> {
  const value = (name: string) => {
    const line = lines.findLast((one) => one.startsWith(name) && /[\t,;]/.test(one[name.length] ?? ''))
    return (
      line
        ?.slice(name.length + 1)
        .split(line[name.length])
        .find((cell) => cell.trim() !== '') ?? null
    )
  }
  const number = (name: string) => Number((value(name) ?? 'x').replace(',', '.'))
  const stepMs = number('Delta_X') * 1000
  if (!(stepMs > 0)) return {}
  const date = value('Date')
  const clock = value('Time')
  const guess = date ? guessTimes([date]) : null
  if (!guess || !clock) return { stepMs, start: null }
  const text = Buffer.from(`${date} ${clock.trim().replace(',', '.')}`)
  const start = timeReader(`${guess.format === 'iso' ? '%Y/%m/%d' : guess.format} %H:%M:%S.%f`, '.').read(
    text,
    0,
    text.length,
  )
  return { stepMs, start: Number.isNaN(start) ? null : start + (number('X0') || 0) * 1000 }
}
