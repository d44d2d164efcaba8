import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { QuickLines } from './cutter.ts'
import { powersOfTen } from '../columns/number.ts'
import type { RowPlan } from './row-plan.ts'
import { rowsPerBlock, type FilledBlock, type RowSpace } from './row-space.ts'
import type { TimeTemplate } from '../times/time-template.ts'

/** Beside the bundle, else where the build keeps it for whoever runs the sources. */
const places = ['./rows.wasm', '../../../../node_modules/.cache/kernels/rows.wasm']
/** Cells that may hold 0 and 1 alone. */
const label = 0x10000
const orderBytes = 4096
/** After so many lines in a row that are not as simple, the others of the bytes are not tried. */
const mostMisses = 50

let code: Uint8Array<ArrayBuffer> | null | undefined

/** src-wasm/rows.ts compiled; null where it is not, or this machine does not run it: plainLines does the same, slower. */
function compiled(): Uint8Array<ArrayBuffer> | null {
  for (const place of places)
    try {
      const found = new Uint8Array(readFileSync(fileURLToPath(new URL(place, import.meta.url))))
      return WebAssembly.validate(found) ? found : null
    } catch {
      // The other place.
    }
  return null
}

type TakeRows = (order: number, from: number, stop: number) => number

/** What the lines that the kernel takes are given to. */
export interface KernelRows {
  template: TimeTemplate | null
  /** File rows before the next line. */
  fileRow(): number
  /** Rows that lie in the block, from `filled` on. times — [rows], valid until the next call. */
  keepAll(times: Float64Array): void
}

/** Reads the simplest lines of a text, and has rows and text in a memory that is shared with nobody. */
export class RowKernel {
  /** Blocks whose rows are copied out when they are complete. */
  readonly space: RowSpace & { takeFull(): FilledBlock[]; reuse?(memory: ArrayBuffer[]): void }
  readonly #bytes: Buffer
  readonly #order: DataView
  readonly #times: Float64Array
  readonly #text: Uint8Array
  readonly #free: Uint8Array
  readonly #take: TakeRows

  /** null where no line of such a table can be taken. most — bytes of text that there may be at once. */
  static of(plan: RowPlan, most: number): RowKernel | null {
    code ??= compiled()
    const { time, columns, width } = plan
    const alone = time === null || (time.columns.length === 1 && time.prefix === '')
    const simple = columns.every(
      ({ role, missing, states }) => role === 'label' || (role === 'value' && missing.length === 0 && !states),
    )
    return code && alone && simple && width < 512 ? new RowKernel(code, plan, most) : null
  }

