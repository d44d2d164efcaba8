import type { Columns } from './columns.ts'

/** Rows in arrays that are longer than what they hold: rows are written behind one another, and room grows by halves. */
export class HeldRows {
  #times: Float64Array
  #values: Float64Array[]
  #n: number

  constructor({ times, values }: Columns) {
    this.#times = times
    this.#values = values
    this.#n = times.length
  }

  get length(): number {
    return this.#n
  }
  /** NaN where there is none. */
  get lastTime(): number {
    return this.#n === 0 ? NaN : this.#times[this.#n - 1]
  }

  /** row — its values, NaN = missing. */
  push(time: number, row: ArrayLike<number>): void {
    if (this.#n === this.#times.length) this.#grow()
    this.#times[this.#n] = time
    for (let c = 0; c < this.#values.length; c++) this.#values[c][this.#n] = row[c]
    this.#n++
  }

  /** Views, good until the next row comes. */
  columns(): Columns {
    return {
      times: this.#times.subarray(0, this.#n),
      values: this.#values.map((channel) => channel.subarray(0, this.#n)),
    }
  }

  /** Lets go of the first rows. */
  forget(rows: number): void {
    for (const column of [this.#times, ...this.#values]) column.copyWithin(0, rows, this.#n)
    this.#n -= rows
  }

  #grow(): void {
    const longer = (of: Float64Array) => {
      const room = new Float64Array(Math.max(32, Math.ceil(1.5 * of.length)))
      room.set(of)
      return room
    }
    this.#times = longer(this.#times)
    this.#values = this.#values.map(longer)
  }
}
