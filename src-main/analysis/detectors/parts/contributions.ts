/** errors — [channel][n] ≥ 0 → each channel's share of their sum; equal shares where there is no error, NaN where not assessed. */
export function shares(errors: Float64Array[]): Float32Array[] {
  const out = errors.map((channel) => new Float32Array(channel.length))
  for (let t = 0; t < errors[0].length; t++) {
    let sum = 0
    for (const channel of errors) sum += channel[t]
    for (let c = 0; c < errors.length; c++) out[c][t] = sum === 0 ? 1 / errors.length : errors[c][t] / sum
  }
  return out
}
