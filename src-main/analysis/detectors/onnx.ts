import { badInput } from '../../shared/errors.ts'
import { layoutOf, type OnnxLayout } from '../onnx/layout.ts'
import { loadOnnx, runOnnx } from '../onnx/session.ts'
import { fitScaler, type Scaler } from '../preprocessing/scaling.ts'
import { listWindows, pointScores } from '../preprocessing/windows.ts'
import { shares } from './parts/contributions.ts'
import { scaledSegments } from './networks/deep-windows.ts'
import { defineDetector } from './detector.ts'
import { pointParam } from './parts/point-param.ts'

/** Numbers that go into the model at once. */
const numbersAtOnce = 1 << 18

export interface OnnxModel {
  file: Uint8Array
  name: string
  layout: OnnxLayout
  scaler: Scaler
}

const params = {
  window: {
    kind: 'integer',
    default: 1,
    min: 1,
    max: 1_000_000,
    label: 'Window',
    help: 'Rows that the model looks at together: as its file says.',
    advanced: true,
  },
  scaling: {
    kind: 'choice',
    options: ['none', 'z-score', 'min-max', 'robust'],
    default: 'none',
    label: 'Scaling',
    help: 'None: the model gets the values as they are, in the units of the channels. Otherwise they are scaled by the training rows first.',
  },
  points: pointParam('all'),
} as const

const about = {
  id: 'onnx',
  name: 'ONNX model',
  summary:
    'A model that was made elsewhere, as an ONNX file: from a window of rows to its score, or to the window as it should be.',
  scoreMeaning: 'What the model gives, or the mean absolute distance of the window from what it gives, in {unit}',
  reference: 'ONNX, Open Neural Network Exchange, onnx.ai',
  family: 'classical',
  learns: 'normal',
  version: 1,
  params,
  threshold: { rule: 'maximum', params: {} },
} as const

/** Scores with a model that was brought before: the file is part of what is stored. It is not in the list, because it needs a file first. */
export const onnxDetector = defineDetector({
  ...about,
  needs: ({ window }) => ({ train: window, score: window }),
  fit(): Promise<OnnxModel> {
    return Promise.reject(badInput('An ONNX model is brought as a file: name it.'))
  },
  async score({ file, name, layout, scaler }: OnnxModel, segment, { points }, job) {
    const { window: width, channels, type, batch, gives } = layout
    const n = segment.times.length
    if (n < width) return { scores: new Float64Array(n).fill(NaN) }
    await loadOnnx(file, name)
    const scaled = scaledSegments([segment], scaler)
    const { count } = listWindows(scaled, width, 1)
    const [{ values }] = scaled
    const windowScores = new Float64Array(count)
    const errors = gives === 'window' ? values.map(() => new Float64Array(count)) : null
    const size = batch === null ? Math.max(1, Math.floor(numbersAtOnce / (width * channels))) : Math.max(1, batch)
    const given = new (type === 'float32' ? Float32Array : Float64Array)(size * width * channels)
    for (let at = 0; at < count; at += size) {
      await job.checkpoint({ phase: 'Scoring', done: at, total: count, unit: 'windows' })
      const here = Math.min(size, count - at)
      // A model of a fixed number of windows always gets as many: the last ones again.
      const filled = batch === null ? here : size
      for (let w = 0, i = 0; w < filled; w++)
        for (let t = 0, from = Math.min(at + w, count - 1); t < width; t++)
          for (let c = 0; c < channels; c++) given[i++] = values[c][from + t]
      const windows = given.subarray(0, filled * width * channels)
      const out = await runOnnx(file, layout, windows, filled)
      if (out.length !== (errors ? windows.length : filled))
        throw badInput(
          `"${name}" gave ${out.length} numbers for ${filled} windows, which is not what it says of itself.`,
        )
      for (let w = 0; w < here; w++) {
        if (!errors) windowScores[at + w] = out[w]
        else
          for (let t = 0, i = w * width * channels; t < width; t++)
            for (let c = 0; c < channels; c++, i++) errors[c][at + w] += Math.abs(out[i] - windows[i]) / width
      }
    }
    if (errors) for (const channel of errors) for (let w = 0; w < count; w++) windowScores[w] += channel[w] / channels
    // What is no number is no score, and must not stand for the rows that other windows hold too.
    for (let w = 0; w < count; w++)
      if (!Number.isFinite(windowScores[w])) for (const of of [windowScores, ...(errors ?? [])]) of[w] = NaN
    return {
      scores: pointScores(windowScores, n, width, 1, points),
      windowScores,
      ...(errors && {
        contributions: shares(
          errors.map((channel) => pointScores(channel, n, width, 1, points === 'last' ? 'last' : 'mean')),
        ),
      }),
    }
  },
  // A model may give no number for some windows, or an infinite one.
  remark({ name }, windowScores) {
    const all = windowScores.length
    const none = windowScores.reduce((count, score) => count + Number(Number.isNaN(score)), 0)
    const why =
      'Usually it divides by zero there, as by the spread of a channel that stands still, takes the logarithm of a negative number, or grows beyond all numbers with values in other units than it was made for.'
    if (none === 0) return undefined
    if (none === all) throw badInput(`"${name}" gave no number for any window, so there is nothing to judge. ${why}`)
    return `"${name}" gave no number for ${none.toLocaleString('en')} of ${all.toLocaleString('en')} windows. Rows that lie in such windows alone were not assessed: an anomaly there is not found. ${why}`
  },
})

/** The detector that a file is. name — of the file. Throws bad-input, in a sentence, for one that cannot be a detector. */
export async function broughtOnnx(given: Uint8Array, name: string) {
  // A copy: what is given may be a view of something larger, or be changed.
  const file = Uint8Array.from(given)
  const layout = layoutOf(file, name)
  await loadOnnx(file, name)
  return defineDetector({
    ...onnxDetector,
    name: `${about.name} ${name}`,
    adapt: () => ({ window: layout.window }),
    fit(train, { scaling, window }): Promise<OnnxModel> {
      const channels = train[0].values.length
      if (channels !== layout.channels)
        throw badInput(
          `"${name}" takes ${layout.channels} ${layout.channels === 1 ? 'channel' : 'channels'} and ${channels} ${channels === 1 ? 'is' : 'are'} chosen. They go in in the order of the dataset.`,
        )
      if (window !== layout.window)
        throw badInput(`"${name}" looks at ${layout.window} rows together, not at ${window}.`)
      return Promise.resolve({ file, name, layout, scaler: fitScaler(train, scaling) })
    },
  })
}
