import { longestLine } from '../files/limits.ts'
import type { QuickLines } from './cutter.ts'
import type { Cells } from './line-cells.ts'
import { powersOfTen } from '../columns/number.ts'
import type { RowPlan } from './row-plan.ts'

/** What plain lines are given to. */
export interface PlainRows {
  /** The block that is filled, its columns behind each other: [column * blockRows + row]. */
  space(): { block: Float64Array; filled: number; blockRows: number }
  /** The time of a row whose time cells have their places; NaN where there is none. */
  timeOf(cells: Cells): number
  /** The number of a cell that is no plain number; its place is in `cells`. */
  oddCell(cells: Cells, c: number, line: number): number
  /** The row is complete, its values are in the block. */
  keep(time: number): void
}

const unused = -1
const time = -2
const lf = 10
const cr = 13
const quote = 34
const blank = 32
const tab = 9

/** null where no line of such a table is plain. */
export function plainLines(plan: RowPlan, to: PlainRows): QuickLines | null {
  const { delimiter, columns, time, header, width } = plan
  if (columns.some(({ quality }) => quality !== undefined)) return null
  if (plan.endLine !== undefined) return null
  if (plan.pairs || delimiter.length !== 1 || delimiter === ' ' || delimiter === '"' || width < 2) return null
  const indexes = [...columns.map(({ index }) => index), ...(time?.columns ?? [])]
  if (new Set(indexes).size !== indexes.length || indexes.some((index) => index >= width)) return null
  // A header of numbers could only be told from rows by all of its cells.
  const named = header?.findIndex((name) => name !== '') ?? 0
  const isText = (name: string | undefined) =>
    name !== undefined && name !== '' && Number.isNaN(Number(name.replace(',', '.')))
  if (header && (named < 0 || !columns.some(({ index }) => isText(header[index])))) return null
  return new PlainLines(plan, to, header ? named : -1)
}

/**
 * Reads lines that hold nothing odd in one pass over their bytes: the right number of cells, no quotes, a time that can be read. All
 * others are left to the cutter, one by one, so that they are counted in one place.
 */
class PlainLines implements QuickLines {
  lines = 0
  readonly #to: PlainRows
  readonly #delimiter: number
  readonly #decimal: number
  readonly #width: number
  /** [cell of a line] its column of the plan, or what else it is. */
  readonly #uses: Int32Array
  /** [column of the plan] it may hold plain numbers that are kept as they are. */
  readonly #numeric: Uint8Array
  readonly #marks: Uint8Array
  readonly #timed: boolean
  /** The first byte of a header that may come again, and its cell; -1 = none. */
  readonly #headerByte: number
  readonly #headerAt: number
  readonly #comment: number
  readonly #cells: Cells
  readonly #odd: Int32Array
  #refused = 0

