/** Numbers in a block: fewer rows where there are more columns. */
const blockNumbers = 1 << 21
const mostRows = 65_536

/** Rows per block for so many columns. */
export const rowsPerBlock = (columns: number) =>
  Math.max(64, Math.min(mostRows, Math.floor(blockNumbers / Math.max(1, columns))))

/** Where rows go: a block of columns behind each other, [column * blockRows + row], and a next one when it is full. */
export interface RowSpace {
  readonly blockRows: number
  block: Float64Array
  filled: number
  /** more — another block is wanted. */
  next(more: boolean): void
}

/** Where rows go as they are read, in the order of the file. */
export interface RowTarget {
  /**
   * Takes a block of rows: its columns behind each other, block.length / columns numbers each. Answers whether it has done with its memory,
   * which is the target's otherwise. times — [rows] epoch ms as they stand in the file.
   */
  take(block: Float64Array, rows: number, times: Float64Array): Promise<boolean>
}

export interface FilledBlock {
  block: Float64Array
  rows: number
}

const none = new Float64Array()

/** Blocks that a reader fills one after the other. columns — numbers per row. */
export class BlockSpace implements RowSpace {
  readonly blockRows: number
  block: Float64Array
  filled = 0
  readonly #columns: number
  #full: FilledBlock[] = []

  constructor(columns: number) {
    this.#columns = columns
    this.blockRows = rowsPerBlock(columns)
    this.block = new Float64Array(this.blockRows * columns)
  }

  next(more: boolean): void {
    if (this.filled > 0) this.#full.push({ block: this.block, rows: this.filled })
    if (!more) this.block = none
    else if (this.filled > 0) this.block = new Float64Array(this.blockRows * this.#columns)
    this.filled = 0
  }

  /** The blocks that are complete, which are forgotten here. */
  takeFull(): FilledBlock[] {
    return this.#full.splice(0)
  }
}
