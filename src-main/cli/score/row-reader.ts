import { badInput } from '../../shared/errors.ts'
import { splitUnit } from '../../shared/data/units.ts'
import type { ChannelInfo } from '../../shared/data/series.ts'
import { timeOfText } from './times.ts'
import type { ScoreFormat } from './plan.ts'

/** Which columns of a stream are what. */
export interface Wanted {
  channels: readonly ChannelInfo[]
  key: string | null
  time: string | null
}

/** Called for every row. row — values of the channels, NaN = missing; it is filled anew each time. key — '' where there is one series. */
export type TakeRow = (key: string, time: number, row: Float64Array) => void

/** Reads text as it comes. The last line waits until its end is there. */
export interface RowReader {
  format: ScoreFormat
  take(text: string): void
  /** Throws bad-input where the stream ends in the middle of a row. */
  end(): void
}

const timeNames = ['time', 'timestamp', 'datetime', 'date', 'date_time', 'ts']

/** A reader for the format; null = as the first character says. */
export function rowReader(format: ScoreFormat | null, wanted: Wanted, to: TakeRow): RowReader {
  let left = ''
  let lines: ReturnType<typeof csvLines> | null = null
  let made: ScoreFormat = format ?? 'csv'
  let number = 0
  const line = (text: string) => {
    number++
    if (text === '' || text === '\r') return
    if (!lines) {
      made = format ?? (text.trimStart().startsWith('{') ? 'jsonl' : 'csv')
      lines = made === 'csv' ? csvLines(wanted, to) : jsonLines(wanted, to)
    }
    lines(text.endsWith('\r') ? text.slice(0, -1) : text, number, false)
  }
  return {
    get format() {
      return made
    },
    take(text) {
      let from = 0
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
        line(from === 0 && left !== '' ? left + text.slice(0, at) : text.slice(from, at))
        if (from === 0) left = ''
        from = at + 1
      }
      left += from === 0 ? text : text.slice(from)
      if (left.length > 1 << 20) throw badInput(`Line ${number + 1} of the input is longer than a million characters.`)
    },
    end() {
      if (left.trim() === '') return
      number++
      const text = left
      left = ''
      if (lines) lines(text, number, true)
      else line(text)
    },
  }
}

/** Where each channel lies. found — names as they stand in the stream, with their units. */
function placesOf(found: readonly string[], { channels, key, time }: Wanted) {
  const place = (name: string, what: string) => {
    const at = found.indexOf(name)
    if (at < 0) throw badInput(`The input has no column "${name}", which ${what}. It has: ${found.join(', ')}.`)
    return at
  }
  const keyAt = key === null ? -1 : place(key, '--key names')
  const guessed = found.findIndex((name, i) => i !== keyAt && timeNames.includes(name.toLowerCase()))
  const timeAt =
    time === null
      ? Math.max(guessed, guessed < 0 ? found.findIndex((_, i) => i !== keyAt) : 0)
      : place(time, '--time names')
  const parts = found.map(splitUnit)
  const values = channels.map(({ name, unit }) => {
    const whole = found.indexOf(name)
    const at = whole >= 0 ? whole : parts.findIndex((part) => part.name === name)
    if (at < 0) {
      const others = found.filter(
        (other, i) =>
          i !== timeAt && i !== keyAt && !channels.some((c) => c.name === other || c.name === parts[i].name),
      )
      throw badInput(
        `The model was trained on channel "${name}", which the input does not have.${others.length ? ` Was it renamed? These are not in the model: ${others.join(', ')}.` : ''}`,
      )
    }
    const here = whole >= 0 ? null : parts[at].unit
    if (unit !== null && here !== null && here !== unit)
      throw badInput(`Channel "${name}" comes in ${here} here, and the model was trained on ${unit}: convert it first.`)
    return at
  })
  return { keyAt, timeAt, values }
}

