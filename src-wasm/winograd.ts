// Convolutions over three points, one by one: four outputs of six numbers take six products of channels by filters, and not
// twelve. F(4, 3) of Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016, arXiv 1509.09308, at the points
// 0, ±1, ±2 and ∞. Channels and filters are whole fours.

import { rectify } from './elements'
import { at, product } from './products'

const bytes: usize = 4
/** Tiles, of four outputs each, that are multiplied at once: what belongs to them stays in the cache. */
const most: i32 = 24

/** Numbers that `convolveThree` wants for itself. */
export function roomForThree(channels: i32, filters: i32): i32 {
  return 6 * channels * filters + 6 * most * (channels + filters) + channels
}

/** As `convolve`, for width 3 and stride 1; bias — [out] or 0. */
export function convolveThree(
  batch: i32,
  time: i32,
  channels: i32,
  filters: i32,
  before: i32,
  x: usize,
  w: usize,
  y: usize,
  bias: usize,
  relu: bool,
  room: usize,
): void {
  const seen = at(room, 6 * channels, filters)
  const sums = at(seen, 6 * most, channels)
  const nothing = at(sums, 6 * most, filters)
  memory.fill(nothing, 0, channels * bytes)
  turnKernel(channels * filters, w, room)
  const perRow = (time + 3) / 4
  const tiles = batch * perRow
  for (let first = 0; first < tiles; first += most) {
    const some = min(most, tiles - first)
    for (let tile = 0; tile < some; tile++) {
      const begin = ((first + tile) % perRow) * 4 - before
      const row = at(x, ((first + tile) / perRow) * time, channels)
      turnInput(begin, time, channels, row, nothing, at(seen, tile, channels))
    }
    for (let point = 0; point < 6; point++)
      product(
        some,
        filters,
        channels,
        at(seen, point * most, channels),
        channels,
        at(room, point * channels, filters),
        filters,
        at(sums, point * most, filters),
        filters,
        false,
      )
    for (let tile = 0; tile < some; tile++) {
      const begin = ((first + tile) % perRow) * 4
      const to = at(y, ((first + tile) / perRow) * time + begin, filters)
      turnOutput(min(4, time - begin), filters, at(sums, tile, filters), to, bias, relu)
    }
  }
}

/** u[6, count] of w[3, count]. */
function turnKernel(count: i32, w: usize, u: usize): void {
  const next = <usize>count * bytes
  for (let end = w + next; w < end; w += 16) {
    const w0 = v128.load(w)
    const w1 = v128.load(w + next)
    const w2 = v128.load(w + 2 * next)
    const even = f32x4.mul(f32x4.add(w0, w2), f32x4.splat(-1.0 / 6))
    const odd = f32x4.mul(w1, f32x4.splat(1.0 / 6))
    const wide = f32x4.add(f32x4.mul(w0, f32x4.splat(1.0 / 24)), f32x4.mul(w2, f32x4.splat(1.0 / 6)))
    const wideOdd = f32x4.mul(w1, f32x4.splat(1.0 / 12))
    v128.store(u, f32x4.mul(w0, f32x4.splat(0.25)))
    v128.store(u + next, f32x4.sub(even, odd))
    v128.store(u + 2 * next, f32x4.add(even, odd))
    v128.store(u + 3 * next, f32x4.add(wide, wideOdd))
    v128.store(u + 4 * next, f32x4.sub(wide, wideOdd))
    v128.store(u + 5 * next, w2)
    u += 16
  }
}

/** seen[6, most, channels], of one tile, from six points of x that begin at `begin`; those outside are noughts. */
function turnInput(begin: i32, time: i32, channels: i32, x: usize, nothing: usize, seen: usize): void {
  const x0 = point(begin, time, channels, x, nothing)
  const x1 = point(begin + 1, time, channels, x, nothing)
  const x2 = point(begin + 2, time, channels, x, nothing)
  const x3 = point(begin + 3, time, channels, x, nothing)
  const x4 = point(begin + 4, time, channels, x, nothing)
  const x5 = point(begin + 5, time, channels, x, nothing)
  const next = at(0, most, channels)
  const four = f32x4.splat(4)
  const two = f32x4.splat(2)
  const end = <usize>channels * bytes
  for (let p: usize = 0; p < end; p += 16) {
    const d0 = v128.load(x0 + p)
    const d1 = v128.load(x1 + p)
    const d2 = v128.load(x2 + p)
    const d3 = v128.load(x3 + p)
    const d4 = v128.load(x4 + p)
    const d5 = v128.load(x5 + p)
    const even = f32x4.relaxed_nmadd(four, d2, d4)
    const odd = f32x4.relaxed_nmadd(four, d1, d3)
    const evenTwo = f32x4.sub(d4, d2)
    const oddTwo = f32x4.mul(two, f32x4.sub(d3, d1))
    const five = f32x4.splat(-5)
    const to = seen + p
    v128.store(to, f32x4.relaxed_madd(four, d0, f32x4.relaxed_madd(five, d2, d4)))
    v128.store(to + next, f32x4.add(even, odd))
    v128.store(to + 2 * next, f32x4.sub(even, odd))
    v128.store(to + 3 * next, f32x4.add(evenTwo, oddTwo))
    v128.store(to + 4 * next, f32x4.sub(evenTwo, oddTwo))
    v128.store(to + 5 * next, f32x4.relaxed_madd(four, d1, f32x4.relaxed_madd(five, d3, d5)))
  }
}

function point(time: i32, times: i32, channels: i32, x: usize, nothing: usize): usize {
  return time >= 0 && time < times ? at(x, time, channels) : nothing
}

/** The first `times` of four outputs of one tile, from sums[6, most, filters]. */
function turnOutput(times: i32, filters: i32, sums: usize, y: usize, bias: usize, relu: bool): void {
  const next = at(0, most, filters)
  const line = <usize>filters * bytes
  for (let p: usize = 0; p < line; p += 16) {
    const from = sums + p
    const m0 = v128.load(from)
    const m1 = v128.load(from + next)
    const m2 = v128.load(from + 2 * next)
    const m3 = v128.load(from + 3 * next)
    const m4 = v128.load(from + 4 * next)
    const m5 = v128.load(from + 5 * next)
    const add = f32x4.add(m1, m2)
    const sub = f32x4.sub(m1, m2)
    const addTwo = f32x4.add(m3, m4)
    const subTwo = f32x4.sub(m3, m4)
    const b = bias ? v128.load(bias + p) : f32x4.splat(0)
    const to = y + p
    put(to, f32x4.add(f32x4.add(m0, add), addTwo), b, relu)
    if (times > 1) put(to + line, f32x4.relaxed_madd(f32x4.splat(2), subTwo, sub), b, relu)
    if (times > 2) put(to + 2 * line, f32x4.relaxed_madd(f32x4.splat(4), addTwo, add), b, relu)
    if (times > 3) put(to + 3 * line, f32x4.add(f32x4.relaxed_madd(f32x4.splat(8), subTwo, sub), m5), b, relu)
  }
}

function put(to: usize, value: v128, b: v128, relu: bool): void {
  const sum = f32x4.add(value, b)
  v128.store(to, relu ? rectify(sum) : sum)
}
