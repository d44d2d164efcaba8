import { quantileSorted } from '../../preprocessing/scaling.ts'

/** Statistics of one window: level, spread, shape, change, rhythm. */
export const featureCount = 27

/** Keeps a quotient finite where a window is flat. */
const tiny = 1e-12

/** The autocorrelation is taken at these lags, in points. */
const lags = [1, 2, 5]

/**
 * Describes windows of `length` points by 27 statistics (listed in the order in which they are written). Returns
 * write(values, start, into, at): the statistics of values[start … start + length − 1] to into[at … at + 26], finite always.
 */
export function windowFeatures(length: number) {
  const sorted = new Float64Array(length)
  const centred = new Float64Array(length)
  const spectrum = powerSpectrum(length)
  const times = Float64Array.from({ length }, (_, t) => (2 * t) / Math.max(1, length - 1) - 1)
  const timeSquares = times.reduce((sum, t) => sum + t * t, 0)

  return (values: Float64Array, start: number, into: Float64Array, at: number): void => {
    const w = values.subarray(start, start + length)
    sorted.set(w)
    sorted.sort()
    let mean = 0
    for (let t = 0; t < length; t++) mean += w[t]
    mean /= length
    const median = quantileSorted(sorted, 0.5)
    const absolute = medianDistance(sorted, median) + tiny
    const [q25, q75] = [quantileSorted(sorted, 0.25), quantileSorted(sorted, 0.75)]

    let energy = 0
    let power = 0
    let along = 0
    let running = 0
    let farthest = 0
    for (let t = 0; t < length; t++) {
      const c = (centred[t] = w[t] - mean)
      energy += c * c
      power += w[t] * w[t]
      along += c * times[t]
      running += c
      farthest = Math.max(farthest, Math.abs(running))
    }
    const deviation = Math.sqrt(energy / length) + tiny

    let [u3, u4, v3, v4] = [0, 0, 0, 0]
    for (let t = 0; t < length; t++) {
      const u = clipped((w[t] - median) / absolute, 100)
      const v = clipped(centred[t] / deviation, 100)
      u3 += u * u * u
      u4 += u * u * u * u
      v3 += v * v * v
      v4 += v * v * v * v
    }

    const steps = length - 1
    const meanStep = (w[steps] - w[0]) / steps
    let [stepSquares, largestStep, signs, crossings] = [0, 0, 0, 0]
    for (let t = 1; t < length; t++) {
      const step = w[t] - w[t - 1]
      stepSquares += (step - meanStep) ** 2
      largestStep = Math.max(largestStep, Math.abs(step))
      if (Math.sign(w[t]) !== Math.sign(w[t - 1])) signs++
      if (Math.sign(centred[t]) !== Math.sign(centred[t - 1])) crossings++
    }
    const { entropy, peak } = spectrum(centred)

    into[at] = mean
    into[at + 1] = deviation
    into[at + 2] = sorted[0]
    into[at + 3] = sorted[steps]
    into[at + 4] = sorted[steps] - sorted[0]
    into[at + 5] = q25
    into[at + 6] = q75
    into[at + 7] = q75 - q25 + tiny
    into[at + 8] = absolute
    into[at + 9] = u3 / length
    into[at + 10] = u4 / length - 3
    into[at + 11] = v3 / length
    into[at + 12] = v4 / length - 3
    into[at + 13] = w[steps] - w[0]
    into[at + 14] = meanStep
    into[at + 15] = Math.sqrt(stepSquares / steps) + tiny
    into[at + 16] = largestStep
    into[at + 17] = signs / steps
    into[at + 18] = crossings / steps
    into[at + 19] = Math.sqrt(power / length)
    lags.forEach((lag, i) => {
      let sum = 0
      for (let t = lag; t < length; t++) sum += centred[t] * centred[t - lag]
      into[at + 20 + i] = sum / (energy + tiny)
    })
    into[at + 23] = entropy
    into[at + 24] = peak
    into[at + 25] = along / (timeSquares + tiny)
    into[at + 26] = farthest / (length * deviation)
    for (let f = at; f < at + featureCount; f++) if (!Number.isFinite(into[f])) into[f] = 0
  }
}

const clipped = (v: number, most: number) => (v > most ? most : v < -most ? -most : v)

/** Median of |value − median|: of a sorted window the distances rise on both sides of its middle, so they are merged and not sorted. */
function medianDistance(sorted: Float64Array, median: number): number {
  const n = sorted.length
  let above = 0
  while (above < n && sorted[above] < median) above++
  let below = above - 1
  let [before, last] = [0, 0]
  for (let taken = 0; taken <= n >> 1; taken++) {
    before = last
    const down = below >= 0 ? median - sorted[below] : Infinity
    const up = above < n ? sorted[above] - median : Infinity
    if (down <= up) below--
    else above++
    last = Math.min(down, up)
  }
  return n % 2 === 1 ? last : (before + last) / 2
}

/**
 * Entropy (0 … 1) and largest share of the power spectrum of a window, over the floor(length / 2) + 1 frequencies of a real
 * transform. Values that lie the same distance from both ends are added and subtracted first: half of the products.
 */
function powerSpectrum(length: number): (centred: Float64Array) => { entropy: number; peak: number } {
  const bins = (length >> 1) + 1
  const half = (length - 1) >> 1
  const even = length % 2 === 0
  const cosines = new Float64Array(bins * half)
  const sines = new Float64Array(bins * half)
  for (let k = 0; k < bins; k++)
    for (let t = 1; t <= half; t++) {
      cosines[k * half + t - 1] = Math.cos((2 * Math.PI * k * t) / length)
      sines[k * half + t - 1] = Math.sin((2 * Math.PI * k * t) / length)
    }
  const sums = new Float64Array(half)
  const differences = new Float64Array(half)
  const powers = new Float64Array(bins)
  return (centred) => {
    for (let t = 1; t <= half; t++) {
      sums[t - 1] = centred[t] + centred[length - t]
      differences[t - 1] = centred[t] - centred[length - t]
    }
    let total = tiny
    for (let k = 0; k < bins; k++) {
      let re = centred[0] + (even ? (k % 2 === 0 ? centred[length >> 1] : -centred[length >> 1]) : 0)
      let im = 0
      for (let t = 0, i = k * half; t < half; t++, i++) {
        re += sums[t] * cosines[i]
        im += differences[t] * sines[i]
      }
      total += powers[k] = re * re + im * im
    }
    let entropy = 0
    let peak = 0
    for (let k = 0; k < bins; k++) {
      const share = powers[k] / total
      entropy -= share * Math.log(share + tiny)
      if (share > peak) peak = share
    }
    return { entropy: entropy / Math.log(bins), peak }
  }
}
