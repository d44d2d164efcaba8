import { longestLine } from '../files/limits.ts'
import { cutAtBlanks } from './blanks.ts'
import type { Cells } from './line-cells.ts'

/** What a line is given to. line — 1-based; end and start — the whole line in `cells.bytes`, without its end. */
export interface LineReader {
  row(cells: Cells, line: number, start: number, end: number): void
  blank(line: number): void
  tooLong(line: number): void
}

/** Reads lines that need no cutting, ahead of it. */
export interface QuickLines {
  /** Lines taken by the last call. */
  readonly lines: number
  /** Another block begins. */
  begin(): void
  /**
   * Takes lines from `from` on that end before `stop`, which is behind the last line feed, and returns where the first line begins
   * that it leaves. line — the number of the line before.
   */
  take(bytes: Buffer, from: number, stop: number, line: number): number
}

/** Lines that one quoted cell may span; a quote that stays open longer was never meant as one. */
const longestCell = 50
const lf = 10
const cr = 13
const quote = 34
const blank = 32
const tab = 9

/**
 * Cuts blocks of bytes into lines and lines into cells, without ever holding more than a line and a block.
 * A quote protects delimiters, and line ends where the lines below are no rows by themselves: one that is opened by mistake costs
 * its own cell and no other. delimiter — one byte; " " cuts at any run of blanks and tabs; "" not at all. width — cells per row.
 */
export class Cutter {
  /** Lines in which a quote was opened and not closed: it was read as an ordinary character. */
  openQuotes = { count: 0, first: 0 }
  readonly #delimiter: number
  readonly #width: number
  readonly #to: LineReader
  readonly #marks = new Uint8Array(256)
  readonly #cells: Cells
  #rest: Buffer = Buffer.alloc(0)
  #line = 0
  #overlong = false
  #afterCr = false
  /** Lines of a cell that is still open. */
  #open: { text: Buffer; line: number }[] = []
  /** So many of them leave it open. */
  #looked = 1
  /** In the last line that was cut, a quote was closed in the middle of a cell. */
  #torn = false

  readonly #plain: QuickLines | null
  readonly #skip: number

