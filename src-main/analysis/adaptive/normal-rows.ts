import type { RowRange } from '../../shared/data/series.ts'

/** Which rows may be learned from: a buffer that keeps the latest. */
export class NormalRows {
  readonly #usable: Uint8Array
  /** Rows that came in since the last update. */
  fresh = 0

  constructor(rows: number, trained: RowRange[]) {
    this.#usable = new Uint8Array(rows)
    for (const { first, last } of trained) this.#usable.fill(1, first, last + 1)
  }

  add(row: number): void {
    if (this.#usable[row] === 0) this.fresh++
    this.#usable[row] = 1
  }

  /** Rows that turned out to be near to what is strange. */
  drop(from: number, to: number): void {
    for (let row = from; row < to; row++) {
      this.fresh -= this.#usable[row]
      this.#usable[row] = 0
    }
  }

  /** The latest `count` rows before `end`, as ranges in order. */
  latest(count: number, end: number): RowRange[] {
    const ranges: RowRange[] = []
    for (let row = end - 1, left = count; row >= 0 && left > 0; row--) {
      if (this.#usable[row] === 0) continue
      left--
      const open = ranges.at(-1)
      if (open?.first === row + 1) open.first = row
      else ranges.push({ first: row, last: row })
    }
    return ranges.reverse()
  }
}
