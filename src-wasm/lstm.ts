import { at, product, turn, turnedProduct } from './products'
import { sigmoid, tanh } from './functions'

// One LSTM layer over a whole sequence, as Keras has it: gates i, f, c, o. x — [steps, batch, size]; w — [size + units, 4·units],
// b — [4·units]; everything of a step is [batch, units], or [batch, 4·units] where all gates lie side by side.

const bytes: usize = 4

/** gates — [steps, batch, 4·units] after their sigmoid or tanh; h, c, tanhs (of c) — [steps, batch, units]. */
export function lstm(
  steps: i32,
  batch: i32,
  size: i32,
  units: i32,
  x: usize,
  w: usize,
  b: usize,
  h0: usize,
  c0: usize,
  gates: usize,
  h: usize,
  c: usize,
  tanhs: usize,
): void {
  const wide = 4 * units
  const recurrent = at(w, size, wide)
  for (let row = 0; row < steps * batch; row++) memory.copy(at(gates, row, wide), b, at(0, 1, wide))
  product(steps * batch, wide, size, x, size, w, wide, gates, wide, true)
  let lastH = h0
  let lastC = c0
  for (let t = 0; t < steps; t++) {
    const z = at(gates, t * batch, wide)
    product(batch, wide, units, lastH, units, recurrent, wide, z, wide, true)
    const nextH = at(h, t * batch, units)
    const nextC = at(c, t * batch, units)
    const nextTanh = at(tanhs, t * batch, units)
    for (let row = 0; row < batch; row++) {
      const gate = at(z, row, wide)
      const from = at(0, row, units)
      let p: usize = 0
      for (; p + 4 * bytes <= at(0, 1, units); p += 4 * bytes)
        step<v128>(gate + p, units, lastC + from + p, nextC + from + p, nextTanh + from + p, nextH + from + p)
      for (; p < at(0, 1, units); p += bytes)
        step<f32>(gate + p, units, lastC + from + p, nextC + from + p, nextTanh + from + p, nextH + from + p)
    }
    lastH = nextH
    lastC = nextC
  }
}

/** Four units of one row through one step (N — v128), or one (f32): their gates in place, their cell, its tanh and their output. */
function step<N>(gate: usize, units: i32, lastC: usize, c: usize, tanhC: usize, h: usize): void {
  const input = sigmoid(read<N>(gate))
  const forget = sigmoid(read<N>(at(gate, 1, units)))
  const value = tanh(read<N>(at(gate, 2, units)))
  const output = sigmoid(read<N>(at(gate, 3, units)))
  const cell = f32x4.add(f32x4.mul(forget, read<N>(lastC)), f32x4.mul(input, value))
  const bent = tanh(cell)
  write<N>(gate, input)
  write<N>(at(gate, 1, units), forget)
  write<N>(at(gate, 2, units), value)
  write<N>(at(gate, 3, units), output)
  write<N>(c, cell)
  write<N>(tanhC, bent)
  write<N>(h, f32x4.mul(output, bent))
}

/** Four numbers, or one. */
function read<N>(p: usize): v128 {
  return sizeof<N>() === 16 ? v128.load(p) : v128.load32_splat(p)
}

function write<N>(p: usize, v: v128): void {
  if (sizeof<N>() === 16) v128.store(p, v)
  else v128.store32_lane(p, v, 0)
}

/**
 * From dh and dc, gradients of every output and every cell ([steps, batch, units]; dc 0 for none), to those of the inputs. dw —
 * zeros; dz — room as of gates; turned — (size + units) · 4·units numbers; dh0, dc0 — [batch, units], zeros.
 */
export function lstmGradient(
  steps: i32,
  batch: i32,
  size: i32,
  units: i32,
  x: usize,
  w: usize,
  h0: usize,
  c0: usize,
  gates: usize,
  h: usize,
  c: usize,
  tanhs: usize,
  dh: usize,
  dc: usize,
  dz: usize,
  turned: usize,
  dx: usize,
  dw: usize,
  db: usize,
  dh0: usize,
  dc0: usize,
): void {
  const wide = 4 * units
  const turnedRecurrent = at(turned, wide, size)
  turn(size, wide, w, wide, turned)
  turn(units, wide, at(w, size, wide), wide, turnedRecurrent)
  for (let t = steps - 1; t >= 0; t--) {
    const z = at(dz, t * batch, wide)
    const past = at(0, t * batch, units)
    const before = t > 0 ? at(c, (t - 1) * batch, units) : c0
    for (let row = 0; row < batch; row++) {
      const from = at(0, row, units)
      const gate = at(gates, t * batch + row, wide)
      const to = at(z, row, wide)
      let p: usize = 0
      for (; p + 4 * bytes <= at(0, 1, units); p += 4 * bytes)
        slopes<v128>(
          gate + p,
          to + p,
          units,
          tanhs,
          dh,
          dc,
          past + from + p,
          before + from + p,
          dh0 + from + p,
          dc0 + from + p,
        )
      for (; p < at(0, 1, units); p += bytes)
        slopes<f32>(
          gate + p,
          to + p,
          units,
          tanhs,
          dh,
          dc,
          past + from + p,
          before + from + p,
          dh0 + from + p,
          dc0 + from + p,
        )
    }
    product(batch, units, wide, z, wide, turnedRecurrent, units, dh0, units, false)
  }
  product(steps * batch, size, wide, dz, wide, turned, size, dx, size, false)
  turnedProduct(steps * batch, size, wide, x, size, dz, wide, dw, wide)
  const recurrent = at(dw, size, wide)
  turnedProduct(batch, units, wide, h0, units, dz, wide, recurrent, wide)
  turnedProduct((steps - 1) * batch, units, wide, h, units, at(dz, batch, wide), wide, recurrent, wide)
  for (let row = 0; row < steps * batch; row++)
    for (let column = 0; column < wide; column += 4) {
      const to = db + column * bytes
      v128.store(to, f32x4.add(v128.load(to), v128.load(at(dz, row, wide) + column * bytes)))
    }
}

/** Four units of one row or one, as in `step`: their dz, and in place of the next step's gradient of the cell this one's. */
function slopes<N>(
  gate: usize,
  to: usize,
  units: i32,
  tanhs: usize,
  dh: usize,
  dc: usize,
  place: usize,
  before: usize,
  fromNext: usize,
  cells: usize,
): void {
  const ones = f32x4.splat(1)
  const i = read<N>(gate)
  const f = read<N>(at(gate, 1, units))
  const g = read<N>(at(gate, 2, units))
  const o = read<N>(at(gate, 3, units))
  const tanhC = read<N>(tanhs + place)
  const total = f32x4.add(read<N>(dh + place), read<N>(fromNext))
  let cell = f32x4.add(read<N>(cells), f32x4.mul(f32x4.mul(total, o), f32x4.sub(ones, f32x4.mul(tanhC, tanhC))))
  if (dc) cell = f32x4.add(cell, read<N>(dc + place))
  write<N>(to, f32x4.mul(f32x4.mul(cell, g), f32x4.mul(i, f32x4.sub(ones, i))))
  write<N>(at(to, 1, units), f32x4.mul(f32x4.mul(cell, read<N>(before)), f32x4.mul(f, f32x4.sub(ones, f))))
  write<N>(at(to, 2, units), f32x4.mul(f32x4.mul(cell, i), f32x4.sub(ones, f32x4.mul(g, g))))
  write<N>(at(to, 3, units), f32x4.mul(f32x4.mul(total, tanhC), f32x4.mul(o, f32x4.sub(ones, o))))
  write<N>(cells, f32x4.mul(cell, f))
}