  /** plain — reads the lines below the first `skip` where they hold nothing odd. */
  constructor(
    delimiter: string,
    width: number,
    to: LineReader,
    { skip = 0, plain = null }: { skip?: number; plain?: QuickLines | null } = {},
  ) {
    this.#skip = skip
    this.#plain = plain
    this.#delimiter = delimiter === '' ? -1 : delimiter.charCodeAt(0)
    this.#width = width
    this.#to = to
    this.#marks[lf] = this.#marks[cr] = this.#marks[quote] = 1
    if (this.#delimiter >= 0 && delimiter !== ' ') this.#marks[this.#delimiter] = 1
    const places = Math.max(64, width + 8)
    this.#cells = { bytes: this.#rest, starts: new Int32Array(places), ends: new Int32Array(places), count: 0 }
  }

  /** Lines so far. */
  get lines(): number {
    return this.#line
  }

  /** A quote is open at the end of the lines so far. */
  get open(): boolean {
    return this.#open.length > 0
  }

  push(block: Buffer): void {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, block]) : block
    this.#rest = bytes.subarray(this.#cut(bytes))
    if (this.#rest.length > longestLine) {
      this.#overlong = true
      this.#rest = Buffer.alloc(0)
    }
  }

  end(): void {
    if (this.#rest.length > 0 || this.#overlong) this.#cut(Buffer.concat([this.#rest, Buffer.from('\n')]))
    this.#settle(true)
  }

  /** Returns how many bytes belong to whole lines. */
  #cut(bytes: Buffer): number {
    const { starts, ends } = this.#cells
    const marks = this.#marks
    const places = starts.length
    let start = 0
    let cell = 0
    let count = 0
    let quoted = false
    const stop = this.#plain ? bytes.lastIndexOf(lf) + 1 : 0
    this.#plain?.begin()
    for (let i = 0; i < bytes.length; i++) {
      if (i === start && i < stop) start = cell = i = this.#takePlain(bytes, i, stop)
      const c = bytes[i]
      if (marks[c] === 0) continue
      if (c === quote) quoted = true
      else if (c === lf || c === cr) {
        // The second half of CR LF, wherever a block was cut.
        if (c === lf && i === start && this.#afterCr) {
          this.#afterCr = false
          start = cell = i + 1
          continue
        }
        this.#afterCr = c === cr
        if (count < places) {
          starts[count] = cell
          ends[count] = i
        }
        this.#cells.bytes = bytes
        this.#cells.count = count + 1
        this.#lineEnds(start, i, quoted)
        start = cell = i + 1
        count = 0
        quoted = false
      } else {
        this.#afterCr = false
        if (count < places) {
          starts[count] = cell
          ends[count] = i
        }
        count++
        cell = i + 1
      }
    }
    return start
  }

  /** Where the first line begins that is not plain. */
  #takePlain(bytes: Buffer, start: number, stop: number): number {
    if (this.#afterCr || this.#overlong || this.#open.length > 0 || this.#line < this.#skip) return start
    const next = this.#plain!.take(bytes, start, stop, this.#line)
    this.#line += this.#plain!.lines
    return next
  }

  #lineEnds(start: number, end: number, quoted: boolean): void {
    const line = ++this.#line
    if (this.#overlong || end - start > longestLine) {
      this.#overlong = false
      this.#settle(true)
      this.#to.tooLong(line)
    } else if (this.#open.length > 0) {
      this.#open.push({ text: Buffer.from(this.#cells.bytes.subarray(start, end)), line })
      this.#settle(false)
    } else if (!this.#give(line, start, end, quoted)) {
      this.#open = [{ text: Buffer.from(this.#cells.bytes.subarray(start, end)), line }]
      this.#looked = 1
    }
  }

  /** Passes a line on, unless a quote is open at its end. */
  #give(line: number, start: number, end: number, quoted: boolean): boolean {
    const cells = this.#cells
    if (isBlank(cells.bytes, start, end)) this.#to.blank(line)
    else if (this.#delimiter === blank) {
      cutAtBlanks(cells, start, end)
      this.#to.row(cells, line, start, end)
    } else if (!quoted) this.#to.row(cells, line, start, end)
    else {
      if (!this.#cutQuoted(start, end, false)) return false
      if (cells.count !== this.#width && this.#cutPlain(start, end) !== this.#width) this.#cutQuoted(start, end, false)
      this.#to.row(cells, line, start, end)
    }
    return true
  }

  /** Looks for the end of an open cell in the lines there are; without one, its quote becomes a character. last — no line follows. */
  #settle(last: boolean): void {
    while (this.#open.length > 0) {
      const lines = this.#closedBy()
      if (lines === 0 && !last && this.#open.length <= longestCell) return
      const { text, line } = this.#open[0]
      if (lines > 1 && !this.#areRows(lines)) {
        const whole = this.#joined(lines)
        this.#cells.bytes = whole
        this.#cutQuoted(0, whole.length, false)
        this.#to.row(this.#cells, line, 0, whole.length)
        this.#open.splice(0, lines)
      } else {
        if (this.openQuotes.count++ === 0) this.openQuotes.first = line
        this.#cells.bytes = text
        this.#cutQuoted(0, text.length, true)
        if (this.#cells.count !== this.#width) this.#cutPlain(0, text.length)
        this.#to.row(this.#cells, line, 0, text.length)
        this.#open.shift()
      }
      this.#looked = 1
      // Lines that open no cell of their own go through.
      while (this.#open.length > 0) {
        const next = this.#open[0]
        this.#cells.bytes = next.text
        this.#cutPlain(0, next.text.length)
        if (!this.#give(next.line, 0, next.text.length, next.text.includes(quote))) break
        this.#open.shift()
      }
    }
  }

  /** The number of open lines after which the cell is closed and the row as wide as it should be, 1 where it is not, 0 where it stays open. */
  #closedBy(): number {
    for (let lines = this.#looked + 1; lines <= this.#open.length; lines++) {
      const text = this.#joined(lines)
      if (text.length > longestLine) return 1
      this.#cells.bytes = text
      this.#torn = false
      // A quote that is followed by more of its cell closed nothing: it was opened by another mistake.
      if (this.#cutQuoted(0, text.length, false)) return this.#cells.count === this.#width && !this.#torn ? lines : 1
      this.#looked = lines
    }
    return 0
  }

  #joined(lines: number): Buffer {
    return Buffer.concat(
      this.#open.slice(0, lines).flatMap(({ text }, i) => (i === 0 ? [text] : [Buffer.from('\n'), text])),
    )
  }

  /** Are the lines of an open cell rows by themselves, the first and most of the others, with their quotes as ordinary characters? */
  #areRows(lines: number): boolean {
    const widths = this.#open.slice(0, lines).map(({ text }) => {
      this.#cells.bytes = text
      return this.#cutPlain(0, text.length)
    })
    const rows = widths.slice(1).filter((width) => width === this.#width).length
    return widths[0] === this.#width && rows * 2 >= lines - 1
  }

  /** Cuts at every delimiter, where quotes do not pair; those around a whole cell are none of its text all the same. */
  #cutPlain(start: number, end: number): number {
    const { bytes, starts, ends } = this.#cells
    let count = 0
    let cell = start
    for (let i = start; i <= end; i++)
      if (i === end || bytes[i] === this.#delimiter) {
        if (count < starts.length) {
          let from = cell
          let to = i
          while (from < to && bytes[from] === blank) from++
          while (to > from && bytes[to - 1] === blank) to--
          const whole = to - from > 1 && bytes[from] === quote && bytes[to - 1] === quote
          starts[count] = whole ? from + 1 : cell
          ends[count] = whole ? to - 1 : i
        }
        count++
        cell = i + 1
      }
    this.#cells.count = count
    return count
  }

  /**
   * Cuts where no quote is open; false where one is open at the end. A quote opens at the start of a cell only.
   * tolerant — a quote that is never closed is an ordinary character.
   */
  #cutQuoted(start: number, end: number, tolerant: boolean): boolean {
    const { bytes, starts, ends } = this.#cells
    let count = 0
    let i = start
    for (;;) {
      let from = i
      while (from < end && (bytes[from] === blank || (bytes[from] === tab && this.#delimiter !== tab))) from++
      // Written so that a spreadsheet keeps a text as it is: ="007".
      if (bytes[from] === 61 && bytes[from + 1] === quote) from++
      const closing = from < end && bytes[from] === quote ? closingQuote(bytes, from, end) : -1
      if (closing === end && !tolerant) return false
      if (closing >= 0 && closing < end) {
        const at = closing
        // Whatever follows the closing quote belongs to the cell, as in 12" pipe.
        let stop = at + 1
        while (stop < end && bytes[stop] !== this.#delimiter) stop++
        const whole = isBlank(bytes, at + 1, stop)
        if (!whole) this.#torn = true
        if (count < starts.length) {
          starts[count] = whole ? from + 1 : i
          ends[count] = whole ? at : stop
        }
        i = stop
      } else {
        let stop = from
        while (stop < end && bytes[stop] !== this.#delimiter) stop++
        if (count < starts.length) {
          starts[count] = i
          ends[count] = stop
        }
        i = stop
      }
      count++
      if (i >= end) break
      i++
    }
    this.#cells.count = count
    return true
  }
}

/** Where the quote at `from` is closed; `end` where it is not. */
function closingQuote(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from + 1; at < end; at++) {
    if (bytes[at] !== quote) continue
    if (at + 1 >= end || bytes[at + 1] !== quote) return at
    at++
  }
  return end
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] !== blank && bytes[i] !== tab) return false
  return true
}

/** A cell as text: trimmed, its doubled quotes single. */
export function cellText({ bytes, starts, ends, count }: Cells, i: number): string {
  if (i >= count || i >= starts.length) return ''
  const text = bytes.toString('utf8', starts[i], ends[i]).trim()
  return text.includes('""') ? text.replaceAll('""', '"') : text
}

/** Does a line begin with a mark, behind blanks and quotes? */
export function begins(bytes: Buffer, start: number, mark: string): boolean {
  let i = start
  while (bytes[i] === 32 || bytes[i] === 34) i++
  for (let k = 0; k < mark.length; k++) if (bytes[i + k] !== mark.charCodeAt(k)) return false
  return true
}

/** A row may end in delimiters too many, with nothing behind them. */
export function surplusIsEmpty(cells: Cells, width: number): boolean {
  if (cells.count < width || cells.count > cells.starts.length) return false
  for (let i = width; i < cells.count; i++) if (cells.starts[i] < cells.ends[i]) return false
  return true
}
