import { createReadStream } from 'node:fs'
import { badInput } from '../../../shared/errors.ts'
import type { Job } from '../../../analysis/job.ts'
import { binaryReason } from '../files/file-head.ts'
import { isNumeric } from '../columns/value.ts'
import { regularFile } from '../files/regular-file.ts'
import { looksLikeTime } from '../times/cell-patterns.ts'
import { plainCsv, type Container } from './container.ts'
import { fieldsOf } from './json-lines.ts'
import { tableWriter } from './table-writer.ts'

const looked = 50
const mostNames = 2000
const longestLine = 100_000
/** The name of a value, up to its "=" or ":", after a blank, a comma or the like; letters first, so that no time of day is one. */
const nameBefore =
  /(?<=^|[\s,;|(])([\p{L}_][\p{L}\p{N}_.\-/°%[\]]{0,60})(?:\s?=\s?|:[ \t]+|:(?=[+-]?\d+(?:\.\d+)?(?:[\s,;|)]|$)))/gu

/**
 * Lines that name each of their values: "2024-03-01 10:00:00 temp=20.5 rpm=1500", as programs log them (logfmt) and small
 * controllers send them ("Temp: 20.5 °C, Humidity: 45 %"). Names are the columns; what stands before the first is a time, or words.
 */
export const namedValues: Container = {
  id: 'named-values',
  name: 'lines that name each value',
  extensions: [],
  part: 'file',
  holds: 'tables',
  readsAs: plainCsv,
  recognises: (_, head) => {
    const lines = new TextDecoder()
      .decode(head.subarray(0, 1 << 16))
      .split(/\r?\n/)
      .slice(0, -1)
    const filled = lines.filter((line) => line.trim() !== '').slice(0, looked)
    if (filled.length < 3 || filled.some((line) => line.length > 5000)) return false
    if (hasHeader(filled) || binaryReason(head, 'utf-8') !== null) return false
    const rows = filled.map(valuesOf)
    // Line protocol of databases says something else by the same signs, and so do settings, a different one a line.
    if (filled.some((line) => /\s\d{10,19}\s*$/.test(line) && /^[^\s,]+,/.test(line))) return false
    const uses = new Map<string, number>()
    for (const row of rows)
      for (const [name, value] of row.values) if (isNumeric(value)) uses.set(name, (uses.get(name) ?? 0) + 1)
    const usual = [...uses.values()].filter((count) => count >= filled.length * 0.5).length
    const timed = rows.filter(
      ({ time, values }) => time !== '' || values.some(([, value]) => looksLikeTime(value)),
    ).length
    const full = rows.filter(({ values }) => values.some(([, value]) => isNumeric(value))).length
    return full >= filled.length * 0.8 && usual > 0 && (timed >= filled.length * 0.8 || usual > 1)
  },
  parts: async (_, name) => [{ name, bytes: 1 }],

  async unpack(path, _, { to, limit }, job) {
    const { size } = await regularFile(path)
    const names = new Map<string, number>()
    let [timed, texts] = [false, false]
    // Names may first appear late, so that all are known only at the end.
    for await (const { time, text, values } of rowsOf(path, limit, job, size)) {
      timed ||= time !== ''
      texts ||= text !== ''
      for (const [name] of values) if (!names.has(name)) names.set(name, names.size)
      if (names.size > mostNames)
        throw badInput(
          `The lines name more than ${mostNames.toLocaleString('en')} different values. Export a table instead.`,
        )
    }
    const free = (name: string, other: string) => (names.has(name) ? other : name)
    const before = [...(timed ? [free('time', 'timestamp')] : []), ...(texts ? [free('text', 'words')] : [])]
    const table = await tableWriter(to)
    let row = 1
    let [done, bare] = [0, 0]
    try {
      await table.row(row++, [...before, ...names.keys()])
      for await (const { time, text, values, at } of merged(rowsOf(path, limit, job, size))) {
        done = at
        if (values.length === 0) {
          if (time !== '' || text !== '') bare++
          continue
        }
        const cells = new Array<string>(before.length + names.size).fill('')
        if (timed) cells[0] = time
        if (texts) cells[before.length - 1] = text
        for (const [name, value] of values) cells[before.length + names.get(name)!] = value
        await table.row(row++, cells)
      }
    } finally {
      await table.end()
    }
    const whole = limit === Infinity || done < limit
    const lines = bare === 1 ? 'line names no value, and is' : 'lines name no value, and are'
    return {
      whole,
      share: whole ? 1 : Math.min(1, done / size),
      problems: bare === 0 ? [] : [{ severity: 'warning', message: `${bare.toLocaleString('en')} ${lines} left out.` }], // prettier-ignore
    }
  },
}

