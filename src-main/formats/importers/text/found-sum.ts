import type { ColumnFacts } from '../sinks/stream-rows.ts'
import type { FoundRows } from './row-reader.ts'
import type { RowPlan } from './row-plan.ts'

/** Puts together what was found in the parts of a file, each of which counted its lines and rows from its own beginning. */
export class FoundSum {
  readonly #plan: RowPlan
  readonly #parts: number
  // One array each: kept as they come, thousands of little ones leave holes in the memory that nothing else fits into.
  #times = new Float64Array()
  #fixed = new Uint8Array()
  #rows = 0
  readonly #names = new Map<string, number>()
  readonly #markers = new Set<string>()
  readonly #all: Omit<FoundRows, 'times' | 'fixed' | 'names' | 'markers'>

  /** parts — how many there are, of about the same size. */
  constructor(plan: RowPlan, parts: number) {
    this.#plan = plan
    this.#parts = parts
    this.#all = {
      facts: plan.columns.map((): ColumnFacts => ({
        missing: 0, infinite: 0, firstInfinite: -1, min: Infinity, max: -Infinity, otherNumbers: 0, otherTexts: 0,
      })), // prettier-ignore
      bad: new Map(),
      codes: plan.columns.map(() => new Map<number, number>()),
      rejected: { count: 0, first: null },
      untimed: { count: 0, first: null },
      blank: 0,
      comments: 0,
      repeatedHeaders: 0,
      openQuotes: { count: 0, first: 0 },
      taken: [],
      lines: 0,
      fileRows: 0,
    }
  }

  /** Names and rows of a part's block get the numbers that they have in the whole file. block — [column * blockRows + row]. */
  place(block: Float64Array, blockRows: number, rows: number, names: readonly string[]): void {
    const { columns } = this.#plan
    const ids = names.map((name) => {
      if (!this.#names.has(name)) this.#names.set(name, this.#names.size)
      return this.#names.get(name)!
    })
    columns.forEach(({ role }, c) => {
      if (role !== 'name') return
      const from = c * blockRows
      for (let i = from; i < from + rows; i++) if (!Number.isNaN(block[i])) block[i] = ids[block[i]]
    })
    const from = columns.length * blockRows
    const { fileRows } = this.#all
    for (let i = from; i < from + rows; i++) block[i] += fileRows
  }

  /** The next part, whose blocks have been placed. first — it holds the lines above the first row. */
  add(part: FoundRows, first: boolean): void {
    const all = this.#all
    const { lines, fileRows } = all
    this.#addTimes(part)
    for (const marker of part.markers) this.#markers.add(marker)
    part.facts.forEach((facts, c) => {
      const sum = all.facts[c]
      if (sum.infinite === 0 && facts.infinite > 0)
        sum.firstInfinite = facts.firstInfinite + (first ? 0 : lines - this.#plan.skipLines)
      sum.infinite += facts.infinite
      sum.missing += facts.missing
      if (facts.kinds !== undefined) sum.kinds = (sum.kinds ?? 0) + facts.kinds
      if (facts.poor !== undefined) sum.poor = (sum.poor ?? 0) + facts.poor
      sum.otherNumbers += facts.otherNumbers
      sum.otherTexts += facts.otherTexts
      sum.min = Math.min(sum.min, facts.min)
      sum.max = Math.max(sum.max, facts.max)
    })
    for (const [c, bad] of part.bad) {
      const sum = all.bad.get(c)
      if (!sum) all.bad.set(c, { ...bad, row: bad.row + fileRows, line: bad.line! + lines })
      else {
        sum.count += bad.count
        sum.timed += bad.timed
      }
    }
    part.codes.forEach((codes, c) => {
      for (const [code, count] of codes) all.codes[c].set(code, (all.codes[c].get(code) ?? 0) + count)
    })
    if (all.rejected.count === 0 && part.rejected.first)
      all.rejected.first = { ...part.rejected.first, line: part.rejected.first.line + lines }
    all.rejected.count += part.rejected.count
    const { first: untimed } = part.untimed
    // An empty cell is the example only where there is no other.
    if (untimed && (all.untimed.first === null || (all.untimed.first.value === '' && untimed.value !== '')))
      all.untimed.first = { ...untimed, row: untimed.row + fileRows, line: untimed.line! + lines }
    all.untimed.count += part.untimed.count
    all.blank += part.blank
    all.comments += part.comments
    all.repeatedHeaders += part.repeatedHeaders
    if (all.openQuotes.count === 0 && part.openQuotes.count > 0) all.openQuotes.first = part.openQuotes.first + lines
    all.openQuotes.count += part.openQuotes.count
    all.taken = part.taken.map(({ pattern, rows }, i) => ({ pattern, rows: rows + (all.taken[i]?.rows ?? 0) }))
    all.lines += part.lines
    all.fileRows += part.fileRows
  }

  #addTimes({ times, fixed }: FoundRows) {
    const rows = this.#rows + times.length
    if (rows > this.#times.length) {
      const room = Math.ceil(1.1 * Math.max(rows, times.length * this.#parts))
      const [before, fixedBefore] = [this.#times, this.#fixed]
      this.#times = new Float64Array(room)
      this.#fixed = new Uint8Array(room)
      this.#times.set(before)
      this.#fixed.set(fixedBefore)
    }
    this.#times.set(times, this.#rows)
    this.#fixed.set(fixed, this.#rows)
    this.#rows = rows
  }

  take(): FoundRows {
    const times = this.#times.subarray(0, this.#rows)
    const fixed = this.#fixed.subarray(0, this.#rows)
    return { ...this.#all, times, fixed, names: [...this.#names.keys()], markers: [...this.#markers] }
  }
}
