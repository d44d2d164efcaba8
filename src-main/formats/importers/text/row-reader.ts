import { isMissing } from '../columns/cells.ts'
import { latestTime } from '../files/limits.ts'
import type { BadCells, RejectedLine } from '../database/load.ts'
import type { ColumnFacts } from '../sinks/stream-rows.ts'
import { CellReader } from './cell-reader.ts'
import { begins, cellText, Cutter, surplusIsEmpty } from './cutter.ts'
import type { Cells } from './line-cells.ts'
import { Growing } from './growing.ts'
import { plainLines } from './plain-lines.ts'
import type { RowKernel } from './row-kernel.ts'
import type { RowPlan } from './row-plan.ts'
import type { RowSpace } from './row-space.ts'
import { isValue } from '../columns/value.ts'
import { headerLike, nameOfBlock, type Stack } from '../shape/stacked.ts'
import { timeReader, type TimeReader } from '../times/time-reader.ts'

/** What was found in lines, every one of them accounted for: rows + rejected + untimed + the others = lines below the header. */
export interface FoundRows {
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
  untimed: { count: number; first: BadCells | null }
  blank: number
  comments: number
  repeatedHeaders: number
  openQuotes: { count: number; first: number }
  /** Rows that each pattern of the times has read. */
  taken: TimeReader['taken']
  /** Lines, and those of them that are rows of data, kept or not. */
  lines: number
  fileRows: number
}

const space = Buffer.from(' ')

/** Reads lines into a store. Its last column is the number of the data row in the file; of pairs, the number of the pair. */
export class RowReader {
  readonly #plan: RowPlan
  readonly #store: RowSpace
  readonly #cells: CellReader
  readonly #cutter: Cutter
  readonly #reader: TimeReader | null
  readonly #times = new Growing(Float64Array)
  readonly #fixed = new Growing(Uint8Array)
  readonly #headerAt: number
  readonly #headerByte: number
  readonly #joined = Buffer.alloc(512)
  #heldDate = Buffer.alloc(0)
  #fileRow = 0
  #followed = 0
  readonly #found: Pick<FoundRows, 'rejected' | 'untimed' | 'blank' | 'comments' | 'repeatedHeaders' | 'lines'>

