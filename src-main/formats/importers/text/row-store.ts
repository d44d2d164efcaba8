import { open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'

/** Numbers in a block: fewer rows where there are more columns. */
const blockNumbers = 1 << 21
const mostRows = 65_536
const memoryBytes = 96 << 20

/** Rows per block for so many columns. */
export const rowsPerBlock = (columns: number) =>
  Math.max(64, Math.min(mostRows, Math.floor(blockNumbers / Math.max(1, columns))))

interface Kept {
  /** Its columns behind each other, `stride` numbers each; null where it lies in the file, or was given away. */
  block: Float64Array | null
  stride: number
  rows: number
  /** Byte of the file; -1 = in memory. */
  place: number
}

/**
 * Numbers of rows in the order in which they were read: in memory up to 96 MB, and in a file of `folder` beyond.
 * columns — numbers per row.
 */
export class RowStore {
  rows = 0
  readonly columns: number
  /** Rows in a block that is filled here. */
  readonly blockRows: number
  readonly #folder: () => Promise<string>
  readonly #kept: Kept[] = []
  #inMemory = 0
  #file: FileHandle | null = null
  #written = 0
  readonly #queue: Kept[] = []
  /** The block that is being filled, its columns behind each other: [column * blockRows + row]. */
  block: Float64Array
  filled = 0

  constructor(columns: number, folder: () => Promise<string>) {
    this.columns = columns
    this.blockRows = rowsPerBlock(columns)
    this.#folder = folder
    this.block = new Float64Array(this.blockRows * columns)
  }

  /** Puts the block away and begins the next; called when it is full, and at the end. */
  next(): void {
    if (this.filled === 0) return
    this.add(this.block, this.filled)
    this.block = new Float64Array(this.blockRows * this.columns)
    this.filled = 0
  }

  /** Takes a block that was filled elsewhere, of as many columns behind each other; its memory is the store's from now on. */
  add(block: Float64Array, rows: number): void {
    const kept: Kept = { block, stride: block.length / this.columns, rows, place: -1 }
    this.rows += rows
    this.#kept.push(kept)
    if (this.#inMemory + block.byteLength <= memoryBytes) this.#inMemory += block.byteLength
    else this.#queue.push(kept)
  }

  /** Writes to the file what has no place in memory; called between blocks of the source. */
  async settle(): Promise<void> {
    for (const kept of this.#queue.splice(0)) {
      this.#file ??= await open(join(await this.#folder(), 'rows'), 'w+', 0o600)
      const bytes = bytesOf(kept.block!)
      kept.place = this.#written
      kept.block = null
      this.#written += bytes.length
      await this.#file.write(bytes, 0, bytes.length, kept.place)
    }
  }

  get blocks(): number {
    return this.#kept.length
  }

  /** Block k as [column][row]. give — it is not asked for again, its memory may be passed on. */
  async blockAt(k: number, give = false): Promise<Float64Array[]> {
    const kept = this.#kept[k]
    let { block } = kept
    if (block === null) {
      block = new Float64Array(kept.stride * this.columns)
      const bytes = bytesOf(block)
      await this.#file!.read(bytes, 0, bytes.length, kept.place)
    } else if (give) kept.block = null
    const { stride, rows } = kept
    return Array.from({ length: this.columns }, (_, c) => block.subarray(c * stride, c * stride + rows))
  }

  async close(): Promise<void> {
    await this.#file?.close()
  }
}

const bytesOf = (block: Float64Array) => new Uint8Array(block.buffer, block.byteOffset, block.byteLength)
