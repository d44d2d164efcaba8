import { badInput } from '../../../shared/errors.ts'
import { isUnit } from '../../../shared/data/units.ts'
import {
  digital,
  dressedNumber,
  isMissing,
  labelWord,
  noWords,
  toNumber,
  unknownWords,
  yesWords,
} from '../columns/cells.ts'
import type { BadCells } from '../database/load.ts'
import { isBadQuality } from '../columns/quality.ts'
import type { ColumnFacts } from '../sinks/stream-rows.ts'
import { cellText } from './cutter.ts'
import type { Cells } from './line-cells.ts'
import { unitScale } from '../../../shared/data/unit-scale.ts'
import { numberAt } from '../columns/number.ts'
import type { PlannedColumn, RowPlan } from './row-plan.ts'

const mostNames = 1 << 22

/** Turns cells into the numbers that are kept, and counts whatever is no plain number. */
export class CellReader {
  readonly facts: ColumnFacts[]
  readonly bad = new Map<number, BadCells>()
  /** [column] — of the missing values, those that were codes: code → cells. */
  readonly codes: Map<number, number>[]
  readonly names = new Map<string, number>()
  readonly markers = new Set<string>()
  /** The name of the block that is read, in a stack of them. */
  block: string
  readonly #plan: RowPlan
  readonly #decimal: number
  readonly #words: Map<string, number>[]

  constructor(plan: RowPlan) {
    this.#plan = plan
    this.block = plan.stack?.first ?? ''
    this.#decimal = plan.decimal === ',' ? 44 : 46
    this.facts = plan.columns.map(() => ({
      missing: 0, infinite: 0, firstInfinite: -1, min: Infinity, max: -Infinity, otherNumbers: 0, otherTexts: 0,
    })) // prettier-ignore
    this.codes = plan.columns.map(() => new Map())
    this.#words = plan.columns.map(() => new Map())
  }

  /**
   * The number of a cell that goes into the store; NaN = missing. c — its column of the plan; timed — its row has a time, and is kept.
   */
  read(cells: Cells, c: number, line: number, fileRow: number, timed: boolean): number {
    const column = this.#plan.columns[c]
    const { index } = column
    if (column.role === 'name')
      return this.#name(this.#plan.stack && index >= this.#plan.width ? this.block : cellText(cells, index))
    const value =
      index < cells.count ? numberAt(cells.bytes, cells.starts[index], cells.ends[index], this.#decimal) : NaN
    if (column.role === 'label') return this.#label(cells, c, value, timed)
    if (column.quality !== undefined && isBadQuality(cellText(cells, column.quality)))
      return this.#poor(cellText(cells, index), c, timed)
    if (value - value !== 0 || column.states) return this.#odd(cellText(cells, index), c, column, line, fileRow, timed)
    if (column.missing.length === 0 || !column.missing.includes(value)) return value
    if (timed) {
      this.codes[c].set(value, (this.codes[c].get(value) ?? 0) + 1)
      this.facts[c].missing++
    }
    return NaN
  }

  /** A bad reading is missing, and is counted as bad where there is one at all. */
  #poor(text: string, c: number, timed: boolean): number {
    if (timed) {
      const facts = this.facts[c]
      facts.missing++
      if (!isMissing(text)) facts.poor = (facts.poor ?? 0) + 1
    }
    return NaN
  }

  /** Follows the range of values that are kept. */
  follow(c: number, values: Float64Array): void {
    const facts = this.facts[c]
    let { min, max } = facts
    for (let i = 0; i < values.length; i++) {
      const value = values[i]
      if (value < min) min = value
      if (value > max) max = value
    }
    facts.min = min
    facts.max = max
  }

  /** Whatever is no plain number: missing, dressed, a word, or a mistake. */
  #odd(text: string, c: number, column: PlannedColumn, line: number, fileRow: number, timed: boolean): number {
    const facts = this.facts[c]
    const words = this.#words[c]
    // Few different texts come again and again; each is looked at once.
    let value = words.get(text)
    if (value === undefined) {
      value = this.#meaning(text, column)
      if (words.size < 1000) words.set(text, value)
    }
    if (Number.isFinite(value)) {
      if (!timed || !column.missing.includes(value)) return value
      facts.missing++
      return NaN
    }
    if (!Number.isNaN(value)) {
      if (facts.infinite++ === 0) facts.firstInfinite = line - this.#plan.skipLines - 1
      return NaN
    }
    if (timed) facts.missing++
    if (!isMissing(text)) {
      const bad = this.bad.get(c)
      if (!bad) this.bad.set(c, { count: 1, timed: timed ? 1 : 0, row: fileRow, line, value: text })
      else {
        bad.count++
        if (timed) bad.timed++
      }
    }
    return NaN
  }

  #meaning(text: string, column: PlannedColumn): number {
    const state = column.states?.indexOf(text) ?? -1
    if (state >= 0) return state
    if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
    const number = toNumber(text, this.#plan.decimal)
    if (!Number.isNaN(number)) return number
    if (column.switch) {
      const word = digital(text)
      if (word !== null) return word
    }
    const dressed = dressedNumber(text, this.#plan.decimal)
    if (!dressed || (dressed.unit !== '' && !isUnit(dressed.unit))) return NaN
    if (!column.unit || dressed.unit === '' || dressed.unit === column.unit) return dressed.value
    // "1.5 kW" among watts is 1500 of them.
    const scale = unitScale(dressed.unit, column.unit)
    return scale === null || scale === 1 ? dressed.value : Number((dressed.value * scale).toPrecision(15))
  }

  /** 0, 1, or 0 with a count of what it was instead. */
  #label(cells: Cells, c: number, value: number, timed: boolean): number {
    const facts = this.facts[c]
    if (value === 0 || value === 1) return value
    if (value < 0) {
      if (timed) this.codes[c].set(value, (this.codes[c].get(value) ?? 0) + 1)
      return 0
    }
    if (value > 0) {
      if (timed) facts.otherNumbers++
      return 1
    }
    const word = labelWord(cellText(cells, this.#plan.columns[c].index))
    if (isMissing(word) || noWords.includes(word)) return 0
    if (yesWords.includes(word)) return 1
    if (unknownWords.includes(word)) {
      if (timed) facts.otherTexts++
      return 0
    }
    // "spike" and "drift": what kind of anomaly it is.
    if (timed) facts.kinds = (facts.kinds ?? 0) + 1
    return 1
  }

  #name(text: string): number {
    if (text === '') return NaN
    // What a recorder writes of itself between the values of its tags, as $RT_OFF$.
    if (/^\$\w+\$$/.test(text)) {
      this.markers.add(text)
      return NaN
    }
    let id = this.names.get(text)
    if (id === undefined) {
      if (this.names.size >= mostNames)
        throw badInput('There are more than 4 million different names: choose the column that says what was measured.')
      this.names.set(text, (id = this.names.size))
    }
    return id
  }
}
