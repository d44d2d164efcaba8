import { joined } from '../../../analysis/math/joined.ts'
import type { RowSink } from '../importer.ts'
import { isUtc } from '../../../shared/zone-offset.ts'
import { isDated } from '../times/midnight.ts'
import type { RowTarget } from './row-space.ts'
import type { TextPlan } from './text-plan.ts'
import { batchOf, headerOf } from './wide-rows.ts'

/** What is thrown where a row is earlier than the one before it. */
export const notInOrder = new Error('The rows are not in the order of their times.')

/** Whether the time of a row and its place among the channels are known without the rows behind it. */
export const canGoStraight = ({ rows, recipe: { time }, long }: TextPlan): boolean =>
  long === null && rows.pairs === null && (time.kind === 'steps' ? time.stepMs > 0 : isUtc(time.zone) && !isDated(time))

/** Gives rows on to the sink as they are read. Throws `notInOrder`: what the sink has got is then void. */
export class StraightRows implements RowTarget {
  readonly #plan: TextPlan
  readonly #sink: RowSink
  readonly #times: Float64Array[] = []
  #last = -Infinity
  #begun = false

  constructor(plan: TextPlan, sink: RowSink) {
    this.#plan = plan
    this.#sink = sink
  }

  async take(block: Float64Array, rows: number, read: Float64Array): Promise<boolean> {
    const { rows: plan, recipe } = this.#plan
    const stride = block.length / (plan.columns.length + 1)
    const columns = Array.from({ length: plan.columns.length + 1 }, (_, c) =>
      block.subarray(c * stride, c * stride + rows),
    )
    const { time } = recipe
    const times = time.kind === 'steps' ? columns.at(-1)!.map((row) => time.start + row * time.stepMs) : read
    let last = this.#last
    for (let i = 0; i < rows; i++) {
      if (times[i] < last) throw notInOrder
      last = times[i]
    }
    this.#last = last
    // Those of a column are kept by who reads it.
    if (time.kind === 'steps') this.#times.push(times)
    if (!this.#begun) await this.#sink.begin(headerOf(recipe, null))
    this.#begun = true
    await this.#sink.rows(batchOf(recipe, times, columns))
    return !this.#sink.keeps
  }

  /** [row] epoch ms in UTC, of rows whose times are no column; they are forgotten here. */
  takeSteps(): Float64Array {
    return joined(this.#times.splice(0))
  }
}
