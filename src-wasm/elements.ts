// What goes over all numbers of a tensor once.

const bytes: usize = 4

/** y[row, column] = a[row, column] + b[column], or 0 where that is below and `relu` is set; y may be a. */
export function addBias(rows: i32, columns: i32, a: usize, b: usize, y: usize, relu: bool): void {
  for (let row = 0; row < rows; row++) {
    let column = 0
    for (; column + 4 <= columns; column += 4) {
      const p = column * bytes
      const sum = f32x4.add(v128.load(a + p), v128.load(b + p))
      v128.store(y + p, relu ? rectify(sum) : sum)
    }
    for (; column < columns; column++) {
      const p = column * bytes
      const sum = load<f32>(a + p) + load<f32>(b + p)
      store<f32>(y + p, relu && sum < 0 ? 0 : sum)
    }
    a += columns * bytes
    y += columns * bytes
  }
}

/** max(x, 0); a NaN stays one. */
export function rectify(x: v128): v128 {
  return f32x4.pmax(x, f32x4.splat(0))
}

/** sums[column] += Σ a[row, column]; many rows are summed in parts, so that small numbers are not lost in a large sum. */
export function sumRows(rows: i32, columns: i32, a: usize, sums: usize, room: usize): void {
  for (let from = 0; from < rows; from += 256) {
    const end = min(rows, from + 256)
    memory.fill(room, 0, columns * bytes)
    for (let row = from; row < end; row++) {
      let column = 0
      for (; column + 4 <= columns; column += 4) {
        const p = column * bytes
        v128.store(room + p, f32x4.add(v128.load(room + p), v128.load(a + p)))
      }
      for (; column < columns; column++) {
        const p = column * bytes
        store<f32>(room + p, load<f32>(room + p) + load<f32>(a + p))
      }
      a += columns * bytes
    }
    for (let column = 0; column < columns; column++) {
      const p = column * bytes
      store<f32>(sums + p, load<f32>(sums + p) + load<f32>(room + p))
    }
  }
}

/** y[outer, inner]: the means of a[outer, times, inner] over its middle axis. */
export function means(outer: i32, times: i32, inner: i32, a: usize, y: usize, room: usize): void {
  const piece = <usize>inner * bytes
  for (let i = 0; i < outer; i++) {
    memory.fill(y, 0, piece)
    sumRows(times, inner, a, y, room)
    for (let p: usize = 0; p < piece; p += bytes) store<f32>(y + p, load<f32>(y + p) / <f32>times)
    a += <usize>times * piece
    y += piece
  }
}

/** y[outer, times, inner] = a[outer, inner]. */
export function repeat(outer: i32, times: i32, inner: i32, a: usize, y: usize): void {
  const piece = <usize>inner * bytes
  for (let i = 0; i < outer; i++) {
    for (let t = 0; t < times; t++) {
      memory.copy(y, a, piece)
      y += piece
    }
    a += piece
  }
}

/** dx = dy where y is above 0, else 0. */
export function reluGradient(count: i32, dy: usize, y: usize, dx: usize): void {
  let at = 0
  const zeros = f32x4.splat(0)
  for (; at + 4 <= count; at += 4) {
    const p = at * bytes
    v128.store(dx + p, v128.and(v128.load(dy + p), f32x4.gt(v128.load(y + p), zeros)))
  }
  for (; at < count; at++) {
    const p = at * bytes
    store<f32>(dx + p, load<f32>(y + p) > 0 ? load<f32>(dy + p) : 0)
  }
}
