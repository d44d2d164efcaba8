// Functions of four numbers at once.

/**
 * e^x, to 2 units in the last place between −87 and 88, held there outside: x = n · ln 2 + r, a polynomial for e^r (Cephes'
 * expf, Moshier) and n put into the exponent.
 */
function exponential(x: v128): v128 {
  // pmin and pmax keep a NaN and are one instruction, which min and max are not.
  x = f32x4.pmax(f32x4.pmin(x, f32x4.splat(88)), f32x4.splat(-87))
  // Added to 1.5 · 2^23 a number is rounded, and its whole part stands in the lowest bits.
  const magic = f32x4.splat(12582912)
  const shifted = f32x4.relaxed_madd(x, f32x4.splat(1.44269504088896341), magic)
  const n = f32x4.sub(shifted, magic)
  let r = f32x4.relaxed_nmadd(n, f32x4.splat(0.693359375), x)
  r = f32x4.relaxed_nmadd(n, f32x4.splat(-2.1219444e-4), r)
  let y = f32x4.splat(1.98756915e-4)
  y = f32x4.relaxed_madd(y, r, f32x4.splat(1.3981999507e-3))
  y = f32x4.relaxed_madd(y, r, f32x4.splat(8.3334519073e-3))
  y = f32x4.relaxed_madd(y, r, f32x4.splat(4.1665795894e-2))
  y = f32x4.relaxed_madd(y, r, f32x4.splat(1.6666665459e-1))
  y = f32x4.relaxed_madd(y, r, f32x4.splat(5.0000001201e-1))
  y = f32x4.relaxed_madd(f32x4.mul(y, r), r, f32x4.add(r, f32x4.splat(1)))
  return f32x4.mul(y, i32x4.add(i32x4.shl(shifted, 23), i32x4.splat(127 << 23)))
}

/** 1 / (1 + e^−x). */
export function sigmoid(x: v128): v128 {
  const ones = f32x4.splat(1)
  return f32x4.div(ones, f32x4.add(ones, exponential(f32x4.neg(x))))
}

/** 1 − 2 / (1 + e^2x): to 1e-7 of 1. */
export function tanh(x: v128): v128 {
  const ones = f32x4.splat(1)
  return f32x4.sub(ones, f32x4.div(f32x4.splat(2), f32x4.add(ones, exponential(f32x4.add(x, x)))))
}