  /** kernel — takes what it can of the lines that lie in its room. */
  constructor(plan: RowPlan, store: RowSpace, kernel: RowKernel | null = null) {
    this.#plan = plan
    this.#store = store
    this.#cells = new CellReader(plan)
    this.#reader = plan.time && timeReader(plan.time.format, plan.decimal)
    this.#headerAt = plan.header?.findIndex((name) => name !== '') ?? -1
    this.#headerByte = this.#headerAt < 0 ? -1 : Buffer.from(plan.header![this.#headerAt])[0]
    this.#followed = store.filled
    this.#found = {
      rejected: { count: 0, first: null },
      untimed: { count: 0, first: null },
      blank: 0,
      comments: 0,
      repeatedHeaders: 0,
      lines: 0,
    }
    const plain = plainLines(plan, {
      space: () => store,
      timeOf: (cells) => this.#timeOf(cells),
      oddCell: (cells, c, line) => this.#cells.read(cells, c, line, this.#fileRow, true),
      keep: (time) => this.#keep(time, this.#fileRow++),
    })
    const quick =
      plain && kernel
        ? kernel.lines(plain, {
            template: this.#reader?.template ?? null,
            fileRow: () => this.#fileRow,
            keepAll: (times) => this.#keepAll(times),
          })
        : plain
    this.#cutter = new Cutter(plan.delimiter, plan.width, this, { skip: plan.skipLines, plain: quick })
  }

  push(block: Buffer): void {
    this.#cutter.push(block)
  }

  /** A quote is open: what it belongs to is decided by the lines that follow. */
  get open(): boolean {
    return this.#cutter.open
  }

  /** [to - from] epoch ms of rows that were read. */
  timesOf(from: number, to: number): Float64Array {
    return this.#times.slice(from, to)
  }

  #isBehind(line: number): boolean {
    return line > (this.#plan.endLine ?? Infinity)
  }

  blank(line: number): void {
    if (this.#isBehind(line)) return
    this.#found.lines = line
    if (line > this.#plan.skipLines) this.#found.blank++
  }

  tooLong(line: number): void {
    if (this.#isBehind(line)) return
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
    if (this.#isBehind(line)) return
    this.#found.lines = line
    if (line <= plan.skipLines) return
    if (plan.comment !== null && begins(cells.bytes, start, plan.comment)) {
      this.#found.comments++
      return
    }
    if (plan.stack && this.#beginsBlock(cells, plan.stack)) return
    const isShort = plan.ragged === true && cells.count > 1 && cells.count < plan.width
    if (cells.count !== plan.width && !isShort && !surplusIsEmpty(cells, plan.width))
      return this.#reject(line, cells.count < plan.width ? 'it has too few cells' : 'it has too many cells')
    if (plan.header !== null && this.#isHeader(cells)) {
      this.#found.repeatedHeaders++
      return
    }
    const fileRow = this.#fileRow++
    if (plan.pairs) return this.#pairs(cells, line, fileRow, plan.pairs)
    const time = this.#reader ? this.#timeOf(cells) : 0
    const timed = !Number.isNaN(time)
    if (!timed) this.#untimed(cells, line, fileRow, plan.time!.columns)
    const { block, blockRows, filled } = this.#store
    for (let c = 0; c < plan.columns.length; c++)
      block[c * blockRows + filled] = this.#cells.read(cells, c, line, fileRow, timed)
    if (timed) this.#keep(time, fileRow)
  }

  /** A header, with another name in it or below a line with one, begins the next block of a stack. Both are no rows. */
  #beginsBlock(cells: Cells, { value }: Stack): boolean {
    const { header, width } = this.#plan
    const texts = Array.from({ length: cells.count }, (_, i) => cellText(cells, i))
    const names = value < 0 && cells.count < width && !isValue(texts[0]) ? nameOfBlock(texts.join(' ')) : ''
    if (names !== '') this.#cells.block = names
    else {
      const other = cells.count < width ? null : headerLike(header!, texts)
      if (other === null || (other >= 0 && other !== value)) return false
      if (value >= 0) this.#cells.block = texts[value]
    }
    this.#found.repeatedHeaders++
    return true
  }

  #keep(time: number, last: number): void {
    const store = this.#store
    store.block[this.#plan.columns.length * store.blockRows + store.filled++] = last
    if (store.filled === store.blockRows) this.#next(true)
    this.#times.push(time)
    this.#fixed.push(this.#reader?.zoned ? 1 : 0)
  }

  /** Rows that lie in the block already, the numbers of their rows in the file too. */
  #keepAll(times: Float64Array): void {
    const store = this.#store
    const rows = times.length
    this.#fileRow += rows
    this.#times.pushAll(times)
    if (rows > 0) this.#reader?.repeat?.(rows)
    this.#fixed.pushAll(new Uint8Array(rows).fill(this.#reader?.zoned ? 1 : 0))
    store.filled += rows
    if (store.filled === store.blockRows) this.#next(true)
  }

  #next(more: boolean): void {
    const { block, blockRows, filled } = this.#store
    this.#plan.columns.forEach(({ role }, c) => {
      if (role === 'value')
        this.#cells.follow(c, block.subarray(c * blockRows + this.#followed, c * blockRows + filled))
    })
    this.#store.next(more)
    this.#followed = 0
  }

  /** A pair that has ended before the others has neither time nor values. */
  #pairs(cells: Cells, line: number, fileRow: number, { times, of }: NonNullable<RowPlan['pairs']>): void {
    const { columns } = this.#plan
    times.forEach((index, pair) => {
      const own = (c: number) => of[c] === pair
      if (
        isMissing(cellText(cells, index)) &&
        columns.every((column, c) => !own(c) || isMissing(cellText(cells, column.index)))
      )
        return
      const ms = this.#reader!.read(cells.bytes, cells.starts[index], cells.ends[index])
      const timed = Math.abs(ms) <= latestTime
      if (!timed) this.#untimed(cells, line, fileRow, [index])
      const { block, blockRows, filled } = this.#store
      columns.forEach((_, c) => {
        block[c * blockRows + filled] = own(c) ? this.#cells.read(cells, c, line, fileRow, timed) : NaN
      })
      if (timed) this.#keep(ms, pair)
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
    // What it says of the time may be another each time.
    return header.every((name, i) => name === '' || cellText(cells, i) === name)
  }

  /** Epoch ms; NaN where there is none, or one that no calendar has. */
  #timeOf(cells: Cells): number {
    const { columns, prefix } = this.#plan.time!
    let time: number
    if (columns.length === 1 && prefix === '') {
      const i = columns[0]
      time = i < cells.count ? this.#reader!.read(cells.bytes, cells.starts[i], cells.ends[i]) : NaN
    } else if (columns.length === 1 && trimmed(cells, columns[0]).length === 0) {
      // A date above the table is no time of a row that has none of its own, such as one of totals.
      time = NaN
    } else {
      const text = this.#joinedTime(cells, columns, prefix)
      time = this.#reader!.read(text, 0, text.length)
    }
    return Math.abs(time) <= latestTime ? time : NaN
  }

  /** The cells of a time that is spread over columns, trimmed, with blanks between them. */
  #joinedTime(cells: Cells, columns: number[], prefix: string): Buffer {
    const all = this.#joined
    let at = prefix === '' ? 0 : all.write(prefix)
    for (let k = 0; k < columns.length; k++) {
      let part = trimmed(cells, columns[k])
      if (k === 0 && this.#plan.time!.held) {
        if (part.length > 0) this.#heldDate = Buffer.from(part)
        else part = this.#heldDate
      }
      if (at > 0 || k > 0) all[at++] = 32
      if (at + part.length >= all.length - columns.length) return longTime(cells, columns, prefix)
      at += part.copy(all, at)
    }
    return all.subarray(0, at)
  }

  #untimed(cells: Cells, line: number, row: number, columns: number[]): void {
    const { untimed } = this.#found
    const value = columns
      .map((i) => cellText(cells, i))
      .join(' ')
      .trim()
    untimed.count++
    const missing = isMissing(value)
    if (untimed.first === null || (untimed.first.value === '' && !missing))
      untimed.first = { count: 0, timed: 0, row, line, value: missing ? '' : value }
  }

  /** last — nothing follows: a line that has not ended is one. */
  end(): FoundRows {
    this.#cutter.end()
    this.#next(false)
    const { facts, bad, codes, names, markers } = this.#cells
    return {
      times: this.#times.take(),
      fixed: this.#fixed.take(),
      facts,
      bad,
      codes,
      names: [...names.keys()],
      markers: [...markers],
      openQuotes: this.#cutter.openQuotes,
      taken: this.#reader?.taken ?? [],
      fileRows: this.#fileRow,
      ...this.#found,
      lines: this.#plan.endLine === undefined ? Math.max(this.#found.lines, this.#cutter.lines) : this.#found.lines,
    }
  }
}

function longTime(cells: Cells, columns: number[], prefix: string): Buffer {
  const parts: Buffer[] = prefix === '' ? [] : [Buffer.from(prefix)]
  for (const i of columns) {
    if (parts.length > 0) parts.push(space)
    parts.push(trimmed(cells, i))
  }
  return Buffer.concat(parts)
}

function trimmed({ bytes, starts, ends, count }: Cells, i: number): Buffer {
  if (i >= count) return Buffer.alloc(0)
  let from = starts[i]
  let to = ends[i]
  while (from < to && bytes[from] <= 32) from++
  while (to > from && bytes[to - 1] <= 32) to--
  return bytes.subarray(from, to)
}
