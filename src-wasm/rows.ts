// Reads plain lines of a delimited text: the same as src-main/formats/importers/text/plain-lines.ts, which reads whatever is not as
// simple as here. A module of its own with a memory of its own; src-main/formats/importers/text/row-kernel.ts says what lies where.

const lf: u32 = 10
const cr: u32 = 13
const quote: u32 = 34
const blank: u32 = 32
const longestLine: usize = 2_000_000
/** Cells that may hold 0 and 1 alone. */
const label: i32 = 0x10000

function twoDigits(at: usize): u32 {
  const tens = <u32>load<u8>(at) - 48
  const ones = <u32>load<u8>(at, 1) - 48
  return tens < 10 && ones < 10 ? tens * 10 + ones : 99
}

/** Epoch ms of the text at `at` where it is of the pattern of the last time; NaN otherwise. */
function timeAt(order: usize, at: usize): f64 {
  const length = <usize>load<i32>(order, 20)
  if (length == 0) return NaN
  const text = <usize>load<i32>(order, 92)
  const free = <usize>load<i32>(order, 96)
  for (let i: usize = 0; i < length; i++)
    if (load<u8>(at + i) != load<u8>(text + i) && load<u8>(free + i) == 0) return NaN
  const minute = load<i32>(order, 28)
  const second = load<i32>(order, 32)
  const fraction = load<i32>(order, 36)
  const h = twoDigits(at + load<i32>(order, 24))
  const m = minute < 0 ? 0 : twoDigits(at + minute)
  const s = second < 0 ? 0 : twoDigits(at + second)
  if (h > 23 || m > 59 || s > 59) return NaN
  let part: f64 = 0
  if (fraction >= 0) {
    let scale: f64 = 100
    const digits = load<i32>(order, 40)
    for (let i = 0; i < digits; i++) {
      const digit = <u32>load<u8>(at + fraction + i) - 48
      if (digit > 9) return NaN
      part += <f64>digit * scale
      scale /= 10
    }
  }
  return load<f64>(order, 48) + <f64>h * 3_600_000 + <f64>m * 60_000 + <f64>s * 1000 + part - load<f64>(order, 112)
}

/** Takes lines from `from` on that end before `stop`; returns how many, and leaves in `order` where the next begins. */
export function takeRows(order: usize, from: usize, stop: usize): i32 {
  const delimiter = load<u32>(order)
  const decimal = load<u32>(order, 4)
  const last = load<i32>(order, 8) - 1
  const comment = load<i32>(order, 12)
  const blockRows = load<i32>(order, 60)
  const uses = <usize>load<i32>(order, 80)
  const block = <usize>load<i32>(order, 84)
  const times = <usize>load<i32>(order, 88)
  const powers = <usize>load<i32>(order, 100)
  const rows = block + ((<usize>load<i32>(order, 72) * blockRows) << 3)
  const began = load<i32>(order, 56)
  let filled = began
  let fileRow = load<f64>(order, 64)
  let p = from
  let next = from
  while (p < stop && filled < blockRows) {
    let c: u32 = load<u8>(p)
    if (comment >= 0 && (c == comment || c == blank || c == quote)) break
    let ms: f64 = 0
    let plain = true
    for (let cell = 0; ; cell++) {
      let use = load<i32>(uses + ((<usize>cell) << 2))
      if (use >= 0) {
        while (c == blank) c = load<u8>(++p)
        const negative = c == 45
        if (negative) c = load<u8>(++p)
        const first = p
        let mantissa: u64 = 0
        let digit = c - 48
        while (digit < 10) {
          mantissa = mantissa * 10 + digit
          c = load<u8>(++p)
          digit = c - 48
        }
        let digits = p - first
        let value: f64 = 0
        if (c == decimal && decimal != delimiter) {
          const point = p + 1
          c = load<u8>(++p)
          digit = c - 48
          while (digit < 10) {
            mantissa = mantissa * 10 + digit
            c = load<u8>(++p)
            digit = c - 48
          }
          const power = p - point
          digits += power
          value = <f64>mantissa
          // Exact: up to 15 digits and such powers are one rounded operation.
          if (power > 0 && power < 16) value /= load<f64>(powers + (power << 3))
        } else value = <f64>mantissa
        const flag = use >= label
        if (digits == 0 || digits > 15 || (flag && (negative || (value != 0 && value != 1)))) {
          plain = false
          break
        }
        if (flag) use -= label
        store<f64>(block + ((<usize>(use * blockRows + filled)) << 3), negative ? -value : value)
      } else if (use == -2) {
        ms = timeAt(order, p)
        if (ms != ms) {
          plain = false
          break
        }
        p += <usize>load<i32>(order, 20)
        c = load<u8>(p)
      } else {
        while (c != delimiter && c != lf && c != cr && c != quote) c = load<u8>(++p)
      }
      if (cell == last) break
      if (c != delimiter) {
        plain = false
        break
      }
      c = load<u8>(++p)
    }
    if (!plain) break
    if (c == cr) c = load<u8>(++p)
    if (c != lf) break
    p++
    if (p - next > longestLine) break
    store<f64>(rows + ((<usize>filled) << 3), fileRow)
    store<f64>(times + ((<usize>filled) << 3), ms)
    fileRow += 1
    filled++
    next = p
  }
  store<i32>(order, filled, 56)
  store<f64>(order, fileRow, 64)
  store<i32>(order, <i32>next, 104)
  return filled - began
}