function csvLines(wanted: Wanted, to: TakeRow) {
  let delimiter = ','
  let places: ReturnType<typeof placesOf> | null = null
  let columns = 0
  const row = new Float64Array(wanted.channels.length)
  /** Where the cells of a line end. */
  const ends: number[] = []
  return (text: string, number: number, cut: boolean): void => {
    if (!places) {
      const head = text.replace(/^\uFEFF/, '')
      delimiter = [',', ';', '\t'].reduce((best, one) =>
        head.split(one).length > head.split(best).length ? one : best,
      )
      const names = cells(head, delimiter).map((name) => name.trim())
      columns = names.length
      places = placesOf(names, wanted)
      return
    }
    const quoted = text.includes('"') ? cells(text, delimiter) : null
    const found = quoted?.length ?? cutAt(text, delimiter, ends)
    const cell = (at: number) => quoted?.[at] ?? text.slice(at === 0 ? 0 : ends[at - 1] + 1, ends[at])
    if (found !== columns)
      throw badInput(
        cut
          ? `The input ends in the middle of line ${number}: what came before it was scored.`
          : `Line ${number} of the input has ${found} cells, and the first line has ${columns}.`,
      )
    const time = timeOfText(cell(places.timeAt))
    if (Number.isNaN(time)) throw badInput(`Line ${number} of the input: "${cell(places.timeAt)}" is not a time.`)
    for (let c = 0; c < row.length; c++) {
      const at = places.values[c]
      const plain = quoted ? NaN : plainNumber(text, at === 0 ? 0 : ends[at - 1] + 1, ends[at])
      row[c] = Number.isNaN(plain) ? numberOf(cell(at), number) : plain
    }
    to(places.keyAt < 0 ? '' : cell(places.keyAt), time, row)
  }
}

function jsonLines(wanted: Wanted, to: TakeRow) {
  let names: { time: string; values: string[] } | null = null
  const row = new Float64Array(wanted.channels.length)
  return (text: string, number: number, cut: boolean): void => {
    let record: Record<string, unknown>
    try {
      record = JSON.parse(text) as Record<string, unknown>
    } catch {
      throw badInput(
        cut
          ? `The input ends in the middle of line ${number}: what came before it was scored.`
          : `Line ${number} of the input is not one JSON object.`,
      )
    }
    if (record === null || typeof record !== 'object' || Array.isArray(record))
      throw badInput(`Line ${number} of the input is not one JSON object.`)
    if (!names) {
      const found = Object.keys(record)
      const places = placesOf(found, wanted)
      names = { time: found[places.timeAt], values: places.values.map((at) => found[at]) }
    }
    const time = timeOfText(record[names.time] as string | number)
    if (Number.isNaN(time)) throw badInput(`Line ${number} of the input has no time in "${names.time}".`)
    for (let c = 0; c < row.length; c++) {
      const value = record[names.values[c]]
      row[c] =
        typeof value === 'number'
          ? value
          : value === null || value === undefined
            ? NaN
            : numberOf(`${value as string}`, number)
    }
    to(wanted.key === null ? '' : `${record[wanted.key] as string}`, time, row)
  }
}

/** The places of the delimiters and of the end, in `ends`, whose room is used again. Answers how many cells there are. */
function cutAt(text: string, delimiter: string, ends: number[]): number {
  let count = 0
  for (let at = text.indexOf(delimiter); at >= 0; at = text.indexOf(delimiter, at + 1)) ends[count++] = at
  ends[count++] = text.length
  return count
}

/** Of so few digits the whole number and the power of ten are exact, and so is the nearest number to their quotient. */
const mostDigits = 15
const tens = Array.from({ length: mostDigits + 1 }, (_, n) => 10 ** n)

/** "-12.345" between two places of a text, without cutting it out; NaN for what is written in any other way. */
function plainNumber(text: string, from: number, to: number): number {
  const negative = text.charCodeAt(from) === 45
  const first = negative ? from + 1 : from
  let [value, digits, point] = [0, 0, -1]
  for (let at = first; at < to; at++) {
    const digit = text.charCodeAt(at) - 48
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit
      digits++
    } else if (digit === -2 && point < 0) point = at
    else return NaN
  }
  if (digits === 0 || digits > mostDigits) return NaN
  if (point >= 0) value /= tens[to - point - 1]
  return negative ? -value : value
}

const missing = /^(na|nan|null|none|-|n\/a)?$/i

function numberOf(cell: string, line: number): number {
  const value = Number(cell)
  if (value === 0 && cell.trim() === '') return NaN
  if (Number.isNaN(value) && !missing.test(cell.trim()))
    throw badInput(`Line ${line} of the input: "${cell.slice(0, 40)}" is not a number.`)
  return value
}

/** A line of a delimited file with quotes. */
function cells(text: string, delimiter: string): string[] {
  const out: string[] = []
  let cell = ''
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (c === '"') {
      if (quoted && text[i + 1] === '"') cell += text[++i]
      else quoted = !quoted
    } else if (c === delimiter && !quoted) {
      out.push(cell)
      cell = ''
    } else cell += c
  }
  return [...out, cell]
}
