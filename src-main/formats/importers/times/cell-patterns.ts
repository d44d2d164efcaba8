import { monthOf, weekday } from './months.ts'
import { offsetMinutes, withoutZoneName } from './offsets.ts'
import { weekOrEra } from './eras.ts'
import { lacksYear } from './yearless.ts'

const clockPart =
  /^(\d{1,2})([:.h])(\d{2})(?:([:.m])(\d{2})(?:([.,:]|;(?=\d{3}(?!\d)))(\d{1,9}))?)?s?(?:(\s*)([ap](?:\.?\s?m\.?)?|[πμ]\.?μ\.?|SA|CH|Ö[ÖS]|[صم])(?![a-zα-ω\u0621-\u064a]))?/i

/** Before and after noon, where it stands before the time of day. */
const halfBefore = /^(?:오전|오후|上午|下午|午前|午後) ?/u
/** "58:12.5": minutes and seconds, as spreadsheets show a time that lost its hour. */
const minutesAlone = /^[0-5]?\d:[0-5]\d\.(?:\d|\d{3})$/

/** What is said behind a time of day and adds nothing: "10:30 Uhr". */
const clockWord = /^ ?(Uhr|uhr|hrs|h)(?![\p{L}\d])/u

/** The pattern of a time of day at the beginning of a text, and what is left of it; null where there is none. */
function clockPattern(text: string, afterDate: boolean): { pattern: string; rest: string } | null {
  const east = /^(\d{1,2})([时時点시]) ?(\d{1,2})([分분])(?: ?(\d{1,2})([秒초]))?/.exec(text)
  if (east && Number(east[1]) <= 24) {
    const [whole, , hour, , minute, , second] = east
    const gaps = (mark: string) => (whole.includes(`${mark} `) ? `${mark} ` : mark)
    const pattern = `%H${gaps(hour)}%M${second ? `${gaps(minute)}%S${second}` : minute}`
    return { pattern, rest: text.slice(whole.length) }
  }
  const match = clockPart.exec(text)
  if (match) {
    const [whole, hour, mark, , second, , point, , gap, half] = match
    if (Number(hour) > 24) return null
    // "12.30" beside a date is a time; alone it is a number.
    if (mark === '.' && second === undefined && !afterDate) return null
    const pattern = `%${half ? 'I' : 'H'}${mark}%M${second ? `${second}%S` : ''}${point ? `${point}%f` : ''}${half ? `${gap ? ' ' : ''}%p` : ''}`
    const rest = text.slice(whole.length)
    const word = half ? null : clockWord.exec(rest)
    return { pattern: `${pattern}${word?.[0] ?? ''}`, rest: rest.slice(word?.[0].length ?? 0) }
  }
  if (!afterDate) return null
  const short = /^\d{1,2}:\d{1,2}:\d{1,2}(?:([.,])\d{1,9})?(?![\d:])/.exec(text)
  if (short && Number(text.split(':')[0]) < 24)
    return { pattern: `%H:%M:%S${short[1] ? `${short[1]}%f` : ''}`, rest: text.slice(short[0].length) }
  const tight = /^(\d{6}|\d{4})(?:([.,])(\d{1,9}))?(?!\d)/.exec(text)
  if (tight)
    return {
      pattern: `%H%M${tight[1].length === 6 ? '%S' : ''}${tight[2] ? `${tight[2]}%f` : ''}`,
      rest: text.slice(tight[0].length),
    }
  const hour = /^(\d{1,2})(?:\s*([ap])\.?m\.?)?(?![\d:.])/i.exec(text)
  if (hour && Number(hour[1]) <= 24)
    return { pattern: hour[2] ? (/\s/.test(hour[0]) ? '%I %p' : '%I%p') : '%H', rest: text.slice(hour[0].length) }
  return null
}