  constructor(plan: RowPlan, to: PlainRows, headerAt: number) {
    this.#to = to
    this.#delimiter = plan.delimiter.charCodeAt(0)
    this.#decimal = plan.decimal === ',' ? 44 : 46
    this.#width = plan.width
    this.#timed = plan.time !== null
    this.#headerAt = headerAt
    this.#headerByte = headerAt < 0 ? -1 : Buffer.from(plan.header![headerAt])[0]
    this.#uses = new Int32Array(plan.width).fill(unused)
    plan.columns.forEach(({ index }, c) => (this.#uses[index] = c))
    for (const index of plan.time?.columns ?? []) this.#uses[index] = time
    this.#numeric = Uint8Array.from(plan.columns, ({ role, missing, states }) =>
      Number(role === 'value' && missing.length === 0 && !states),
    )
    this.#marks = new Uint8Array(256)
    for (const byte of [lf, cr, quote, this.#delimiter]) this.#marks[byte] = 1
    this.#comment = plan.comment === null ? -1 : plan.comment.charCodeAt(0)
    this.#cells = {
      bytes: Buffer.alloc(0),
      starts: new Int32Array(plan.width),
      ends: new Int32Array(plan.width),
      count: plan.width,
    }
    this.#odd = new Int32Array(plan.width)
  }

  begin(): void {
    this.#refused = 0
  }

  take(bytes: Buffer, from: number, stop: number, line: number): number {
    this.lines = 0
    // Where most lines are odd, trying costs more than it gives.
    if (this.#refused > 200) return from
    const to = this.#to
    const cells = this.#cells
    const { starts, ends } = cells
    const uses = this.#uses
    const numeric = this.#numeric
    const marks = this.#marks
    const odd = this.#odd
    const powers = powersOfTen
    const delimiter = this.#delimiter
    const decimal = this.#decimal
    const last = this.#width - 1
    const comment = this.#comment
    cells.bytes = bytes
    let { block, filled, blockRows } = to.space()
    let taken = 0
    let p = from
    let start = from
    lines: while (p < stop) {
      start = p
      let odds = 0
      let c = bytes[p]
      if (comment >= 0 && (c === comment || c === blank || c === quote)) break
      for (let cell = 0; ; cell++) {
        const use = uses[cell]
        let plain = false
        starts[cell] = p
        if (use >= 0 && numeric[use] === 1) {
          while (c === blank) c = bytes[++p]
          let negative = false
          if (c === 45) {
            negative = true
            c = bytes[++p]
          }
          const first = p
          let mantissa = 0
          while (c >= 48 && c <= 57) {
            mantissa = (Math.imul(mantissa, 10) + (c - 48)) | 0
            c = bytes[++p]
          }
          let digits = p - first
          // Negative powers of ten.
          let power = 0
          if (c === decimal && decimal !== delimiter) {
            const point = p
            c = bytes[++p]
            while (c >= 48 && c <= 57) {
              mantissa = (Math.imul(mantissa, 10) + (c - 48)) | 0
              c = bytes[++p]
            }
            power = p - point - 1
            digits += power
          }
          const end = p
          if ((c | 32) === 101 && digits > 0) {
            c = bytes[++p]
            const down = c === 45
            if (down || c === 43) c = bytes[++p]
            const from = p
            let exponent = 0
            while (c >= 48 && c <= 57 && p - from < 4) {
              exponent = exponent * 10 + (c - 48)
              c = bytes[++p]
            }
            if (p === from) digits = 0
            power += down ? exponent : -exponent
          }
          if (digits > 0 && (c === delimiter || c === lf || c === cr)) {
            let value: number = mantissa
            if (digits > 9) {
              // More digits than 32 bits hold, again as a double.
              value = 0
              for (let i = first; i < end; i++) if (bytes[i] !== decimal) value = value * 10 + (bytes[i] - 48)
            }
            plain = true
            if (digits <= 15 && power <= 22 && power >= -22) {
              if (power > 0) value /= powers[power]
              else if (power < 0) value *= powers[-power]
            } else {
              value = decimal === 46 ? Number(bytes.toString('latin1', first, p)) : Infinity
              plain = value !== Infinity
            }
            block[use * blockRows + filled] = negative ? -value : value
          }
        }
        if (!plain) {
          while (marks[c] === 0) c = bytes[++p]
          if (c === quote) break lines
          ends[cell] = p
          if (use >= 0) odd[odds++] = use
        }
        if (cell < last) {
          if (c !== delimiter) break lines
          c = bytes[++p]
          continue
        }
        // Delimiters too many, with nothing behind them.
        for (let most = 8; c === delimiter && most > 0; most--) c = bytes[++p]
        if (c === cr) c = bytes[++p]
        if (c !== lf) break lines
        break
      }
      p++
      if (p - start > longestLine) break
      if (odds > 0 && this.#mayBeHeader(cells)) break
      const ms = this.#timed ? to.timeOf(cells) : 0
      if (Number.isNaN(ms)) break
      taken++
      for (let i = 0; i < odds; i++) block[odd[i] * blockRows + filled] = to.oddCell(cells, odd[i], line + taken)
      to.keep(ms)
      if (++filled === blockRows) ({ block, filled, blockRows } = to.space())
      start = p
    }
    if (start < stop) this.#refused += taken === 0 ? 1 : -Math.min(this.#refused, taken)
    this.lines = taken
    return start
  }

  #mayBeHeader({ bytes, starts }: Cells): boolean {
    if (this.#headerAt < 0) return false
    let p = starts[this.#headerAt]
    while (bytes[p] === blank || bytes[p] === tab) p++
    return bytes[p] === this.#headerByte
  }
}
