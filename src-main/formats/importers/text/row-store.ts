import { open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { FoundRows } from './row-reader.ts'
import { rowsPerBlock, type RowTarget } from './row-space.ts'

const memoryBytes = 96 << 20

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
export class RowStore implements RowTarget {
  rows = 0
  readonly columns: number
  /** Rows in a full block. */
  readonly blockRows: number
  readonly #folder: () => Promise<string>
  readonly #kept: Kept[] = []
  #inMemory = 0
  #file: FileHandle | null = null
  #written = 0

  constructor(columns: number, folder: () => Promise<string>) {
    this.columns = columns
    this.blockRows = rowsPerBlock(columns)
    this.#folder = folder
  }

  async take(block: Float64Array, rows: number): Promise<boolean> {
    const kept: Kept = { block, stride: block.length / this.columns, rows, place: -1 }
    this.rows += rows
    this.#kept.push(kept)
    if (this.#inMemory + block.byteLength <= memoryBytes) {
      this.#inMemory += block.byteLength
      return false
    }
    this.#file ??= await open(join(await this.#folder(), 'rows'), 'w+', 0o600)
    const bytes = bytesOf(block)
    kept.place = this.#written
    kept.block = null
    this.#written += bytes.length
    await this.#file.write(bytes, 0, bytes.length, kept.place)
    return true
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

/** What was found in a text, and its rows. */
export type ReadRows = FoundRows & { store: RowStore }
