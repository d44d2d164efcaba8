import { open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'

/** Numbers in a block: fewer rows where there are more columns. */
const blockNumbers = 1 << 21
const mostRows = 65_536
const memoryBytes = 160 << 20

/** Rows per block for so many columns. */
export const rowsPerBlock = (columns: number) =>
  Math.max(64, Math.min(mostRows, Math.floor(blockNumbers / Math.max(1, columns))))

/**
 * Numbers of rows in the order in which they were read: in memory up to 160 MB, and in a file of `folder` beyond.
 * columns — numbers per row.
 */
export class RowStore {
  rows = 0
  readonly columns: number
  /** Rows per block. */
  readonly blockRows: number
  readonly #folder: () => Promise<string>
  readonly #kept: (Float64Array | null)[] = []
  #file: FileHandle | null = null
  #spilled = 0
  readonly #queue: Float64Array[] = []
  /** The block that is being filled, its columns behind each other: [column * blockRows + row]. */
  block: Float64Array
  filled = 0

  constructor(columns: number, folder: () => Promise<string>) {
    this.columns = columns
    this.blockRows = rowsPerBlock(columns)
    this.#folder = folder
    this.block = this.#empty()
  }

  #empty(): Float64Array {
    return new Float64Array(this.blockRows * this.columns)
  }

  /** Puts the block away and begins the next; called when it is full, and at the end. */
  next(): void {
    if (this.filled === 0) return
    this.rows += this.filled
    const room = memoryBytes / (8 * this.blockRows * Math.max(1, this.columns))
    if (this.#kept.length < room) this.#kept.push(this.block)
    else this.#queue.push(this.block)
    this.block = this.#empty()
    this.filled = 0
  }

  /** Adds n rows of a block of as many columns, blockRows of it being its own: [column * blockRows + row]. */
  add(block: Float64Array, n: number): void {
    for (let taken = 0; taken < n;) {
      const count = Math.min(n - taken, this.blockRows - this.filled)
      for (let c = 0; c < this.columns; c++) {
        const from = c * this.blockRows + taken
        this.block.set(block.subarray(from, from + count), c * this.blockRows + this.filled)
      }
      taken += count
      this.filled += count
      if (this.filled === this.blockRows) this.next()
    }
  }

  /** Writes to the file what has no place in memory; called between blocks of the source. */
  async settle(): Promise<void> {
    for (const block of this.#queue.splice(0)) {
      this.#file ??= await open(join(await this.#folder(), 'rows'), 'wx+', 0o600)
      const bytes = new Uint8Array(block.buffer, block.byteOffset, block.byteLength)
      await this.#file.write(bytes, 0, bytes.length, this.#spilled++ * bytes.length)
    }
  }

  get blocks(): number {
    return Math.ceil(this.rows / this.blockRows)
  }

  /** Block k as [column][row]; only the last is not full. give — it is not asked for again, its memory may be passed on. */
  async blockAt(k: number, give = false): Promise<Float64Array[]> {
    const n = Math.min(this.blockRows, this.rows - k * this.blockRows)
    let block = this.#kept[k]
    if (k < this.#kept.length) {
      if (give) this.#kept[k] = null
    } else {
      block = this.#empty()
      const bytes = new Uint8Array(block.buffer)
      await this.#file!.read(bytes, 0, bytes.length, (k - this.#kept.length) * bytes.length)
    }
    return Array.from({ length: this.columns }, (_, c) => block!.subarray(c * this.blockRows, c * this.blockRows + n))
  }

  async close(): Promise<void> {
    await this.#file?.close()
  }
}
