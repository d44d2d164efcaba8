import { badInput } from '../../shared/errors.ts'
import { checkZone } from '../importers/times/zone.ts'
import { readTime } from './label-times.ts'

/** A time as it stands in a file. ms — epoch ms, or the wall clock as if it were UTC; fixed — it is UTC already. */
type Reading = ReturnType<typeof readTime>

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
/** What stands for a part of a time, and the expression that finds it. */
const parts: Readonly<Record<string, string>> = {
  Y: '(?<Y>\\d{4})',
  y: '(?<y>\\d{2})',
  m: '(?<m>\\d{1,2})',
  d: '(?<d>\\d{1,2})',
  b: '(?<b>[a-z]{3,9})',
  B: '(?<b>[a-z]{3,9})',
  H: '(?<H>\\d{1,2})',
  I: '(?<H>\\d{1,2})',
  M: '(?<M>\\d{2})',
  S: '(?<S>\\d{2})',
  f: '(?<f>\\d{1,9})',
  p: '(?<p>[ap])\\.?m\\.?',
}
const none: Reading = { ms: NaN, fixed: true }

/**
 * A reader of times in a format of EventMapping. Seconds, fractions and the time of day may be missing, as loggers leave them out.
 * Throws bad-input for a pattern with something that is not known.
 */
export function timeReader(format: string): (text: string) => Reading {
  if (format === 'iso') return readTime
  if (format === 'excel')
    return (text) => ({
      ms: text.trim() === '' ? NaN : Math.round((Number(text.trim().replace(',', '.')) - 25569) * 86_400_000),
      fixed: false,
    })
  const expression = new RegExp(`^${sourceOf(format)}$`, 'i')
  return (text) => {
    const found = expression.exec(text.trim().replace(/\s+/g, ' '))
    return found ? fromParts(found.groups ?? {}) : none
  }
}

function sourceOf(format: string): string {
  let source = ''
  let open = 0
  for (let at = 0; at < format.length; at++) {
    const sign = format[at]
    if (sign !== '%') {
      // What follows the date, the minute and the second may be missing: each mark before it opens a part that may.
      const next = format.slice(at).search(/%/)
      const before = next < 0 ? '' : format[at + next + 1]
      if (/[HISf]/.test(before) && /[^A-Za-z0-9]/.test(sign)) {
        source += '(?:'
        open++
        while (format[at] !== '%') source += escaped(format[at++])
        at--
      } else source += sign === ' ' ? ' ?' : escaped(sign)
      continue
    }
    const part = parts[format[++at]]
    if (part === undefined)
      throw badInput(
        `"%${format[at] ?? ''}" in the time pattern "${format}" is not known. Known: ${Object.keys(parts)
          .map((letter) => `%${letter}`)
          .join(' ')}.`,
      )
    if (format[at] === 'p') {
      // Half a day belongs to the hour, whatever of the time is missing.
      source += ')?'.repeat(open) + '(?: ?' + part + ')?'
      open = 0
    } else source += part
  }
  return source + ')?'.repeat(open)
}

const escaped = (sign: string) => sign.replace(/[.*+?^${}()|[\]\\/]/, '\\$&')

function fromParts({
  Y,
  y,
  m,
  d,
  b,
  H = '0',
  M = '0',
  S = '0',
  f = '',
  p,
}: Record<string, string | undefined>): Reading {
  const year = Y !== undefined ? Number(Y) : Number(y) + (Number(y) < 69 ? 2000 : 1900)
  const month = b === undefined ? Number(m) : months.indexOf(b.slice(0, 3).toLowerCase()) + 1
  const hour = p === undefined ? Number(H) : (Number(H) % 12) + (p.toLowerCase() === 'p' ? 12 : 0)
  const ms = Date.UTC(year, month - 1, Number(d), hour, Number(M), Number(S)) + (f === '' ? 0 : Number(`0.${f}`) * 1000)
  const day = new Date(Date.UTC(year, month - 1, Number(d)))
  const real =
    day.getUTCMonth() === month - 1 && day.getUTCDate() === Number(d) && hour <= 24 && Number(M) < 60 && Number(S) < 60
  return real ? { ms, fixed: false } : none
}

/** Throws bad-input where a mapping's zone or time pattern cannot be used. */
export function checkTimes({ timeFormat, zone }: { timeFormat: string; zone: string }): void {
  timeReader(timeFormat)
  checkZone(zone)
}
