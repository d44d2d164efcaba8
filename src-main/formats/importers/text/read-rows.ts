import { badInput } from '../../../shared/errors.ts'
import type { Job } from '../../../analysis/job.ts'
import { digital, dressedNumber, isMissing, labelWord, noWords, toNumber, yesWords } from '../cells.ts'
import type { Encoding } from '../file-head.ts'
import type { BadCells, RejectedLine } from '../load.ts'
import { latestTime } from '../load.ts'
import type { ColumnFacts } from '../stream-rows.ts'
import { isUnit } from '../../../shared/units.ts'
import { textBlocks } from './blocks.ts'
import { begins, cellText, Cutter, surplusIsEmpty, type Cells } from './cutter.ts'
import { Growing } from './growing.ts'
import { numberAt } from './number.ts'
import { RowStore } from './row-store.ts'
import type { TimeReader } from './time-reader.ts'

/** What of each line is read, and how. Columns are counted from 0. */
export interface RowPlan {
  delimiter: string
  decimal: '.' | ','
  /** Lines before the first row. */
  skipLines: number
  /** Cells per row. */
  width: number
  /** The cells of the header, where it may come again; and what lines begin with that are no rows. */
  header: string[] | null
  comment: string | null
  /** null: rows are numbered. */
  time: { columns: number[]; prefix: string; reader: TimeReader } | null
  columns: PlannedColumn[]
  /** Time, A, Time, B: a line is a row for each of its times. of — [column of the plan] which of the times it has. */
  pairs: { times: number[]; of: number[] } | null
}

export interface PlannedColumn {
  index: number
  role: 'value' | 'label' | 'name'
  /** Numbers that stand for no value. */
  missing: number[]
  /** Words for on and off are 1 and 0. */
  switch: boolean
}

/** Every line of the file, accounted for: rows + rejected + untimed + the others = lines below the header. */
export interface ReadRows {
  /** [column of the plan][row], and the number of the data row in the file as last column; of pairs, the number of the pair. */
  store: RowStore
  /** [row] epoch ms as they stand in the file; 0 where rows are numbered. fixed — [row] 1 = already in UTC. */
  times: Float64Array
  fixed: Uint8Array
  facts: ColumnFacts[]
  bad: Map<number, BadCells>
  /** [column] — of the missing values, those that were codes: code → cells. */
  codes: Map<number, number>[]
  /** Names of 'name' columns by their number. */
  names: string[]
  /** Names of rows that are marks of the recorder and no values. */
  markers: string[]
  rejected: { count: number; first: RejectedLine | null }
  untimed: { count: number; first: BadCells | null; last: boolean }
  blank: number
  comments: number
  repeatedHeaders: number
  openQuotes: { count: number; first: number }
  /** Lines of the file. */
  lines: number
}

const mostNames = 1 << 22
const space = Buffer.from(' ')

/** Where the text comes from: a file, or its first bytes. */
export type TextSource = { path: string; bytes: number; encoding: Encoding } | { text: Buffer }

/** Reads all rows of a text once. Throws bad-input where the file is damaged or becomes shorter meanwhile, and cancelled. */
export async function readRows(
  source: TextSource,
  plan: RowPlan,
  folder: () => Promise<string>,
  job: Job,
): Promise<ReadRows> {
  const rows = new RowReader(plan, folder)
  const cutter = new Cutter(plan.delimiter, plan.width, rows)
  if ('text' in source) cutter.push(source.text)
  else {
    const read = { bytes: 0 }
    const total = source.bytes
    for await (const block of textBlocks(source.path, source.encoding, read)) {
      cutter.push(block)
      await rows.store.settle()
      await job.checkpoint({ phase: 'Reading', done: read.bytes, total, unit: 'bytes' })
    }
    if (read.bytes < total)
      throw badInput(
        'The file became shorter while it was read: it may still be written, or copied. Try again when it is whole.',
      )
  }
  cutter.end()
  await rows.store.settle()
  return rows.end(cutter.openQuotes)
}

class RowReader {
  readonly store: RowStore
  readonly #plan: RowPlan
  readonly #times = new Growing(Float64Array)
  readonly #fixed = new Growing(Uint8Array)
  readonly #facts: ColumnFacts[]
  readonly #bad = new Map<number, BadCells>()
  readonly #codes: Map<number, number>[]
  readonly #names = new Map<string, number>()
  readonly #decimal: number
  readonly #headerAt: number
  readonly #headerByte: number
  readonly #words: Map<string, number>[]
  readonly #markers = new Set<string>()
  #fileRow = 0
  #found: Omit<ReadRows, 'store' | 'times' | 'fixed' | 'facts' | 'bad' | 'codes' | 'names' | 'markers' | 'openQuotes'> =
    {
      rejected: { count: 0, first: null },
      untimed: { count: 0, first: null, last: false },
      blank: 0,
      comments: 0,
      repeatedHeaders: 0,
      lines: 0,
    }

