import type { SpectrogramShape } from '../../analysis/detectors/networks/spectrogram.ts'
import type { OnnxGraph, Sym } from './graph.ts'

/**
 * windows — [windows, window, channels], double → [bins · frames, windows, channels], float, as `spectrograms`: the Fourier transform of
 * each frame is a product with its matrix, in which the weights of the frame lie already.
 */
export function spectrogramsIn(g: OnnxGraph, windows: Sym, { frame, hop, bins, frames }: SpectrogramShape): Sym {
  const channels = windows.shape[2]
  const size = 2 * (bins - 1)
  const matrix = (wave: (angle: number) => number) =>
    g.constant(
      Float64Array.from({ length: frame * bins }, (_, i) => {
        const [t, bin] = [Math.floor(i / bins), i % bins]
        return Math.sin((Math.PI * (t + 0.5)) / frame) ** 2 * wave((2 * Math.PI * ((t * bin) % size)) / size)
      }),
      [frame, bins],
    )
  const rows = Array.from({ length: frames * frame }, (_, i) => Math.floor(i / frame) * hop + (i % frame))
  const cut = g.reshape(g.gather(windows, g.constant(rows, [rows.length], 'int64'), 1), [-1, frames, frame, channels])
  const by = g.transpose(cut, [0, 1, 3, 2])
  const re = g.matMul(by, matrix(Math.cos))
  const im = g.matMul(by, matrix(Math.sin))
  const strength = g.each('Sqrt', g.both('Add', g.both('Mul', re, re), g.both('Mul', im, im)))
  const heard = g.each('Log', g.both('Add', g.scalar(1), strength))
  const all = [0, 0, 0, 0]
  const level = (of: Sym) => g.slice(of, all, [-1, -1, -1, 1])
  const signed = g.both('Mul', g.each('Sign', level(re)), level(heard))
  const image = g.concat([signed, g.slice(heard, [0, 0, 0, 1], [-1, -1, -1, -1])], 3)
  return g.cast(g.reshape(g.transpose(image, [3, 1, 0, 2]), [bins * frames, -1, channels]), 'float')
}