  constructor(code: Uint8Array<ArrayBuffer>, plan: RowPlan, most: number) {
    const columns = plan.columns.length + 1
    const blockRows = rowsPerBlock(columns)
    const blockAt = orderBytes
    const timesAt = blockAt + 8 * blockRows * columns
    const bytesAt = timesAt + 8 * blockRows
    // A time is compared as a whole, beyond the end of the text where that is shorter.
    const memory = new WebAssembly.Memory({ initial: Math.ceil((bytesAt + most + 64) / 65_536) })
    const instance = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory, abort() {} } })
    this.#take = instance.exports.takeRows as TakeRows
    const { buffer } = memory
    const [usesAt, textAt, freeAt, powersAt] = [1024, 512, 576, 640]
    const order = (this.#order = new DataView(buffer, 0, orderBytes))
    this.#times = new Float64Array(buffer, timesAt, blockRows)
    this.#text = new Uint8Array(buffer, textAt, 64)
    this.#free = new Uint8Array(buffer, freeAt, 64)
    this.#bytes = Buffer.from(buffer, bytesAt, most)
    new Float64Array(buffer, powersAt, 16).set(powersOfTen.subarray(0, 16))
    const uses = new Int32Array(buffer, usesAt, plan.width).fill(-1)
    plan.columns.forEach(({ index, role }, c) => (uses[index] = role === 'label' ? c + label : c))
    for (const index of plan.time?.columns ?? []) uses[index] = -2
    const ints: [number, number][] = [
      [0, plan.delimiter.charCodeAt(0)],
      [4, plan.decimal === ',' ? 44 : 46],
      [8, plan.width],
      [12, plan.comment === null ? -1 : plan.comment.charCodeAt(0)],
      [60, blockRows],
      [72, plan.columns.length],
      [80, usesAt],
      [84, blockAt],
      [88, timesAt],
      [92, textAt],
      [96, freeAt],
      [100, powersAt],
    ]
    for (const [at, value] of ints) order.setInt32(at, value, true)
    this.space = kernelSpace(new Float64Array(buffer, blockAt, blockRows * columns), blockRows, columns)
  }

  /** Room for a text, from its beginning on. */
  room(bytes: number): Buffer {
    return this.#bytes.subarray(0, bytes)
  }

  /** plain — reads the lines that the kernel leaves. */
  lines(plain: QuickLines, rows: KernelRows): QuickLines {
    return new KernelLines(this, plain, rows)
  }

  /** The rows taken, as times, and where the next line begins in bytes. null where the bytes lie elsewhere. */
  take(bytes: Buffer, from: number, stop: number, rows: KernelRows): { next: number; times: Float64Array } | null {
    if (bytes.buffer !== this.#order.buffer) return null
    const order = this.#order
    const { template } = rows
    order.setInt32(20, 0, true)
    if (template) {
      const { length, places, midnight, offset } = template.copyTo(this.#text, this.#free)
      const { hour, minute, second, fraction, fractionDigits } = places
      for (const [i, value] of [length, hour, minute, second, fraction, fractionDigits].entries())
        order.setInt32(20 + 4 * i, value, true)
      order.setFloat64(48, midnight, true)
      order.setFloat64(112, offset, true)
    }
    order.setInt32(56, this.space.filled, true)
    order.setFloat64(64, rows.fileRow(), true)
    const at = bytes.byteOffset
    const { filled } = this.space
    const taken = this.#take(0, at + from, at + stop)
    return { next: order.getInt32(104, true) - at, times: this.#times.subarray(filled, filled + taken) }
  }
}

class KernelLines implements QuickLines {
  lines = 0
  readonly #kernel: RowKernel
  readonly #plain: QuickLines
  readonly #rows: KernelRows
  #misses = 0

  constructor(kernel: RowKernel, plain: QuickLines, rows: KernelRows) {
    this.#kernel = kernel
    this.#plain = plain
    this.#rows = rows
  }

  begin(): void {
    this.#misses = 0
    this.#plain.begin()
  }

  take(bytes: Buffer, from: number, stop: number, line: number): number {
    this.lines = 0
    for (let at = from; ;) {
      const taken = this.#misses < mostMisses ? this.#kernel.take(bytes, at, stop, this.#rows) : null
      if (taken) {
        at = taken.next
        this.lines += taken.times.length
        this.#misses = taken.times.length > 0 ? 0 : this.#misses + 1
        this.#rows.keepAll(taken.times)
        if (at >= stop) return at
      }
      const end = taken ? bytes.indexOf(10, at) + 1 : stop
      const next = this.#plain.take(bytes, at, end, line + this.lines)
      this.lines += this.#plain.lines
      if (next < end || end === stop) return next
      at = next
    }
  }
}

function kernelSpace(block: Float64Array, blockRows: number, columns: number) {
  let full: FilledBlock[] = []
  let spare: ArrayBuffer[] = []
  const room = (numbers: number) => {
    const at = spare.findIndex(({ byteLength }) => byteLength >= 8 * numbers)
    return at < 0 ? new Float64Array(numbers) : new Float64Array(spare.splice(at, 1)[0], 0, numbers)
  }
  const space = {
    blockRows,
    block,
    filled: 0,
    next() {
      const rows = space.filled
      if (rows === 0) return
      const copy = room(rows * columns)
      for (let c = 0; c < columns; c++) copy.set(block.subarray(c * blockRows, c * blockRows + rows), c * rows)
      full.push({ block: copy, rows })
      space.filled = 0
    },
    takeFull() {
      const taken = full
      full = []
      return taken
    },
    /** Memory of blocks that nobody reads any more: made anew for each of them, hundreds of megabytes would wait for their collection. */
    reuse(memory: ArrayBuffer[]) {
      for (const unused of spare) unused.transfer(0)
      spare = memory
    },
  }
  return space
}
