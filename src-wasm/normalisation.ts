// Batch normalisation of [rows, channels], by the mean and the variance of each channel.

import { sumRows } from './elements'
import { at } from './products'

const bytes: usize = 4

/** y = (x − mean) · inverse · scale + offset; mean, variance (population), inverse — [channels], written; room — 2 · channels numbers. */
export function batchNorm(
  rows: i32,
  channels: i32,
  x: usize,
  scale: usize,
  offset: usize,
  epsilon: f32,
  y: usize,
  mean: usize,
  variance: usize,
  inverse: usize,
  room: usize,
): void {
  const end = <usize>channels * bytes
  memory.fill(mean, 0, end)
  sumRows(rows, channels, x, mean, room)
  for (let p: usize = 0; p < end; p += bytes) store<f32>(mean + p, load<f32>(mean + p) / <f32>rows)
  const squares = room + end
  memory.fill(variance, 0, end)
  for (let from = 0; from < rows; from += 256) {
    const some = min(256, rows - from)
    memory.fill(squares, 0, end)
    for (let row = 0; row < some; row++) {
      const line = at(x, from + row, channels)
      let p: usize = 0
      for (; p + 16 <= end; p += 16) {
        const apart = f32x4.sub(v128.load(line + p), v128.load(mean + p))
        v128.store(squares + p, f32x4.relaxed_madd(apart, apart, v128.load(squares + p)))
      }
      for (; p < end; p += bytes) {
        const apart = load<f32>(line + p) - load<f32>(mean + p)
        store<f32>(squares + p, load<f32>(squares + p) + apart * apart)
      }
    }
    for (let p: usize = 0; p < end; p += bytes)
      store<f32>(variance + p, load<f32>(variance + p) + load<f32>(squares + p))
  }
  const factor = room
  const shift = room + end
  for (let p: usize = 0; p < end; p += bytes) {
    const ownVariance = load<f32>(variance + p) / <f32>rows
    const ownInverse: f32 = 1 / sqrt<f32>(ownVariance + epsilon)
    store<f32>(variance + p, ownVariance)
    store<f32>(inverse + p, ownInverse)
    store<f32>(factor + p, ownInverse * load<f32>(scale + p))
    store<f32>(shift + p, load<f32>(offset + p) - load<f32>(mean + p) * ownInverse * load<f32>(scale + p))
  }
  for (let row = 0; row < rows; row++) {
    let p: usize = 0
    for (; p + 16 <= end; p += 16)
      v128.store(y + p, f32x4.relaxed_madd(v128.load(x + p), v128.load(factor + p), v128.load(shift + p)))
    for (; p < end; p += bytes) store<f32>(y + p, load<f32>(x + p) * load<f32>(factor + p) + load<f32>(shift + p))
    x += end
    y += end
  }
}

/**
 * dScale = Σ dy · normalised, dOffset = Σ dy, dx = scale · inverse · (dy − dOffset / rows − normalised · dScale / rows), where
 * normalised = (x − mean) · inverse. dScale, dOffset — [channels], noughts; room — 2 · channels numbers.
 */
export function batchNormGradient(
  rows: i32,
  channels: i32,
  x: usize,
  scale: usize,
  dy: usize,
  mean: usize,
  inverse: usize,
  dx: usize,
  dScale: usize,
  dOffset: usize,
  room: usize,
): void {
  const end = <usize>channels * bytes
  sumRows(rows, channels, dy, dOffset, room)
  for (let from = 0; from < rows; from += 256) {
    const some = min(256, rows - from)
    memory.fill(room, 0, end)
    for (let row = 0; row < some; row++) {
      const line = at(x, from + row, channels)
      const d = at(dy, from + row, channels)
      let p: usize = 0
      for (; p + 16 <= end; p += 16) {
        const apart = f32x4.sub(v128.load(line + p), v128.load(mean + p))
        v128.store(room + p, f32x4.relaxed_madd(apart, v128.load(d + p), v128.load(room + p)))
      }
      for (; p < end; p += bytes)
        store<f32>(room + p, load<f32>(room + p) + (load<f32>(line + p) - load<f32>(mean + p)) * load<f32>(d + p))
    }
    for (let p: usize = 0; p < end; p += bytes)
      store<f32>(dScale + p, load<f32>(dScale + p) + load<f32>(room + p) * load<f32>(inverse + p))
  }
  // dx = factor · (dy − own − slope · (x − mean)).
  const own = room
  const slope = room + end
  for (let p: usize = 0; p < end; p += bytes) {
    store<f32>(own + p, load<f32>(dOffset + p) / <f32>rows)
    store<f32>(slope + p, (load<f32>(inverse + p) * load<f32>(dScale + p)) / <f32>rows)
  }
  for (let row = 0; row < rows; row++) {
    let p: usize = 0
    for (; p + 16 <= end; p += 16) {
      const apart = f32x4.sub(v128.load(x + p), v128.load(mean + p))
      const plain = f32x4.relaxed_nmadd(v128.load(slope + p), apart, f32x4.sub(v128.load(dy + p), v128.load(own + p)))
      v128.store(dx + p, f32x4.mul(f32x4.mul(v128.load(scale + p), v128.load(inverse + p)), plain))
    }
    for (; p < end; p += bytes) {
      const apart = load<f32>(x + p) - load<f32>(mean + p)
      const plain = load<f32>(dy + p) - load<f32>(own + p) - load<f32>(slope + p) * apart
      store<f32>(dx + p, load<f32>(scale + p) * load<f32>(inverse + p) * plain)
    }
    x += end
    dy += end
    dx += end
  }
}