  constructor(plan: RowPlan, folder: () => Promise<string>) {
    this.#plan = plan
    this.#decimal = plan.decimal === ',' ? 44 : 46
    this.#headerAt = plan.header?.findIndex((name) => name !== '') ?? -1
    this.#headerByte = this.#headerAt < 0 ? -1 : Buffer.from(plan.header![this.#headerAt])[0]
    this.store = new RowStore(plan.columns.length + 1, folder)
    this.#facts = plan.columns.map(() => ({
      missing: 0, infinite: 0, firstInfinite: -1, min: Infinity, max: -Infinity, otherNumbers: 0, otherTexts: 0,
    })) // prettier-ignore
    this.#codes = plan.columns.map(() => new Map())
    this.#words = plan.columns.map(() => new Map())
  }

  blank(line: number): void {
    this.#found.lines = line
    if (line > this.#plan.skipLines) this.#found.blank++
  }

  tooLong(line: number): void {
    this.#found.lines = line
    if (line > this.#plan.skipLines) this.#reject(line, 'it is longer than 2 MB')
  }

  #reject(line: number, reason: string): void {
    this.#fileRow++
    const { rejected } = this.#found
    if (rejected.count++ === 0) rejected.first = { line, reason }
  }

  row(cells: Cells, line: number, start: number): void {
    const plan = this.#plan
    this.#found.lines = line
    if (line <= plan.skipLines) return
    if (plan.comment !== null && begins(cells.bytes, start, plan.comment)) {
      this.#found.comments++
      return
    }
    if (cells.count !== plan.width && !surplusIsEmpty(cells, plan.width))
      return this.#reject(line, cells.count < plan.width ? 'it has too few cells' : 'it has too many cells')
    if (plan.header !== null && this.#isHeader(cells)) {
      this.#found.repeatedHeaders++
      return
    }
    const fileRow = this.#fileRow++
    if (plan.pairs) return this.#pairs(cells, line, fileRow, plan.pairs)
    let time = 0
    let fixed = 0
    if (plan.time) {
      time = this.#timeOf(cells)
      fixed = plan.time.reader.zoned ? 1 : 0
      if (!(Math.abs(time) <= latestTime)) {
        this.#untimed(cells, line, fileRow)
        time = NaN
      } else this.#found.untimed.last = false
    }
    const { store } = this
    const at = store.filled
    const columns = plan.columns
    for (let c = 0; c < columns.length; c++)
      store.block[c][at] = this.#cell(cells, c, columns[c], line, fileRow, !Number.isNaN(time))
    if (!Number.isNaN(time)) this.#keep(time, fixed, fileRow)
  }

  #keep(time: number, fixed: number, last: number): void {
    const { store } = this
    store.block[this.#plan.columns.length][store.filled++] = last
    if (store.filled === store.blockRows) store.next()
    this.#times.push(time)
    this.#fixed.push(fixed)
  }

  /** A pair that has ended before the others has neither time nor values. */
  #pairs(cells: Cells, line: number, fileRow: number, { times, of }: NonNullable<RowPlan['pairs']>): void {
    const { columns, time } = this.#plan
    const { reader } = time!
    times.forEach((index, pair) => {
      const own = (c: number) => of[c] === pair
      if (
        isMissing(cellText(cells, index)) &&
        columns.every((column, c) => !own(c) || isMissing(cellText(cells, column.index)))
      )
        return
      const ms = reader.read(cells.bytes, cells.starts[index], cells.ends[index])
      const timed = Math.abs(ms) <= latestTime
      if (!timed) this.#untimed(cells, line, fileRow, [index])
      else this.#found.untimed.last = false
      const { store } = this
      columns.forEach((column, c) => {
        store.block[c][store.filled] = own(c) ? this.#cell(cells, c, column, line, fileRow, timed) : NaN
      })
      if (timed) this.#keep(ms, reader.zoned ? 1 : 0, pair)
    })
  }

  /** Most rows are told from the header by the first byte of one cell. */
  #isHeader(cells: Cells): boolean {
    const header = this.#plan.header!
    const at = this.#headerAt
    if (at < 0) return false
    let p = cells.starts[at]
    while (p < cells.ends[at] && cells.bytes[p] <= 32) p++
    if (cells.bytes[p] !== this.#headerByte) return false
    return header.every((name, i) => cellText(cells, i) === name)
  }

  #timeOf(cells: Cells): number {
    const { columns, prefix, reader } = this.#plan.time!
    if (columns.length === 1 && prefix === '') {
      const i = columns[0]
      return i < cells.count ? reader.read(cells.bytes, cells.starts[i], cells.ends[i]) : NaN
    }
    const parts: Buffer[] = prefix === '' ? [] : [Buffer.from(prefix)]
    for (const i of columns) {
      if (parts.length > 0) parts.push(space)
      parts.push(trimmed(cells, i))
    }
    const text = Buffer.concat(parts)
    return reader.read(text, 0, text.length)
  }

  #untimed(cells: Cells, line: number, row: number, columns = this.#plan.time!.columns): void {
    const { untimed } = this.#found
    const value = columns
      .map((i) => cellText(cells, i))
      .join(' ')
      .trim()
    untimed.count++
    untimed.last = true
    const missing = isMissing(value)
    if (untimed.first === null || (untimed.first.value === '' && !missing))
      untimed.first = { count: 0, timed: 0, row, line, value: missing ? '' : value }
  }

  /** The number that goes into the store; NaN = missing. */
  #cell(cells: Cells, c: number, column: PlannedColumn, line: number, fileRow: number, timed: boolean): number {
    const { index } = column
    if (column.role === 'name') return this.#name(cellText(cells, index))
    const facts = this.#facts[c]
    const value =
      index < cells.count ? numberAt(cells.bytes, cells.starts[index], cells.ends[index], this.#decimal) : NaN
    if (column.role === 'label') return this.#label(cells, c, value, timed)
    if (value - value === 0) {
      if (column.missing.length > 0 && column.missing.includes(value)) {
        if (timed) {
          this.#codes[c].set(value, (this.#codes[c].get(value) ?? 0) + 1)
          facts.missing++
        }
        return NaN
      }
      if (timed) {
        if (value < facts.min) facts.min = value
        if (value > facts.max) facts.max = value
      }
      return value
    }
    return this.#oddCell(cellText(cells, index), c, column, line, fileRow, timed)
  }

  /** Whatever is no plain number: missing, dressed, a word, or a mistake. */
  #oddCell(text: string, c: number, column: PlannedColumn, line: number, fileRow: number, timed: boolean): number {
    const facts = this.#facts[c]
    const words = this.#words[c]
    // Few different texts come again and again; each is looked at once.
    let value = words.get(text)
    let kind = 0
    if (value === undefined) {
      value = this.#meaning(text, column)
      if (words.size < 1000) words.set(text, value)
    }
    if (Number.isNaN(value)) kind = isMissing(text) ? 1 : 2
    else if (!Number.isFinite(value)) kind = 3
    if (kind === 0) {
      if (timed) {
        if (column.missing.includes(value)) {
          facts.missing++
          return NaN
        }
        if (value < facts.min) facts.min = value
        if (value > facts.max) facts.max = value
      }
      return value
    }
    if (kind === 3) {
      if (facts.infinite++ === 0) facts.firstInfinite = line - this.#plan.skipLines - 1
      return NaN
    }
    if (timed) facts.missing++
    if (kind === 2) {
      const bad = this.#bad.get(c)
      if (!bad) this.#bad.set(c, { count: 1, timed: timed ? 1 : 0, row: fileRow, line, value: text })
      else {
        bad.count++
        if (timed) bad.timed++
      }
    }
    return NaN
  }

  #meaning(text: string, column: PlannedColumn): number {
    if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
    const number = toNumber(text, this.#plan.decimal)
    if (!Number.isNaN(number)) return number
    if (column.switch) {
      const word = digital(text)
      if (word !== null) return word
    }
    const dressed = dressedNumber(text, this.#plan.decimal)
    return dressed && isUnit(dressed.unit) ? dressed.value : NaN
  }

  /** 0, 1, or 0 with a count of what it was instead. */
  #label(cells: Cells, c: number, value: number, timed: boolean): number {
    const facts = this.#facts[c]
    if (value === 0 || value === 1) return value
    if (value < 0) {
      if (timed) this.#codes[c].set(value, (this.#codes[c].get(value) ?? 0) + 1)
      return 0
    }
    if (value > 0) {
      if (timed) facts.otherNumbers++
      return 1
    }
    const word = labelWord(cellText(cells, this.#plan.columns[c].index))
    if (isMissing(word) || noWords.includes(word)) return 0
    if (yesWords.includes(word)) return 1
    if (timed) facts.otherTexts++
    return 0
  }

  #name(text: string): number {
    if (text === '') return NaN
    // What a recorder writes of itself between the values of its tags, as $RT_OFF$.
    if (/^\$\w+\$$/.test(text)) {
      this.#markers.add(text)
      return NaN
    }
    let id = this.#names.get(text)
    if (id === undefined) {
      if (this.#names.size >= mostNames)
        throw badInput('There are more than 4 million different names: choose the column that says what was measured.')
      this.#names.set(text, (id = this.#names.size))
    }
    return id
  }

  end(openQuotes: { count: number; first: number }): ReadRows {
    this.store.next()
    return {
      store: this.store,
      times: this.#times.take(),
      fixed: this.#fixed.take(),
      facts: this.#facts,
      bad: this.#bad,
      codes: this.#codes,
      names: [...this.#names.keys()],
      markers: [...this.#markers],
      openQuotes,
      ...this.#found,
    }
  }
}

function trimmed({ bytes, starts, ends, count }: Cells, i: number): Buffer {
  if (i >= count) return Buffer.alloc(0)
  let from = starts[i]
  let to = ends[i]
  while (from < to && bytes[from] <= 32) from++
  while (to > from && bytes[to - 1] <= 32) to--
  return bytes.subarray(from, to)
}