/** A line of names above lines of as many cells: a table, whatever its cells say. */
const hasHeader = ([first, ...others]: string[]): boolean =>
  valuesOf(first).values.length === 0 &&
  [',', ';', '\t', '|'].some((mark) => {
    const marks = first.split(mark).length
    return marks > 1 && others.filter((line) => line.split(mark).length === marks).length >= others.length * 0.8
  })

interface NamedRow {
  time: string
  text: string
  values: [name: string, value: string][]
}

/** A line in its parts. A value goes on to the next name, without the mark between them. */
function valuesOf(line: string): NamedRow {
  // "2024-03-01T10:00:00 plant/line1 {…}": what was sent, behind its time and its topic.
  const brace = line.indexOf('{')
  const sent = brace > 0 && line.trimEnd().endsWith('}') ? fieldsOf(line.slice(brace)) : null
  if (sent && sent.length > 0) return { ...timeIn(line.slice(0, brace)), values: sent }
  // "tempd[412]: temp=20.5": a program, and no value of its own.
  const found = [...line.matchAll(nameBefore)].filter(
    ({ 0: whole, index }, i, all) => !whole.includes(':') || index + whole.length !== all[i + 1]?.index,
  )
  const used = new Map<string, number>()
  const values = found.map(({ 0: whole, 1: name, index }, i): [string, string] => {
    const value = line.slice(index + whole.length, found[i + 1]?.index ?? line.length)
    const times = (used.get(name) ?? 0) + 1
    used.set(name, times)
    return [
      times === 1 ? name : `${name} (${times})`,
      value
        .trim()
        .replace(/[,;|)]+$/, '')
        .trim()
        .replace(/^"([^"]*)"$/, '$1'),
    ]
  })
  return { ...timeIn(line.slice(0, found[0]?.index ?? line.length)), values }
}

/** Seconds since 1970, or thousandths of them. */
const isEpoch = /^1\d{9}(\.\d{1,9}|\d{3}|\d{6}|\d{9})?$/

/** What stands before the values: the longest beginning that is a time, and the rest. */
function timeIn(before: string): { time: string; text: string } {
  const words = before.trim().split(/\s+/)
  for (let count = Math.min(4, words.length); count > 0; count--) {
    const time = words
      .slice(0, count)
      .join(' ')
      .replace(/^[[(]/, '')
      .replace(/[\]),;|:]+$/, '')
      .replace(/^\p{L}+:(?=\d{9})/u, '')
    if (looksLikeTime(time) || isEpoch.test(time)) return { time, text: words.slice(count).filter((word) => /[\p{L}\p{N}]/u.test(word)).join(' ') } // prettier-ignore
  }
  return { time: '', text: words.filter((word) => /[\p{L}\p{N}]/u.test(word)).join(' ') }
}

/** Lines of one time that name different values, such as a line for each sensor of a device, are one row. */
async function* merged(rows: AsyncIterable<NamedRow & { at: number }>): AsyncGenerator<NamedRow & { at: number }> {
  let last: (NamedRow & { at: number }) | null = null
  for await (const row of rows) {
    const known = new Set(last?.values.map(([name]) => name))
    const together =
      last !== null &&
      row.time !== '' &&
      row.time === last.time &&
      row.text === last.text &&
      last.values.length > 0 &&
      row.values.length > 0 &&
      !row.values.some(([name]) => known.has(name))
    if (together) last = { ...row, values: [...last!.values, ...row.values] }
    else {
      if (last) yield last
      last = row
    }
  }
  if (last) yield last
}

async function* rowsOf(path: string, limit: number, job: Job, size: number): AsyncGenerator<NamedRow & { at: number }> {
  const source = createReadStream(path, { highWaterMark: 1 << 18 })
  const decoder = new TextDecoder()
  try {
    let [at, rest] = [0, '']
    for await (const block of source as AsyncIterable<Buffer>) {
      at += block.length
      const lines = (rest + decoder.decode(block, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      if (rest.length > longestLine)
        throw badInput('A line of this file is longer than 100,000 characters, so it is no list of named values.')
      for (const line of lines) if (line.trim() !== '') yield { ...valuesOf(line), at }
      await job.checkpoint({ phase: 'Unpacking', done: at, total: size, unit: 'bytes' })
      if (at >= limit) return
    }
    if (rest.trim() !== '') yield { ...valuesOf(rest), at }
  } finally {
    source.destroy()
  }
}
