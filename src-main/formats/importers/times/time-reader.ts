import { badInput } from '../../../shared/errors.ts'
import { countedMs, isCount, isWallClock, partedSeconds } from './counted-times.ts'
import { durationMs } from './duration.ts'
import { eraYear } from './eras.ts'
import { excelDayMs, gpsMs, partedMs, timeOfDay } from './in-parts.ts'
import { monthOf, weekday } from './months.ts'
import { numberAt } from '../columns/number.ts'
import { offsetMinutes, withoutZoneName } from './offsets.ts'
import { isoTokens, tokensOf, widths, type Field } from './time-tokens.ts'
import { TimeTemplate, type Learned } from './time-template.ts'

/** Reads the time in bytes[start…end), as epoch ms; NaN where the text is none. */
export interface TimeReader {
  read(bytes: Buffer, start: number, end: number): number
  /** The last time carried its own offset, and is in UTC. */
  zoned: boolean
  /** Rows that each of the format's patterns has read. */
  taken: { pattern: string; rows: number }[]
  /** The last time as a pattern, where the format has one, and how to count rows that were read by it elsewhere. */
  template?: TimeTemplate
  repeat?(rows: number): void
}

const day = 86_400_000

/**
 * A reader for 'iso', a format that counts, 'duration', or strptime patterns, several of them parted by "|" and tried in turn.
 * decimal — the decimal sign of counts. Throws bad-input for a pattern that holds nothing of a time.
 */
export function timeReader(format: string, decimal: '.' | ','): TimeReader {
  if (isCount(format)) {
    const reader: TimeReader = {
      zoned: false,
      taken: [{ pattern: format, rows: 0 }],
      read(bytes, start, end) {
        let value = numberAt(bytes, start, end, decimal === ',' ? 44 : 46)
        if (Number.isNaN(value)) {
          const text = bytes
            .toString('latin1', start, end)
            .trim()
            .replace(timeUnit, '')
            .replace(/(?<=\.\d*)d(?=[+-]\d)/i, 'e')
          if (text !== '') value = Number(decimal === ',' ? text.replace(',', '.') : text)
        }
        const ms = countedMs(format, value)
        if (!Number.isFinite(ms)) return NaN
        reader.zoned = !isWallClock(format)
        reader.taken[0].rows++
        return ms
      },
    }
    return reader
  }
  if (format === 'duration' || format === 'gps') return textReader(format, format === 'gps' ? gpsMs : durationMs)
  if (format === 'excel+day') return textReader(format, excelDayMs)
  if (format in partedSeconds) return textReader(format, partedMs(format))
  const patterns = format.split('|').map(compile)
  const template = new TimeTemplate()
  let current = 0
  const reader: TimeReader = {
    zoned: false,
    taken: patterns.map(({ pattern }) => ({ pattern, rows: 0 })),
    template,
    repeat(rows) {
      reader.taken[current].rows += rows
      reader.zoned = template.zoned
    },
    read(bytes, start, end) {
      // "[2024-03-01 12:00:00]", as logs of programs write it.
      while (start < end && (bytes[start] <= 32 || bytes[start] === 39 || bytes[start] === 91)) start++
      while (end > start && bytes[end - 1] <= 32) end--
      if (bytes[end - 1] === 93 && !bytes.subarray(start, end).includes(91)) end--
      const quick = template.read(bytes, start, end)
      if (!Number.isNaN(quick)) {
        reader.taken[current].rows++
        reader.zoned = template.zoned
        return quick
      }
      for (let k = 0; k < patterns.length; k++) {
        const at = (current + k) % patterns.length
        const ms = patterns[at].read(bytes, start, end)
        if (Number.isNaN(ms)) continue
        current = at
        reader.taken[at].rows++
        reader.zoned = patterns[at].zoned
        template.learn(bytes, start, end, patterns[at])
        return ms
      }
      return NaN
    },
  }
  return reader
}

function textReader(format: string, msOf: (text: string) => number): TimeReader {
  const reader: TimeReader = {
    zoned: format !== 'excel+day',
    taken: [{ pattern: format, rows: 0 }],
    read(bytes, start, end) {
      const ms = msOf(bytes.toString('latin1', start, end))
      if (!Number.isNaN(ms)) reader.taken[0].rows++
      return ms
    },
  }
  return reader
}