/** The patterns that a date at the beginning of a text may have, and what is left of it. */
function datePatterns(text: string): { patterns: string[]; rest: string } | null {
  const rest = (match: RegExpExecArray) => text.slice(match[0].length)
  let m = /^(\d{4})([-/.: ])(\d{1,2})\2(\d{1,2})(?!\d)/.exec(text)
  if (m && Number(m[1]) >= 1600 && Number(m[1]) < 2400) return { patterns: [`%Y${m[2]}%m${m[2]}%d`], rest: rest(m) }
  m = /^(\d{4})\.( ?)\d{1,2}\.\2\d{1,2}\.(?!\d)/.exec(text)
  if (m) return { patterns: [`%Y.${m[2]}%m.${m[2]}%d.`], rest: rest(m) }
  m = /^((?:19|20)\d{2})([-/])(0[1-9]|1[0-2])$/.exec(text)
  if (m) return { patterns: [`%Y${m[2]}%m`], rest: '' }
  m = /^(\p{L}{3,10}\.?)([ -])((?:19|20)\d{2})$/u.exec(text)
  if (m && monthOf(m[1])) return { patterns: [`%b${m[2]}%Y`], rest: '' }
  m = /^((?:19|20)\d{2})(-?)W(\d{2})(?:\2([1-7]))?$/.exec(text)
  if (m) return { patterns: [`%Y${m[2]}W%V${m[4] ? `${m[2]}%u` : ''}`], rest: '' }
  m = /^((?:19|20)\d{2})([-/ ]?)(Q)[1-4]$/i.exec(text)
  if (m) return { patterns: [`%Y${m[2]}${m[3]}%q`], rest: '' }
  m = /^(Q)[1-4]([-/ ]?)(?:19|20)\d{2}$/i.exec(text)
  if (m) return { patterns: [`${m[1]}%q${m[2]}%Y`], rest: '' }
  m = /^((?:19|20)\d{2})(\d{3})$/.exec(text)
  if (m && Number(m[2]) >= 1 && Number(m[2]) <= 366) return { patterns: ['%Y%j'], rest: '' }
  m = /^(\d{4})([-/. ])(\d{3})(?!\d)/.exec(text)
  if (m && Number(m[3]) >= 1 && Number(m[3]) <= 366) return { patterns: [`%Y${m[2]}%j`], rest: rest(m) }
  m = /^(\d{1,2})(\. |[-/. ])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/.exec(text) ?? /^(\d{2})(:)(\d{2}):(\d{4})(?!\d)/.exec(text)
  if (m && possibleDate(Number(m[1]), Number(m[3]), m[4].length === 4 ? 0 : Number(m[4]))) {
    const [, , mark, , last] = m
    if (last.length === 4) return { patterns: [`%d${mark}%m${mark}%Y`, `%m${mark}%d${mark}%Y`], rest: rest(m) }
    return { patterns: [`%d${mark}%m${mark}%y`, `%m${mark}%d${mark}%y`, `%y${mark}%m${mark}%d`], rest: rest(m) }
  }
  m = /^(\d{1,2})(\.? ?|[-/ ])(\p{L}{3,10}\.?)([-/. ]|, | ?)(\d{4}|\d{2}(?!:))(?!\d)/u.exec(text)
  if (m && monthOf(m[3])) {
    const [, day, gap, , mark, year] = m
    if (year.length === 4) return { patterns: [`%d${gap}%b${mark}%Y`], rest: rest(m) }
    // "24MAR01" has the year first where the days then follow each other.
    const yearFirst = gap === mark && day.length === 2 && Number(year) >= 1 && Number(year) <= 31
    return { patterns: [`%d${gap}%b${mark}%y`, ...(yearFirst ? [`%y${gap}%b${mark}%d`] : [])], rest: rest(m) }
  }
  m = /^(\d{1,2}) de (\p{L}{3,10}\.?) (de|del) (\d{4})/u.exec(text)
  if (m && monthOf(m[2])) return { patterns: [`%d de %b ${m[3]} %Y`], rest: rest(m) }
  m = /^(\d{4})(年|년) ?(\d{1,2})(月|월) ?(\d{1,2})(日|일)/.exec(text)
  if (m) {
    const gaps = (mark: string) => (text.includes(`${mark} `) ? `${mark} ` : mark)
    return { patterns: [`%Y${gaps(m[2])}%m${gaps(m[4])}%d${m[6]}`], rest: rest(m) }
  }
  m = /^(\p{L}{3,10}\.?) (\d{1,2})(?:st|nd|rd|th)?(, ?| )(\d{4})/u.exec(text)
  if (m && monthOf(m[1])) return { patterns: [`%b %d${m[3]}%Y`], rest: rest(m) }
  m = /^(\d{4})([-/. ])(\p{L}{3,10})\2(\d{1,2})/u.exec(text)
  if (m && monthOf(m[3])) return { patterns: [`%Y${m[2]}%b${m[2]}%d`], rest: rest(m) }
  m = /^((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(\d{6}|\d{4}|\d{2})?(?!\d)/.exec(text)
  if (m) {
    const clock = m[4] === undefined ? '' : ['%H', '%H%M', '%H%M%S'][m[4].length / 2 - 1]
    return { patterns: [`%Y%m%d${clock}`], rest: rest(m) }
  }
  return weekOrEra(text) ?? yearlessPatterns(text)
}

/** What follows a date without its year: a time of day. */
const beforeClock = ',? +\\d{1,2}:\\d{2}'
const yearless = [
  '(\\p{L}{3,10}\\.?) {1,2}(\\d{1,2})',
  '(\\d{1,2})([-/. ]|\\. )(\\p{L}{3,10}\\.?)',
  '(\\d{1,2})\\.(\\d{1,2})\\.',
  '(\\d{1,2})([-/])(\\d{1,2})',
].map((date) => new RegExp(`^${date}(?=${beforeClock})`, 'u'))

/** A date without its year, and a time of day: "Mar  1 00:10", "1. Mar 00:10", "01.03. 00:10", "03-01 00:10:00". */
function yearlessPatterns(text: string): { patterns: string[]; rest: string } | null {
  const [month, day, dotted, marked] = yearless.map((date) => date.exec(text))
  const rest = (match: RegExpExecArray) => text.slice(match[0].length)
  if (month && monthOf(month[1])) return { patterns: ['%b %d'], rest: rest(month) }
  if (day && monthOf(day[3])) return { patterns: [`%d${day[2]}%b`], rest: rest(day) }
  if (dotted && possibleDate(Number(dotted[1]), Number(dotted[2]), 0))
    return { patterns: ['%d.%m.'], rest: rest(dotted) }
  if (marked && possibleDate(Number(marked[1]), Number(marked[3]), 0))
    return { patterns: [`%d${marked[2]}%m`, `%m${marked[2]}%d`], rest: rest(marked) }
  return null
}

type Patterns = { patterns: readonly string[]; offset: boolean; clockOnly: boolean } | null

/** A preview asks for the same cells several times: for the table, for its columns and for their types. */
const known = new Map<string, Patterns>()
const mostKnown = 30_000

/** Every pattern that one text may have as a time. offset — it ends in a zone. */
export function patternsOf(cell: string): Patterns {
  let found = known.get(cell)
  if (found === undefined) {
    // "Mar" is a month, and a day of the week in Spanish.
    found =
      patternsIn(cell, true) ?? (weekday.test(cell.trim()) ? patternsIn(cell, false) : null) ?? clockAlone(cell.trim())
    if (known.size >= mostKnown) known.clear()
    known.set(cell, found)
  }
  return found
}

/** "10.10.00.000 AM" begins as a date does. */
function clockAlone(text: string): Patterns {
  const clock = /^\d{1,2}\.\d\d\.\d\d[.\s]/.test(text) ? clockPattern(text, true) : null
  return clock?.rest === '' && /%p|%f/.test(clock.pattern)
    ? { patterns: [clock.pattern], offset: false, clockOnly: true }
    : null
}

function patternsIn(cell: string, days: boolean): Patterns {
  // "DT#2024-03-01-10:00:00", as controllers write their constants (IEC 61131-3).
  const literal = /^(?:DT|DATE_AND_TIME|D|DATE|TOD|TIME_OF_DAY)#(?=\d)/.exec(cell.trim())?.[0]
  if (literal) {
    const inside = patternsIn(cell.trim().slice(literal.length), days)
    return inside && !inside.offset
      ? { ...inside, patterns: inside.patterns.map((pattern) => literal + (pattern === 'iso' ? '%Y-%m-%d' : pattern)) }
      : null
  }
  let text = cell.trim().replace(/^['[](?=\d)/, '')
  if (text.endsWith(']') && !text.includes('[')) text = text.slice(0, -1)
  if (!/\d/.test(text) || text.length > 80) return null
  const named = days ? weekday.exec(text) : null
  const before = named ? '%a ' : ''
  if (named) text = text.slice(named[0].length)
  // Of an interval the beginning counts.
  const [from, to, ...more] = text.split(/\s*\/(?=\d{4}-)|\s+(?:-|–|to|bis)\s+(?=\d)/)
  if (to !== undefined && more.length === 0 && from.length > 3 && patternsOf(from) && patternsOf(to)) text = from
  // As C and its relatives write it: the year behind the time of day.
  const late = /^(\p{L}{3,10})\s+\d{1,2}\s+\d{1,2}:\d{2}:\d{2}(\.\d{1,9})?(\s+[A-Z][\w:+-]{1,12})?\s+\d{4}$/u.exec(text)
  const ofZone = late?.[3] !== undefined
  if (late && monthOf(late[1]) && !(ofZone && Number.isNaN(offsetMinutes(late[3]))))
    return {
      patterns: [`${before}%b %d %H:%M:%S${late[2] ? '.%f' : ''}${ofZone ? ' %Z' : ''} %Y`],
      offset: ofZone,
      clockOnly: false,
    }
  const clockFirst = /^\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?([ _]|, )(?=\d)/.exec(text)
  if (clockFirst) {
    const clock = clockPattern(clockFirst[0].slice(0, -clockFirst[1].length), true)
    const day = datePatterns(text.slice(clockFirst[0].length))
    if (clock?.rest !== '' || day?.rest !== '' || /%[HI]/.test(day.patterns[0]) || lacksYear(day.patterns[0]))
      return null
    return {
      patterns: day.patterns.map((one) => `${clock.pattern}${clockFirst[1]}${one}`),
      offset: false,
      clockOnly: false,
    }
  }
  const date = datePatterns(text)
  if (!date) {
    if (/^([01]\d|2[0-4])[0-5]\d ?(UTC|GMT)$/.test(text)) return { patterns: ['%H%M'], offset: true, clockOnly: true }
    if (
      /^\d{1,2}:\d{1,2}:\d{1,2}([.,]\d{1,9})?$/.test(text) &&
      /(^|:)\d([:.,]|$)/.test(text) &&
      Number(text.split(':')[0]) < 24
    )
      return {
        patterns: [`%H:%M:%S${/[.,]/.exec(text)?.[0] ?? ''}${/[.,]/.test(text) ? '%f' : ''}`],
        offset: false,
        clockOnly: true,
      }
    if (minutesAlone.test(text)) return { patterns: ['%M:%S.%f'], offset: false, clockOnly: true }
    const clock = clockPattern(text, false)
    if (!clock || (clock.rest.trim() !== '' && !/^-\d{1,2}[:.h]\d{2}/.test(clock.rest))) return null
    const until = clock.rest.trim() === '' ? '' : '%-'
    return { patterns: [clock.pattern + until], offset: false, clockOnly: true }
  }
  let { rest } = date
  let patterns = date.patterns
  const digitsOnly = /%H/.test(patterns[0])
  const tight = /[日일]$/.test(patterns[0]) && /^\d/.test(rest)
  const gap = digitsOnly
    ? null
    : tight
      ? ['']
      : /^(T|\s+|,\s*|:|_|-|\s+-\s+|\s+(?:@|à|às|at|um|om|alle|a las|klo|kl\.?|godz\.|saat|v)\s+)(?=\d|[오上下午])/i.exec(
          rest,
        )
  const fraction = digitsOnly ? /^([.,])(\d{1,9})/.exec(rest) : null
  if (fraction) {
    patterns = patterns.map((pattern) => `${pattern}${fraction[1]}%f`)
    rest = rest.slice(fraction[0].length)
  }
  if (gap) {
    const behind = rest.slice(gap[0].length)
    const half = halfBefore.exec(behind)
    const found = clockPattern(behind.slice(half?.[0].length ?? 0), true)
    if (!found || (half && found.pattern.includes('%p'))) return null
    const clock = half ? { ...found, pattern: `%p${found.pattern.replace('%H', '%I')}` } : found
    const mark = /^\s+$/.test(gap[0]) ? ' ' : gap[0].replace(/\s+/g, ' ')
    patterns = patterns.map((pattern) => `${pattern}${mark}${clock.pattern}`)
    rest = clock.rest
  }
  // The year would stand before the day of the week.
  if (named && lacksYear(patterns[0])) return null
  // "DST": the clocks are set forward, in whichever zone.
  if (/^ DST$/.test(rest) && /%[HI]/.test(patterns[0]))
    return { patterns: patterns.map((pattern) => `${before}${pattern}${rest}`), offset: false, clockOnly: false }
  const zone = rest.trim()
  if (zone !== '' && Number.isNaN(offsetMinutes(withoutZoneName(zone)))) {
    // Beyond 14 hours it is no offset, but when an interval ends.
    if (!/^-(1[4-9]|2[0-4]):[0-5]\d$/.test(zone) || !/%[HI]/.test(patterns[0])) return null
    return { patterns: patterns.map((pattern) => `${before}${pattern}%-`), offset: false, clockOnly: false }
  }
  if (zone !== '' && !/%[HI]/.test(patterns[0])) return null
  patterns = patterns.map((pattern) => before + pattern)
  return { patterns: patterns.map(asIso), offset: zone !== '', clockOnly: false }
}

/** ISO 8601 and its relatives have a name of their own. */
function asIso(pattern: string): string {
  return /^%Y[-/]%m[-/]%d(?:[T ]%H:%M(?::%S(?:\.%f)?)?)?$/.test(pattern) ? 'iso' : pattern
}

const possibleDate = (first: number, second: number, third: number) =>
  (second >= 1 && second <= 12 && first >= 1 && first <= 31) ||
  (first >= 1 && first <= 12 && second >= 1 && second <= 31) ||
  (second >= 1 && second <= 12 && third >= 1 && third <= 31)

export const looksLikeTime = (cell: string): boolean => patternsOf(cell) !== null
