import { open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'

/** Numbers in a block: fewer rows where there are more columns. */
const blockNumbers = 1 << 21
const mostRows = 65_536
const memoryBytes = 160 << 20

/**
 * Numbers of rows in the order in which they were read: in memory up to 160 MB, and in a file of `folder` beyond.
 * columns — numbers per row.
 */
export class RowStore {
  rows = 0
  /** Rows per block. */
  readonly blockRows: number
  readonly #columns: number
  readonly #folder: () => Promise<string>
  readonly #kept: Float64Array[][] = []
  #file: FileHandle | null = null
  #spilled = 0
  readonly #queue: Float64Array[][] = []
  /** The block that is being filled: [column][row]. */
  block: Float64Array[]
  filled = 0

  constructor(columns: number, folder: () => Promise<string>) {
    this.#columns = columns
    this.blockRows = Math.max(64, Math.min(mostRows, Math.floor(blockNumbers / Math.max(1, columns))))
    this.#folder = folder
    this.block = this.#empty()
  }

  #empty(): Float64Array[] {
    return Array.from({ length: this.#columns }, () => new Float64Array(this.blockRows))
  }

  get full(): boolean {
    return this.filled === this.blockRows
  }

  /** Puts the block away and begins the next; called when it is full, and at the end. */
  next(): void {
    if (this.filled === 0) return
    this.rows += this.filled
    const room = memoryBytes / (8 * this.blockRows * Math.max(1, this.#columns))
    if (this.#kept.length < room) this.#kept.push(this.block)
    else this.#queue.push(this.block)
    this.block = this.#empty()
    this.filled = 0
  }

  /** Writes to the file what has no place in memory; called between blocks of the source. */
  async settle(): Promise<void> {
    for (const block of this.#queue.splice(0)) {
      this.#file ??= await open(join(await this.#folder(), 'rows'), 'wx+', 0o600)
      for (const column of block)
        await this.#file.write(
          new Uint8Array(column.buffer),
          0,
          this.blockRows * 8,
          this.#spilled++ * this.blockRows * 8,
        )
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
      if (give) this.#kept[k] = []
    } else {
      block = this.#empty()
      const first = (k - this.#kept.length) * this.#columns
      for (const [c, column] of block.entries())
        await this.#file!.read(new Uint8Array(column.buffer), 0, n * 8, (first + c) * this.blockRows * 8)
    }
    return n === this.blockRows ? block : block.map((column) => column.subarray(0, n))
  }

  async close(): Promise<void> {
    await this.#file?.close()
  }
}
