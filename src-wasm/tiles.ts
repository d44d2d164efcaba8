// Pieces of a product, c = a · b or +=, that are summed in registers; what the arguments mean stands at `blocks` of products.ts.
// Twelve sums, two of b and one of a are all that sixteen registers hold.

import { at } from './products'

const bytes: usize = 4

export function sixByEight(
  k: i32,
  a: usize,
  nextRow: usize,
  next: usize,
  b: usize,
  ldb: i32,
  c: usize,
  ldc: i32,
  adds: bool,
): void {
  const a1 = a + nextRow
  const a2 = a1 + nextRow
  const a3 = a2 + nextRow
  const a4 = a3 + nextRow
  const a5 = a4 + nextRow
  let s00 = f32x4.splat(0)
  let s01 = f32x4.splat(0)
  let s10 = f32x4.splat(0)
  let s11 = f32x4.splat(0)
  let s20 = f32x4.splat(0)
  let s21 = f32x4.splat(0)
  let s30 = f32x4.splat(0)
  let s31 = f32x4.splat(0)
  let s40 = f32x4.splat(0)
  let s41 = f32x4.splat(0)
  let s50 = f32x4.splat(0)
  let s51 = f32x4.splat(0)
  const step = <usize>ldb * bytes
  const end = <usize>k * next
  for (let p: usize = 0; p < end; p += next) {
    const b0 = v128.load(b)
    const b1 = v128.load(b, 16)
    const x0 = v128.load32_splat(a + p)
    s00 = f32x4.relaxed_madd(x0, b0, s00)
    s01 = f32x4.relaxed_madd(x0, b1, s01)
    const x1 = v128.load32_splat(a1 + p)
    s10 = f32x4.relaxed_madd(x1, b0, s10)
    s11 = f32x4.relaxed_madd(x1, b1, s11)
    const x2 = v128.load32_splat(a2 + p)
    s20 = f32x4.relaxed_madd(x2, b0, s20)
    s21 = f32x4.relaxed_madd(x2, b1, s21)
    const x3 = v128.load32_splat(a3 + p)
    s30 = f32x4.relaxed_madd(x3, b0, s30)
    s31 = f32x4.relaxed_madd(x3, b1, s31)
    const x4 = v128.load32_splat(a4 + p)
    s40 = f32x4.relaxed_madd(x4, b0, s40)
    s41 = f32x4.relaxed_madd(x4, b1, s41)
    const x5 = v128.load32_splat(a5 + p)
    s50 = f32x4.relaxed_madd(x5, b0, s50)
    s51 = f32x4.relaxed_madd(x5, b1, s51)
    b += step
  }
  put(c, s00, s01, adds)
  put(at(c, 1, ldc), s10, s11, adds)
  put(at(c, 2, ldc), s20, s21, adds)
  put(at(c, 3, ldc), s30, s31, adds)
  put(at(c, 4, ldc), s40, s41, adds)
  put(at(c, 5, ldc), s50, s51, adds)
}

export function fourByEight(
  k: i32,
  a: usize,
  nextRow: usize,
  next: usize,
  b: usize,
  ldb: i32,
  c: usize,
  ldc: i32,
  adds: bool,
): void {
  const a1 = a + nextRow
  const a2 = a1 + nextRow
  const a3 = a2 + nextRow
  let s00 = f32x4.splat(0)
  let s01 = f32x4.splat(0)
  let s10 = f32x4.splat(0)
  let s11 = f32x4.splat(0)
  let s20 = f32x4.splat(0)
  let s21 = f32x4.splat(0)
  let s30 = f32x4.splat(0)
  let s31 = f32x4.splat(0)
  const step = <usize>ldb * bytes
  const end = <usize>k * next
  for (let p: usize = 0; p < end; p += next) {
    const b0 = v128.load(b)
    const b1 = v128.load(b, 16)
    const x0 = v128.load32_splat(a + p)
    s00 = f32x4.relaxed_madd(x0, b0, s00)
    s01 = f32x4.relaxed_madd(x0, b1, s01)
    const x1 = v128.load32_splat(a1 + p)
    s10 = f32x4.relaxed_madd(x1, b0, s10)
    s11 = f32x4.relaxed_madd(x1, b1, s11)
    const x2 = v128.load32_splat(a2 + p)
    s20 = f32x4.relaxed_madd(x2, b0, s20)
    s21 = f32x4.relaxed_madd(x2, b1, s21)
    const x3 = v128.load32_splat(a3 + p)
    s30 = f32x4.relaxed_madd(x3, b0, s30)
    s31 = f32x4.relaxed_madd(x3, b1, s31)
    b += step
  }
  put(c, s00, s01, adds)
  put(at(c, 1, ldc), s10, s11, adds)
  put(at(c, 2, ldc), s20, s21, adds)
  put(at(c, 3, ldc), s30, s31, adds)
}

function put(c: usize, left: v128, right: v128, adds: bool): void {
  if (adds) {
    left = f32x4.add(left, v128.load(c))
    right = f32x4.add(right, v128.load(c, 16))
  }
  v128.store(c, left)
  v128.store(c, right, 16)
}

export function oneByEight(k: i32, a: usize, next: usize, b: usize, ldb: i32, c: usize, adds: bool): void {
  let left = f32x4.splat(0)
  let right = f32x4.splat(0)
  for (let p = 0; p < k; p++) {
    const x = v128.load32_splat(a)
    left = f32x4.relaxed_madd(x, v128.load(b), left)
    right = f32x4.relaxed_madd(x, v128.load(b, 16), right)
    a += next
    b += <usize>ldb * bytes
  }
  put(c, left, right, adds)
}

export function oneByFour(k: i32, a: usize, next: usize, b: usize, ldb: i32, c: usize, adds: bool): void {
  let sum = f32x4.splat(0)
  for (let p = 0; p < k; p++) {
    sum = f32x4.relaxed_madd(v128.load32_splat(a), v128.load(b), sum)
    a += next
    b += <usize>ldb * bytes
  }
  if (adds) sum = f32x4.add(sum, v128.load(c))
  v128.store(c, sum)
}
