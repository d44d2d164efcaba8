import { addBias } from './elements'
import { at, product, turnedProduct } from './products'
import { convolveThree } from './winograd'

// Convolutions over time with padding "same". x — [batch, time, in]; w — [width, in, out]; y — [batch, outputs, out]. What one
// output sees of x lies in one piece, `width · in` numbers, and the next output's piece begins stride · in further on: the
// convolution is a product of that matrix, whose rows lie over each other, with the kernel.

const bytes: usize = 4

/**
 * bias — [out], added to every output, or 0; relu — what is below 0 then becomes 0. before, missing — zeros in front of x, and in
 * all. room — (time + missing) · in numbers, or what `roomForThree` says.
 */
export function convolve(
  batch: i32,
  time: i32,
  channels: i32,
  width: i32,
  filters: i32,
  stride: i32,
  outputs: i32,
  before: i32,
  missing: i32,
  x: usize,
  w: usize,
  y: usize,
  bias: usize,
  relu: bool,
  room: usize,
): void {
  if (byThree(time, channels, width, filters, stride))
    return convolveThree(batch, time, channels, filters, before, x, w, y, bias, relu, room)
  for (let b = 0; b < batch; b++) {
    const seen = padded(at(x, b, time * channels), time, channels, before, missing - before, room)
    const to = at(y, b, outputs * filters)
    product(outputs, filters, width * channels, seen, stride * channels, w, filters, to, filters, false)
    if (bias) addBias(outputs, filters, to, bias, to, relu)
  }
}

/** Whether a convolution of that shape goes by `convolveThree`. */
export function byThree(time: i32, channels: i32, width: i32, filters: i32, stride: i32): bool {
  return width === 3 && stride === 1 && time >= 4 && channels % 4 === 0 && filters % 4 === 0
}

/** The gradient for w. dw — [width, in, out], zeros. */
export function convolveFilter(
  batch: i32,
  time: i32,
  channels: i32,
  width: i32,
  filters: i32,
  stride: i32,
  outputs: i32,
  before: i32,
  missing: i32,
  x: usize,
  dy: usize,
  dw: usize,
  room: usize,
): void {
  for (let b = 0; b < batch; b++) {
    const seen = padded(at(x, b, time * channels), time, channels, before, missing - before, room)
    const d = at(dy, b, outputs * filters)
    turnedProduct(outputs, width * channels, filters, seen, stride * channels, d, filters, dw, filters)
  }
}

/**
 * The gradient for x, which is the transposed convolution too. Places of x are told apart by their remainder by the stride:
 * those of one remainder meet the same taps of w, and what they see of dy lies in one piece again.
 * turned — width · in · out numbers; room — (outputs + front + behind) · out numbers, or what `roomForThree` says.
 */
export function convolveInput(
  batch: i32,
  time: i32,
  channels: i32,
  width: i32,
  filters: i32,
  stride: i32,
  outputs: i32,
  before: i32,
  w: usize,
  dy: usize,
  dx: usize,
  turned: usize,
  room: usize,
): void {
  const front = (width + stride - 1) / stride - 1
  const behind = max(0, (time - 1 + before) / stride - outputs + 1)
  let to = turned
  for (let phase = 0; phase < stride; phase++) {
    const taps = tapsOf(width, phase, stride)
    for (let j = taps - 1; j >= 0; j--) {
      const tap = at(w, phase + j * stride, channels * filters)
      for (let filter = 0; filter < filters; filter++)
        for (let channel = 0; channel < channels; channel++) {
          store<f32>(to, load<f32>(at(tap, channel, filters) + filter * bytes))
          to += bytes
        }
    }
  }
  if (byThree(outputs, filters, width, channels, stride))
    return convolveThree(batch, time, filters, channels, front - before, dy, turned, dx, 0, false, room)
  for (let b = 0; b < batch; b++) {
    const seen = padded(at(dy, b, outputs * filters), outputs, filters, front, behind, room)
    let kernel = turned
    for (let phase = 0; phase < stride; phase++) {
      const taps = tapsOf(width, phase, stride)
      const first = (phase - (before % stride) + stride) % stride
      const newest = (first + before) / stride
      if (first < time)
        product(
          (time - first + stride - 1) / stride,
          channels,
          taps * filters,
          at(seen, newest - taps + 1 + front, filters),
          filters,
          kernel,
          channels,
          at(dx, b, time * channels) + first * channels * bytes,
          stride * channels,
          false,
        )
      kernel = at(kernel, taps * filters, channels)
    }
  }
}

function tapsOf(width: i32, phase: i32, stride: i32): i32 {
  return phase < width ? (width - phase + stride - 1) / stride : 0
}

/** x itself where nothing is missing, else its copy in `room` with zeros around. */
function padded(x: usize, rows: i32, channels: i32, before: i32, behind: i32, room: usize): usize {
  if (before === 0 && behind === 0) return x
  const inner = at(room, before, channels)
  memory.fill(room, 0, inner - room)
  memory.copy(inner, x, at(0, rows, channels))
  memory.fill(at(inner, rows, channels), 0, at(0, behind, channels))
  return room
}
