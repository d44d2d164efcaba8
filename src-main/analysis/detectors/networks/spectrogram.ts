import { fft, nextPowerOfTwo } from '../../math/fft.ts'

/** A spectrogram: frames — moments; bins — frequencies from 0 to half the sampling rate. */
export interface SpectrogramShape {
  window: number
  frame: number
  hop: number
  bins: number
  frames: number
}

/** The image that a window of so many points gives. frame — points per transform, at most the window; hop — 0: a quarter frame. */
export function spectrogramShape(window: number, frame: number, hop: number): SpectrogramShape {
  const size = Math.min(frame, window)
  const step = hop > 0 ? hop : Math.max(1, Math.round(size / 4))
  return {
    window,
    frame: size,
    hop: step,
    bins: nextPowerOfTwo(size) / 2 + 1,
    frames: Math.floor((window - size) / step) + 1,
  }
}

/**
 * Short-time Fourier transforms of windows, as images. windows — [count, window, channels] row-major →
 * [bins · frames, count, channels], position = bin · frames + frame. Hann-weighted frames, padded with noughts to a power
 * of two. A number is ln(1 + |X|); that of frequency 0, the level, keeps the sign of X, for else a fall and a rise of the
 * level would look the same.
 */
export function spectrograms(
  windows: ArrayLike<number>,
  count: number,
  channels: number,
  shape: SpectrogramShape,
): Float32Array {
  const { window, frame, hop, bins, frames } = shape
  const weights = Float64Array.from({ length: frame }, (_, t) => Math.sin((Math.PI * (t + 0.5)) / frame) ** 2)
  const size = 2 * (bins - 1)
  const re = new Float64Array(size)
  const im = new Float64Array(size)
  const out = new Float32Array(bins * frames * count * channels)
  const put = (bin: number, moment: number, image: number, value: number) => {
    out[(bin * frames + moment) * count * channels + image] = value
  }
  for (let w = 0; w < count; w++)
    for (let c = 0; c < channels; c++)
      for (let m = 0; m < frames; m++) {
        re.fill(0)
        im.fill(0)
        for (let t = 0; t < frame; t++) re[t] = weights[t] * windows[(w * window + m * hop + t) * channels + c]
        fft(re, im)
        const image = w * channels + c
        put(0, m, image, Math.sign(re[0]) * Math.log1p(Math.abs(re[0])))
        for (let bin = 1; bin < bins; bin++) put(bin, m, image, Math.log1p(Math.hypot(re[bin], im[bin])))
      }
  return out
}
