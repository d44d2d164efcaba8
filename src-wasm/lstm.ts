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
      const i = at(z, row, wide)
      const from = at(0, row, units)
      let unit = 0
      for (; unit + 4 <= units; unit += 4) {
        const p = unit * bytes
        const input = sigmoid(v128.load(i + p))
        const forget = sigmoid(v128.load(at(i, 1, units) + p))
        const value = tanh(v128.load(at(i, 2, units) + p))
        const output = sigmoid(v128.load(at(i, 3, units) + p))
        const cell = f32x4.add(f32x4.mul(forget, v128.load(lastC + from + p)), f32x4.mul(input, value))
        const bent = tanh(cell)
        v128.store(i + p, input)
        v128.store(at(i, 1, units) + p, forget)
        v128.store(at(i, 2, units) + p, value)
        v128.store(at(i, 3, units) + p, output)
        v128.store(nextC + from + p, cell)
        v128.store(nextTanh + from + p, bent)
        v128.store(nextH + from + p, f32x4.mul(output, bent))
      }
      for (; unit < units; unit++) {
        const p = unit * bytes
        const input = one(sigmoid(v128.load32_splat(i + p)))
        const forget = one(sigmoid(v128.load32_splat(at(i, 1, units) + p)))
        const value = one(tanh(v128.load32_splat(at(i, 2, units) + p)))
        const output = one(sigmoid(v128.load32_splat(at(i, 3, units) + p)))
        const cell = forget * load<f32>(lastC + from + p) + input * value
        const bent = one(tanh(f32x4.splat(cell)))
        store<f32>(i + p, input)
        store<f32>(at(i, 1, units) + p, forget)
        store<f32>(at(i, 2, units) + p, value)
        store<f32>(at(i, 3, units) + p, output)
        store<f32>(nextC + from + p, cell)
        store<f32>(nextTanh + from + p, bent)
        store<f32>(nextH + from + p, output * bent)
      }
    }
    lastH = nextH
    lastC = nextC
  }
}

function one(v: v128): f32 {
  return f32x4.extract_lane(v, 0)
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
    const step = at(0, t * batch, units)
    const before = t > 0 ? at(c, (t - 1) * batch, units) : c0
    for (let row = 0; row < batch; row++) {
      const from = at(0, row, units)
      const gate = at(gates, t * batch + row, wide)
      const to = at(z, row, wide)
      let unit = 0
      for (; unit + 4 <= units; unit += 4) {
        const p = unit * bytes
        const place = step + from + p
        slopes(
          gate + p,
          to + p,
          units,
          tanhs + place,
          dh + place,
          dc ? dc + place : 0,
          before + from + p,
          dh0 + from + p,
          dc0 + from + p,
        )
      }
      for (; unit < units; unit++) {
        const p = unit * bytes
        const place = step + from + p
        slope(
          gate + p,
          to + p,
          units,
          tanhs + place,
          dh + place,
          dc ? dc + place : 0,
          before + from + p,
          dh0 + from + p,
          dc0 + from + p,
        )
      }
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

/** Four units of one row: their dz, and in place of the next step's gradient of the cell this one's. */
function slopes(
  gate: usize,
  to: usize,
  units: i32,
  bent: usize,
  dh: usize,
  dc: usize,
  before: usize,
  fromNext: usize,
  cells: usize,
): void {
  const ones = f32x4.splat(1)
  const i = v128.load(gate)
  const f = v128.load(at(gate, 1, units))
  const g = v128.load(at(gate, 2, units))
  const o = v128.load(at(gate, 3, units))
  const tanhC = v128.load(bent)
  const total = f32x4.add(v128.load(dh), v128.load(fromNext))
  let cell = f32x4.add(v128.load(cells), f32x4.mul(f32x4.mul(total, o), f32x4.sub(ones, f32x4.mul(tanhC, tanhC))))
  if (dc) cell = f32x4.add(cell, v128.load(dc))
  v128.store(to, f32x4.mul(f32x4.mul(cell, g), f32x4.mul(i, f32x4.sub(ones, i))))
  v128.store(at(to, 1, units), f32x4.mul(f32x4.mul(cell, v128.load(before)), f32x4.mul(f, f32x4.sub(ones, f))))
  v128.store(at(to, 2, units), f32x4.mul(f32x4.mul(cell, i), f32x4.sub(ones, f32x4.mul(g, g))))
  v128.store(at(to, 3, units), f32x4.mul(f32x4.mul(total, tanhC), f32x4.mul(o, f32x4.sub(ones, o))))
  v128.store(cells, f32x4.mul(cell, f))
}

/** One unit. */
function slope(
  gate: usize,
  to: usize,
  units: i32,
  bent: usize,
  dh: usize,
  dc: usize,
  before: usize,
  fromNext: usize,
  cells: usize,
): void {
  const i = load<f32>(gate)
  const f = load<f32>(at(gate, 1, units))
  const g = load<f32>(at(gate, 2, units))
  const o = load<f32>(at(gate, 3, units))
  const tanhC = load<f32>(bent)
  const total = load<f32>(dh) + load<f32>(fromNext)
  let cell = load<f32>(cells) + total * o * (1 - tanhC * tanhC)
  if (dc) cell += load<f32>(dc)
  store<f32>(to, cell * g * (i * (1 - i)))
  store<f32>(at(to, 1, units), cell * load<f32>(before) * (f * (1 - f)))
  store<f32>(at(to, 2, units), cell * i * (1 - g * g))
  store<f32>(at(to, 3, units), total * tanhC * (o * (1 - o)))
  store<f32>(cells, cell * f)
}
