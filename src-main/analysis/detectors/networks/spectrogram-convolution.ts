import { table } from '../../graph/recording.ts'
import { addBias } from '../../layers/operations.ts'
import type { Tape, Value } from '../../layers/tape.ts'
import { tensorFlow, type Tensor } from '../../tensorflow.ts'

/**
 * Which positions of an image a 3 × 3 kernel sees from each position of the result, tap by tap; −1 outside. from, to —
 * positions of both; forward — [9][to] → from; backward — [9][from] → to.
 */
export interface Taps {
  from: number
  to: number
  forward: Int32Array[]
  backward: Int32Array[]
}

/** height, width — of an image → of what a step of `stride` makes of it, padding "same". */
export const halved = (length: number, stride = 2) => Math.ceil(length / stride)

/** Taps of a 3 × 3 convolution with padding "same" over an image whose positions are row · width + column. */
export function tapsOf(height: number, width: number, stride: number): Taps {
  const [rows, columns] = [halved(height, stride), halved(width, stride)]
  const before = (length: number, out: number) => Math.floor(Math.max(0, (out - 1) * stride + 3 - length) / 2)
  const [top, left] = [before(height, rows), before(width, columns)]
  const taps: Taps = { from: height * width, to: rows * columns, forward: [], backward: [] }
  for (let tap = 0; tap < 9; tap++) {
    const forward = new Int32Array(taps.to).fill(-1)
    const backward = new Int32Array(taps.from).fill(-1)
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < columns; c++) {
        const y = r * stride - top + Math.floor(tap / 3)
        const x = c * stride - left + (tap % 3)
        if (y < 0 || y >= height || x < 0 || x >= width) continue
        forward[r * columns + c] = y * width + x
        backward[y * width + x] = r * columns + c
      }
    taps.forward.push(forward)
    taps.backward.push(backward)
  }
  return taps
}

/** The same taps the other way round: what a transposed convolution sees. */
export const reversed = ({ from, to, forward, backward }: Taps): Taps => ({
  from: to,
  to: from,
  forward: backward,
  backward: forward,
})

/**
 * A convolution of images, [from, batch, in] → [to, batch, out], as one product of what each position sees. w — [9 · in,
 * out]; b — [out]. With `reversed` taps it is the transposed convolution. Built from gathers, because WASM has no gradient
 * for the kernel of a convolution.
 */
export function convolveImages(tape: Tape, x: Value, w: Value, b: Value, taps: Taps): Value {
  const { k } = tape
  const [, batch, inputs] = x.data.shape as [number, number, number]
  const outputs = w.data.shape[1]!
  const seen = whatTapsSee(tape, x.data, taps)
  const y = tape.result(k.reshape(k.matMul(seen, w.data), [taps.to, batch, outputs]), [x, w], (d) => {
    tape.flow(w, () => k.matMul(seen, k.reshape(d, [-1, outputs]), true))
    // The gradient of a convolution is a convolution the other way round, its kernel's inputs and outputs swapped.
    tape.flow(x, () => {
      const swapped = k.reshape(k.transpose(k.reshape(w.data, [9, inputs, outputs]), [0, 2, 1]), [9 * outputs, inputs])
      return k.reshape(k.matMul(whatTapsSee(tape, d, reversed(taps)), swapped), [taps.from, batch, inputs])
    })
  })
  return addBias(tape, y, b)
}

/** [from, batch, n] → [to · batch, 9 · n], noughts outside. One gather of rows: WASM's concat along the last axis is slow. */
function whatTapsSee({ k }: Tape, x: Tensor, taps: Taps): Tensor {
  const [from, batch, n] = x.shape as [number, number, number]
  if (k.seen) {
    const blank = (position: number) => (position < 0 ? from : position)
    return k.seen(
      x,
      Array.from({ length: taps.to * 9 }, (_, i) => blank(taps.forward[i % 9][Math.floor(i / 9)])),
    )
  }
  const rows = new Int32Array(taps.to * batch * 9)
  for (let to = 0, at = 0; to < taps.to; to++)
    for (let image = 0; image < batch; image++)
      for (let tap = 0; tap < 9; tap++) {
        const position = taps.forward[tap][to]
        rows[at++] = position < 0 ? from * batch : position * batch + image
      }
  const withBlank = k.concat([k.reshape(x, [from * batch, n]), k.zeros([1, n])], 0)
  return k.reshape(k.gather(withBlank, table(tensorFlow().tensor1d(rows, 'int32'))), [taps.to * batch, 9 * n])
}
