import { fftOfAnyLength } from '../math/bluestein.ts'

/** One-sided power density: frequency — in the unit of the rate; power — the value's unit² per unit of frequency. */
export interface Spectrum {
  frequency: Float64Array
  power: Float64Array
}

/** time — of the middle of each piece, in 1 / rate; power — [piece][frequency]. */
export interface Spectrogram {
  frequency: Float64Array
  time: Float64Array
  power: Float64Array[]
}

/** SciPy's periodogram with its defaults: the mean taken off, no window, density. values — [n], finite; rate — values per unit of time. */
export function periodogram(values: Float64Array, rate: number): Spectrum {
  return density(values, rate, new Float64Array(values.length).fill(1))
}

/**
 * SciPy's welch with its defaults: pieces of `length` that overlap by half, the mean of each taken off, Hann's window, the mean of their
 * densities. (Welch, IEEE TAU 1967.) A length above that of the values is cut to it.
 */
export function welch(values: Float64Array, rate: number, length = 256): Spectrum {
  const { frequency, power } = spectrogram(values, rate, length)
  return {
    frequency,
    power: frequency.map((_, k) => power.reduce((sum, piece) => sum + piece[k], 0) / power.length),
  }
}

/** SciPy's spectrogram with window 'hann' and an overlap of half a piece. */
export function spectrogram(values: Float64Array, rate: number, length: number): Spectrogram {
  const size = Math.max(1, Math.min(length, values.length))
  // Periodic, as for spectra: the value after the last would be the first.
  const window = Float64Array.from({ length: size }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size))
  const hop = size - (size >> 1)
  const power: Float64Array[] = []
  const time: number[] = []
  let frequency = new Float64Array(0)
  for (let from = 0; from + size <= values.length; from += hop) {
    const one = density(values.subarray(from, from + size), rate, window)
    frequency = one.frequency as Float64Array<ArrayBuffer>
    power.push(one.power)
    time.push((from + size / 2) / rate)
  }
  return { frequency, time: Float64Array.from(time), power }
}

/**
 * Means of neighbouring cells, so that at most so many are left; the frequency 0, which is the mean of the values, is left out.
 * Times and frequencies are the means of those that were joined; the last of each may be joined of fewer.
 */
export function coarsened({ frequency, time, power }: Spectrogram, mostRows: number, mostColumns: number): Spectrogram {
  const every = Math.max(1, Math.ceil((frequency.length - 1) / mostRows))
  const beside = Math.max(1, Math.ceil(power.length / mostColumns))
  const rows = joined(frequency.subarray(1), every)
  const columns = joined(time, beside)
  return {
    frequency: rows,
    time: columns,
    power: Array.from(columns, (_, c) => {
      const pieces = power.slice(c * beside, (c + 1) * beside)
      const sum = pieces[0].map((_, k) => pieces.reduce((all, piece) => all + piece[k], 0) / pieces.length)
      return joined(sum.subarray(1), every)
    }),
  }
}

/** Means of `every` neighbours. */
function joined(values: Float64Array, every: number): Float64Array {
  return Float64Array.from({ length: Math.ceil(values.length / every) }, (_, i) => {
    const part = values.subarray(i * every, (i + 1) * every)
    return part.reduce((sum, v) => sum + v, 0) / part.length
  })
}

function density(values: Float64Array, rate: number, window: Float64Array): Spectrum {
  const n = values.length
  const mean = values.reduce((sum, v) => sum + v, 0) / n
  const { re, im } = fftOfAnyLength(
    values.map((v, i) => (v - mean) * window[i]),
    new Float64Array(n),
  )
  const scale = 1 / (rate * window.reduce((sum, w) => sum + w * w, 0))
  const bins = (n >> 1) + 1
  // Both halves of the spectrum in one: all but the mean and, where n is even, the highest frequency stand for two.
  const sides = (k: number) => (k === 0 || (n % 2 === 0 && k === bins - 1) ? 1 : 2)
  return {
    frequency: Float64Array.from({ length: bins }, (_, k) => (k * rate) / n),
    power: Float64Array.from({ length: bins }, (_, k) => sides(k) * scale * (re[k] * re[k] + im[k] * im[k])),
  }
}
