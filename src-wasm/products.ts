// Products of matrices. All are row-major float32; "ld" is the distance from one row to the next, in numbers. Rows may lie
// over each other, which is how a convolution becomes a product without a copy: see convolution.ts.

import { fourByEight, oneByEight, oneByFour, sixByEight } from './tiles'

const bytes: usize = 4

/** c[m, n] = a[m, k] · b[k, n], or += where `adds`. */
export function product(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  lda: i32,
  b: usize,
  ldb: i32,
  c: usize,
  ldc: i32,
  adds: bool,
): void {
  const columns = blocks(m, n, k, a, at(0, 1, lda), bytes, b, ldb, c, ldc, adds)
  for (let column = columns; column < n; column++) {
    if (ldb === 1 && n === 1) dots(m, k, a, lda, b, c, ldc, adds)
    else strided(m, k, a, lda, b + column * bytes, ldb, c + column * bytes, ldc, adds)
  }
}

/** c[i, n] += Σ over rows of a[row, i] · d[row, n]: a turned round, times d. */
export function turnedProduct(
  rows: i32,
  i: i32,
  n: i32,
  a: usize,
  lda: i32,
  d: usize,
  ldd: i32,
  c: usize,
  ldc: i32,
): void {
  // So many rows that what is read again and again stays in the cache.
  for (let from = 0; from < rows; from += 96) {
    const some = min(96, rows - from)
    const partA = at(a, from, lda)
    const partD = at(d, from, ldd)
    const columns = blocks(i, n, some, partA, bytes, at(0, 1, lda), partD, ldd, c, ldc, true)
    for (let column = columns; column < n; column++)
      turnedColumn(some, i, partA, lda, partD + column * bytes, ldd, c + column * bytes, ldc)
  }
}

/**
 * As many columns of c as make whole fours; returns how many. The numbers of a that meet in a product lie `nextRow` bytes apart for
 * the next row of c and `next` bytes apart for the next row of b: those two exchanged turn a round.
 */
function blocks(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  nextRow: usize,
  next: usize,
  b: usize,
  ldb: i32,
  c: usize,
  ldc: i32,
  adds: bool,
): i32 {
  let column = 0
  for (; column + 8 <= n; column += 8) {
    const p = column * bytes
    let row = 0
    // Six rows keep the processor busiest, and as many whole sixes and fours as there can be leave the fewest single rows.
    for (let left = m; left >= 6 && left !== 8 && left !== 9; left -= 6, row += 6)
      sixByEight(k, a + row * nextRow, nextRow, next, b + p, ldb, at(c, row, ldc) + p, ldc, adds)
    for (; row + 4 <= m; row += 4)
      fourByEight(k, a + row * nextRow, nextRow, next, b + p, ldb, at(c, row, ldc) + p, ldc, adds)
    for (; row < m; row++) oneByEight(k, a + row * nextRow, next, b + p, ldb, at(c, row, ldc) + p, adds)
  }
  if (column + 4 > n) return column
  for (let row = 0; row < m; row++)
    oneByFour(k, a + row * nextRow, next, b + column * bytes, ldb, at(c, row, ldc) + column * bytes, adds)
  return column + 4
}

export function at(base: usize, row: i32, ld: i32): usize {
  return base + <usize>row * <usize>ld * bytes
}

/** One column: the sum of each row of a times b, four numbers at a time. */
function dots(m: i32, k: i32, a: usize, lda: i32, b: usize, c: usize, ldc: i32, adds: bool): void {
  for (let row = 0; row < m; row++) {
    let s0 = f32x4.splat(0)
    let s1 = f32x4.splat(0)
    let p = 0
    const line = at(a, row, lda)
    for (; p + 8 <= k; p += 8) {
      s0 = f32x4.relaxed_madd(v128.load(line + p * bytes), v128.load(b + p * bytes), s0)
      s1 = f32x4.relaxed_madd(v128.load(line + p * bytes, 16), v128.load(b + p * bytes, 16), s1)
    }
    let sum = across(f32x4.add(s0, s1))
    for (; p < k; p++) sum += load<f32>(line + p * bytes) * load<f32>(b + p * bytes)
    const to = at(c, row, ldc)
    store<f32>(to, adds ? load<f32>(to) + sum : sum)
  }
}

function across(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
}

/** One column of b that is not a vector: four rows of a at a time. */
function strided(m: i32, k: i32, a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32, adds: bool): void {
  for (let row = 0; row < m; row++) {
    let s0: f32 = 0
    let s1: f32 = 0
    let p = 0
    const line = at(a, row, lda)
    for (; p + 2 <= k; p += 2) {
      s0 += load<f32>(line + p * bytes) * load<f32>(at(b, p, ldb))
      s1 += load<f32>(line + p * bytes, 4) * load<f32>(at(b, p + 1, ldb))
    }
    if (p < k) s0 += load<f32>(line + p * bytes) * load<f32>(at(b, p, ldb))
    const to = at(c, row, ldc)
    store<f32>(to, adds ? load<f32>(to) + (s0 + s1) : s0 + s1)
  }
}

/** One column of d: eight rows, then one, of the result at a time. */
function turnedColumn(rows: i32, height: i32, a: usize, lda: i32, d: usize, ldd: i32, c: usize, ldc: i32): void {
  let i = 0
  for (; i + 8 <= height; i += 8) {
    let s0 = f32x4.splat(0)
    let s1 = f32x4.splat(0)
    for (let row = 0; row < rows; row++) {
      const y = v128.load32_splat(at(d, row, ldd))
      const line = at(a, row, lda) + i * bytes
      s0 = f32x4.relaxed_madd(y, v128.load(line), s0)
      s1 = f32x4.relaxed_madd(y, v128.load(line, 16), s1)
    }
    addDown(at(c, i, ldc), ldc, s0)
    addDown(at(c, i + 4, ldc), ldc, s1)
  }
  for (; i < height; i++) {
    let sum: f32 = 0
    for (let row = 0; row < rows; row++) sum += load<f32>(at(a, row, lda) + i * bytes) * load<f32>(at(d, row, ldd))
    const to = at(c, i, ldc)
    store<f32>(to, load<f32>(to) + sum)
  }
}

function addDown(c: usize, ldc: i32, v: v128): void {
  store<f32>(c, load<f32>(c) + f32x4.extract_lane(v, 0))
  store<f32>(at(c, 1, ldc), load<f32>(at(c, 1, ldc)) + f32x4.extract_lane(v, 1))
  store<f32>(at(c, 2, ldc), load<f32>(at(c, 2, ldc)) + f32x4.extract_lane(v, 2))
  store<f32>(at(c, 3, ldc), load<f32>(at(c, 3, ldc)) + f32x4.extract_lane(v, 3))
}

/** to[columns, rows] = from[rows, columns], turned round. */
export function turn(rows: i32, columns: i32, from: usize, ld: i32, to: usize): void {
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      store<f32>(at(to, column, rows) + row * bytes, load<f32>(at(from, row, ld) + column * bytes))
}