interface Pattern extends Learned {
  pattern: string
  read(bytes: Buffer, start: number, end: number): number
}

/** Behind a time of day, when its interval ends: "-11", " - 10:15". */
const untilEnd = /^\s*[-–]\s*\d{1,2}(?:[:.h]\d{2}){0,2}(?: ?(?:h|Uhr|[ap]\.?m\.?))?\s*$/i

/** Behind a count: "0.1 sec". */
const timeUnit = /(?<=\d) ?(?:ms|msec|us|ns|s|sec|seconds?|min|minutes?|h|hr|hours?|d|days?)$/i
/** After noon in the first group. */
const halfWord =
  /^(?:(?<pm>p(?:\.?\s?m\.?)?(?![a-z])|μ\.?μ\.?|(?:오후|下午|午後) ?|CH|ÖS|م)|a(?:\.?\s?m\.?)?(?![a-z])|π\.?μ\.?|(?:오전|上午|午前) ?|SA|ÖÖ|ص)/i
const zones = new Map<string, number>()
const isDigit = (byte: number) => byte >= 48 && byte <= 57
const isLetter = (byte: number) => (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || byte >= 128
const dayCache = { year: NaN, month: 0, days: 0 }

/** Days since 1970 of the first of a month. */
function daysBefore(year: number, month: number): number {
  if (dayCache.year !== year || dayCache.month !== month)
    Object.assign(dayCache, { year, month, days: new Date(0).setUTCFullYear(year, month - 1, 1) / day })
  return dayCache.days
}

/** Where the beginning of an interval ends, "from/to", "from - to" or "from bis to", if what is left of a text goes on with its end; else `end`. */
function intervalMark(bytes: Buffer, p: number, end: number): number {
  for (let i = p; i < end - 1; i++) {
    if (bytes[i] === 47 && isDigit(bytes[i + 1])) return i
    if (
      (bytes[i] === 32 || bytes[i] === 0xc2) &&
      /^[ \u00a0]+(-|–|to|bis)[ \u00a0]+\d/.test(bytes.toString('utf8', i, Math.min(end, i + 20)))
    )
      return i
  }
  return end
}

function compile(pattern: string): Pattern {
  const iso = pattern === 'iso'
  const tokens = iso ? isoTokens : tokensOf(pattern.replace(/(%[aA])[ ,.]+/, '$1'))
  if (!iso && !tokens.some(({ kind }) => kind === 'digits' || kind === 'days'))
    throw badInput(`"${pattern}" is no time pattern: write the parts of a time as in %d.%m.%Y %H:%M:%S.`)
  const named = /%[aA]/.test(pattern)
  /** Years are counted as in Thailand. */
  const buddhist = pattern.includes('%E')
  const value: Record<Field, number> = {
    Y: 0,
    y: 0,
    m: 0,
    d: 0,
    j: 0,
    V: 0,
    u: 0,
    q: 0,
    H: 0,
    I: 0,
    M: 0,
    S: 0,
    N: 0,
    x: 0,
  }
  const clockOnly =
    !iso &&
    !tokens.some(
      (t) =>
        t.kind === 'month' ||
        t.kind === 'days' ||
        t.kind === 'era' ||
        (t.kind === 'digits' && t.fields.some((f) => 'YymdjVq'.includes(f))),
    )

  /** A month without a day begins on its first. */
  const fields = tokens.flatMap((t) => (t.kind === 'digits' ? t.fields : []))
  const monthly =
    !fields.some((f) => 'dj'.includes(f)) && (fields.includes('m') || tokens.some((t) => t.kind === 'month'))

  const places = { hour: -1, minute: -1, second: -1, fraction: -1, fractionDigits: 0 }
  /** Only two digits of a 24-hour clock are a place. */
  const place = (field: Field, at: number, width: number) => {
    const key = field === 'H' ? 'hour' : field === 'M' ? 'minute' : field === 'S' ? 'second' : null
    if (key) places[key] = width === 2 ? at : -2
  }

  const compiled: Pattern = {
    pattern,
    zoned: false,
    places,
    midnight: 0,
    offset: 0,
    read(bytes, start, end) {
      value.Y = NaN
      value.m = value.j = value.V = value.u = value.q = value.H = value.M = value.S = value.N = value.x = 0
      value.d = monthly ? 1 : 0
      let fraction = 0
      let half = 0
      let hasDay = clockOnly || monthly
      let offset = NaN
      let p = start
      places.hour = places.minute = places.second = places.fraction = -1
      compiled.zoned = false
      if (named) {
        const before = weekday.exec(bytes.toString('utf8', p, end))
        if (before) p += Buffer.byteLength(before[0])
      }
      let t = 0
      for (; t < tokens.length && p < end; t++) {
        const token = tokens[t]
        if (token.kind === 'digits') {
          let stop = p
          while (stop < end && isDigit(bytes[stop]) && stop - p < token.width) stop++
          if (stop === p) break
          if (token.fields.length === 1) {
            const field = token.fields[0]
            place(field, p - start, stop - p)
            let n = 0
            for (; p < stop; p++) n = n * 10 + (bytes[p] - 48)
            if (field === 'Y' && n < 100) return NaN
            if (field === 'y') value.Y = n < 69 ? 2000 + n : 1900 + n
            else if (field === 'I') value.H = n
            else value[field] = n
            if ('djVq'.includes(field)) hasDay = true
            if (field === 'I' && n > 12) return NaN
          } else {
            // "930" is 09:30: what is short lacks zeros in front, unless whole parts are missing at the end.
            let missing = token.width - (stop - p)
            let at = p
            const fromDate = 'Yymdj'.includes(token.fields[0])
            for (const field of token.fields) {
              let width = widths[field]
              if (!fromDate && missing > 0) {
                const less = Math.min(missing, width)
                width -= less
                missing -= less
              }
              if (fromDate && at >= stop && hasDay) break
              if (fromDate && at + width > stop) return NaN
              place(field, at - start, width)
              let n = 0
              for (let k = 0; k < width; k++) n = n * 10 + (bytes[at++] - 48)
              if (field === 'y') value.Y = n < 69 ? 2000 + n : 1900 + n
              else if (field === 'I') value.H = n
              else value[field] = n
              if ('djVq'.includes(field)) hasDay = true
            }
            p = stop
          }
        } else if (token.kind === 'literal') {
          const c = bytes[p]
          if (token.byte === 32) {
            if (c > 32 && c !== 0xc2) break
            while (p < end && (bytes[p] <= 32 || bytes[p] === 0xc2 || bytes[p] === 0xa0)) p++
          } else if (c === token.byte) p++
          else if (iso && token.byte === 46 && c === 44) p++
          else if (iso && token.byte === 45 && (c === 47 || c === 46)) p++
          else if (iso && token.byte === 84 && (c === 32 || c === 95 || c === 116)) {
            p++
            while (p < end && bytes[p] === 32) p++
          } else break
        } else if (token.kind === 'fraction') {
          let scale = 100
          const first = p
          places.fraction = p - start
          for (; p < end && isDigit(bytes[p]); p++) {
            fraction += (bytes[p] - 48) * scale
            scale /= 10
          }
          if (p === first) return NaN
          places.fractionDigits = p - first
          if (token.whole !== null && p - first !== token.whole) {
            if (p - first > token.whole) return NaN
            // "7" is 7 ms and no 0.7 s.
            fraction /= 10 ** (token.whole - (p - first))
            places.hour = -2
          }
        } else if (token.kind === 'days') {
          const text = /^\d{1,3}(?:[.,]\d{1,12})?/.exec(bytes.toString('latin1', p, Math.min(end, p + 16)))?.[0]
          if (text === undefined) break
          value.j = Math.floor(Number(text.replace(',', '.')))
          fraction = timeOfDay(text)
          hasDay = true
          places.hour = -2
          p += text.length
        } else if (token.kind === 'month') {
          let stop = p
          while (stop < end && (isLetter(bytes[stop]) || bytes[stop] === 46)) stop++
          if (
            bytes[stop - 1] === 46 &&
            tokens[t + 1]?.kind === 'literal' &&
            (tokens[t + 1] as { byte: number }).byte === 46
          )
            stop--
          value.m = monthOf(bytes.toString('utf8', p, stop))
          if (value.m === 0) return NaN
          p = stop
        } else if (token.kind === 'era') {
          const era = eraYear(bytes.toString('utf8', p, Math.min(end, p + 16)))
          if (era === null) return NaN
          value.Y = era.year
          p += Buffer.byteLength(era.text)
        } else if (token.kind === 'period') {
          const text = /^\d{1,3}/.exec(bytes.toString('latin1', p, Math.min(end, p + 3)))?.[0] ?? ''
          if (text === '' || Number(text) < 1 || Number(text) > token.of) return NaN
          fraction = ((Number(text) - 1) * day) / token.of
          places.hour = -2
          p += text.length
        } else if (token.kind === 'until') {
          const rest = untilEnd.exec(bytes.toString('utf8', p, end))
          if (!rest) break
          p = end
        } else if (token.kind === 'half') {
          const word = halfWord.exec(bytes.toString('utf8', p, Math.min(end, p + 12)))
          if (!word) break
          half = word.groups?.pm === undefined ? 1 : 2
          p += Buffer.byteLength(word[0])
        } else {
          // A zone at the end is read below, with all that may stand behind a time.
          const word =
            t < tokens.length - 1 ? /^\S+/.exec(bytes.toString('latin1', p, Math.min(end, p + 40)))?.[0] : undefined
          if (word === undefined) break
          offset = offsetMinutes(word)
          if (Number.isNaN(offset)) return NaN
          p += word.length
        }
      }
      if (!hasDay) return NaN
      if (p < end) {
        // An interval "from/to": its beginning counts.
        const stop = intervalMark(bytes, p, end)
        if (p < stop) {
          const word = bytes.toString('latin1', p, stop)
          let known = zones.get(word)
          if (known === undefined) {
            known = offsetMinutes(withoutZoneName(word))
            if (zones.size > 1000) zones.clear()
            zones.set(word, known)
          }
          if (Number.isNaN(known)) return NaN
          // An offset belongs to a time of day: "2024-05-02-03" is no time.
          if (t < 6 && iso) return NaN
          offset = known
        }
      }
      // What may be missing at the end is the time of day, or the smaller part of it.
      if (Number.isNaN(value.Y)) value.Y = 1970
      else if (buddhist) value.Y -= 543
      if (clockOnly) value.m = value.d = 1
      if (half > 0) {
        if (value.H > 12) return NaN
        value.H = (value.H % 12) + (half === 2 ? 12 : 0)
      }
      if (value.H > 24 || value.M > 59 || value.S > 60 || value.N > 1440 || value.x > 86_400) return NaN
      if (value.H === 24 && (value.M > 0 || value.S > 0 || fraction > 0)) return NaN
      let days: number
      if (value.j > 0) {
        if (value.j > 366) return NaN
        days = daysBefore(value.Y, 1) + value.j - 1
      } else if (value.V > 0) {
        if (value.V > 53 || value.u > 7) return NaN
        // The first week has the fourth of January in it, and begins on a Monday.
        const fourth = daysBefore(value.Y, 1) + 3
        days = fourth - ((fourth + 3) % 7) + (value.V - 1) * 7 + Math.max(1, value.u) - 1
      } else {
        if (value.q > 0) {
          if (value.q > 4) return NaN
          value.m = value.q * 3 - 2
          value.d = 1
        }
        if (value.m < 1 || value.m > 12 || value.d < 1 || value.d > 31) return NaN
        days = daysBefore(value.Y, value.m) + value.d - 1
        if (value.d > 28 && value.d > new Date(Date.UTC(value.Y, value.m, 0)).getUTCDate()) return NaN
      }
      compiled.zoned = !Number.isNaN(offset)
      compiled.midnight = days * day
      compiled.offset = compiled.zoned ? offset * 60_000 : 0
      const ms = days * day + value.H * 3_600_000 + (value.M + value.N) * 60_000 + (value.S + value.x) * 1000 + fraction
      return ms - compiled.offset
    },
  }
  return compiled
}
