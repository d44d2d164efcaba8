import type { Segment } from '../../shared/data/series.ts'
import type { Job } from '../job.ts'
import { dense, dropout, layerNorm } from '../layers/layers.ts'
import { meanSquaredError } from '../layers/losses.ts'
import {
  add,
  addBias,
  batchMatMul,
  concat,
  matMul,
  relu,
  reshape,
  scale,
  slice,
  softmax,
  transpose,
} from '../layers/operations.ts'
import type { Value } from '../layers/tape.ts'
import { firstWeights, type StoredWeights, type WeightSpec } from '../layers/weights.ts'
import { seededRandom } from '../math/random.ts'
import { firstSpread } from '../preprocessing/nearly-constant.ts'
import { fitScaler, quantileSorted, type Scaler } from '../preprocessing/scaling.ts'
import { pointScores } from '../preprocessing/windows.ts'
import { tensorFlow, type Tensor } from '../tensorflow.ts'
import { shares } from './parts/contributions.ts'
import { fitNetwork, splitForValidation } from './networks/deep-training.ts'
import { scaledSegments, scoringBatch, strideParam, trainingStride, windowBatches } from './networks/deep-windows.ts'
import { defineDetector } from './detector.ts'
import { trainedNetwork, type Pass } from './networks/network.ts'
import { pointParam } from './parts/point-param.ts'
import { rowDots, unitRows } from './networks/sten-network.ts'
import { fittingOf, scalingParam, suitableWindow, trainingParams, windowParam } from './networks/training-params.ts'

const params = {
  window: windowParam(100, 'Points that are given back, and whose attention is predicted.'),
  units: {
    kind: 'integer',
    default: 64,
    min: 8,
    max: 512,
    label: 'Units',
    help: 'Size of the description of a moment; the published network has 128 and takes four times as long.',
  },
  points: pointParam('center'),
  scaling: scalingParam,
  ...trainingParams({ epochs: 10, batch: 128, patience: 3 }),
  stride: strideParam,
} as const

/** Median and interquartile range of a part of the score over training windows. */
export interface Usual {
  middle: number
  spread: number
}

export interface AxonModel {
  scaler: Scaler
  weights: StoredWeights
  note: string | null
  reconstruction: Usual
  query: Usual
}

/** What a moving average follows, so that the queries to be predicted do not run after the prediction. */
const followed = ['embed', 'embed bias', 'positions', 'norm 1 scale', 'norm 1 offset', 'query'] as const
const momentum = 0.9
const dilations = [1, 2, 4, 8]
const dropped = 0.1
/** The prediction counts over the last moments of a window. */
const lastSteps = 10

export const axonSpecs = (channels: number, window: number, d: number): WeightSpec[] => {
  const own: WeightSpec[] = [
    ...layer('embed', channels, d),
    { name: 'positions', shape: [window * d], start: 'zeros' },
    ...norm('norm 1', d),
    ...['query', 'key', 'value'].map((name): WeightSpec => ({ name, shape: [d, d], start: 'glorot' })),
    ...layer('attended', d, d),
    ...norm('norm 2', d),
    ...layer('wide', d, 2 * d),
    ...layer('narrow', 2 * d, d),
    ...layer('output', d, channels),
    ...dilations.flatMap((_, i) => layer(`past ${i}`, 3 * d, d)),
    ...layer('predicted', d, d),
    { name: 'weight of reconstruction', shape: [1], start: 'zeros' },
    { name: 'weight of prediction', shape: [1], start: 'zeros' },
  ]
  const copies = own
    .filter((spec) => followed.some((name) => name === spec.name))
    .map((spec) => ({ ...spec, name: `steady ${spec.name}`, fixed: true }))
  return [...own, ...copies]
}

function layer(name: string, inputs: number, outputs: number): WeightSpec[] {
  return [
    { name, shape: [inputs, outputs], start: 'glorot' },
    { name: `${name} bias`, shape: [outputs], start: 'zeros' },
  ]
}

function norm(name: string, d: number): WeightSpec[] {
  return [
    { name: `${name} scale`, shape: [d], start: 'ones' },
    { name: `${name} offset`, shape: [d], start: 'zeros' },
  ]
}

/**
 * A transformer gives windows back, and a causal network predicts the queries of its attention from what came before: a disturbance
 * shows in the values, or in what the attention looks for. After AxonAD, without its weight decay (1e-5) and gradient clipping, and
 * scaled by training data where the published code scales by the data being scored. Costs about a minute per 4,000 training
 * windows and ten epochs on two cores; `trainingStride` keeps an epoch to 4,000 windows.
 */
export const axonAd = defineDetector({
  id: 'axon-ad',
  name: 'Attention and its prediction',
  summary:
    'Gives windows back by attention, and predicts what the attention will look for; finds disturbed values and disturbed relations of many channels.',
  scoreMeaning:
    'How far reconstruction error and misprediction of attention lie above their usual values together, in usual spreads of the training windows',
  reference: 'AxonAD, 2026, arXiv 2603.12916: github.com/iis-esslingen/AxonAD',
  family: 'deep',
  learns: 'normal',
  version: 1,
  params,
  presets: { 'Published size': { window: 100, units: 128, epochs: 50, batch: 128, learningRate: 0.0005, patience: 3 } },
  threshold: { rule: 'mean-sigma', params: { k: 3 } },
  adapt: ({ period, longest }) => ({ window: suitableWindow(period, longest, 16, 100, 100) }),
  needs: ({ window }) => ({ train: window + 1, score: window }),

  async fit(train, settings, job): Promise<AxonModel> {
    const scaler = fitScaler(train, settings.scaling)
    const { window } = settings
    const lengths = train.map((segment) => segment.times.length)
    const segments = scaledSegments(train, scaler)
    const { list, batch } = windowBatches(segments, window, trainingStride(lengths, window, settings.stride))
    const specs = axonSpecs(train[0].values.length, window, settings.units)
    const first = firstWeights(specs, job.seed)
    for (const name of followed) first[`steady ${name}`] = first[name].slice()
    const { weights, note } = await fitNetwork(
      {
        specs,
        first,
        inputs: (samples) => [batch(samples), hidden(samples, window, job.seed)],
        loss: (pass, [x, mask]) => loss(pass, x, mask),
        ...splitForValidation(list.count),
        ...fittingOf(settings),
      },
      job,
    )
    const parts = await partsOf({ weights }, segments, trainingStride(lengths, window, 0), settings, job)
    return { scaler, weights, note, reconstruction: usualOf(parts.reconstruction), query: usualOf(parts.query) }
  },

  async score(model, segment, settings, job) {
    const parts = await partsOf(model, scaledSegments([segment], model.scaler), 1, settings, job)
    const windowScores = parts.reconstruction.map(
      (v, w) => above(v, model.reconstruction) + above(parts.query[w], model.query),
    )
    const n = segment.times.length
    const placed = (values: Float64Array) => pointScores(values, n, settings.window, 1, settings.points)
    return { scores: placed(windowScores), contributions: shares(parts.errors.map(placed)), windowScores }
  },
})

const above = (v: number, { middle, spread }: Usual) => (v - middle) / spread

function usualOf(values: Float64Array): Usual {
  const sorted = values.slice().sort()
  const middle = quantileSorted(sorted, 0.5)
  return { middle, spread: firstSpread(middle, quantileSorted(sorted, 0.75) - quantileSorted(sorted, 0.25)) }
}

/** A block of a quarter of the steps, somewhere in the last half, whose queries are to be predicted: [samples, window], 1 inside. */
function hidden(samples: ArrayLike<number>, window: number, seed: number): Tensor {
  const length = Math.max(1, Math.round(0.24 * window))
  const half = Math.max(length, Math.floor(0.49 * window))
  const mask = new Float32Array(samples.length * window)
  for (let s = 0; s < samples.length; s++) {
    const random = seededRandom(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(samples[s] + 1, 0x85ebca6b))
    const from = window - half + random.below(half - length + 1)
    mask.fill(1, s * window + from, s * window + from + length)
  }
  return tensorFlow().tensor2d(mask, [samples.length, window])
}

function loss(pass: Pass, x: Tensor, mask: Tensor): Value {
  const { tape, w } = pass
  const { restored, similarity } = network(pass, tape.constant(x))
  for (const name of followed) pass.average(`steady ${name}`, w[name], momentum)
  const { k } = tape
  // 1 − mean cosine over the hidden steps and all heads.
  const weights = k.div(mask, k.sum(mask, [0, 1]))
  const [batch, window] = mask.shape as [number, number]
  const heads = similarity.data.size / (batch * window)
  const each = k.tile(k.reshape(weights, [batch * window, 1]), [1, heads])
  const flat = k.reshape(k.scale(each, -1 / heads), [-1])
  const missed = tape.result(
    k.add(k.sum(k.mul(similarity.data, flat), [0]), tensorFlow().scalar(1)),
    [similarity],
    (d) => tape.flow(similarity, () => k.mul(flat, d)),
  )
  return add(
    tape,
    balanced(pass, meanSquaredError(tape, restored, x), w['weight of reconstruction']),
    balanced(pass, missed, w['weight of prediction']),
  )
}

/** e^−a · part + a, with a learned: Kendall, Gal and Cipolla, Multi-task learning using uncertainty, CVPR 2018. */
function balanced({ tape }: Pass, part: Value, a: Value): Value {
  const { k } = tape
  const own = k.reshape(a.data, [])
  const factor = k.exp(k.scale(own, -1))
  const weighted = k.mul(factor, part.data)
  return tape.result(k.add(weighted, own), [part, a], (d) => {
    tape.flow(part, () => k.mul(d, factor))
    tape.flow(a, () => k.reshape(k.mul(d, k.sub(tensorFlow().scalar(1), weighted)), [1]))
  })
}

/** x — [batch, window, channels]. restored — the same; similarity — [batch · window · heads], cosine of predicted and true query. */
function network(pass: Pass, x: Value): { restored: Value; similarity: Value } {
  const { tape, w } = pass
  const d = w['query'].data.shape[0]!
  const heads = d % 8 === 0 ? 8 : 1
  const embedded = embed(pass, x, '')
  const u = layerNorm(tape, embedded, w['norm 1 scale'], w['norm 1 offset'])
  const q = byHead(pass, project(pass, u, w['query']), heads)
  const score = scale(
    tape,
    batchMatMul(tape, q, byHead(pass, project(pass, u, w['key']), heads), true),
    Math.sqrt(heads / d),
  )
  const seen = batchMatMul(tape, softmax(tape, score), byHead(pass, project(pass, u, w['value']), heads))
  const attended = dense(tape, together(pass, seen, heads), w['attended'], w['attended bias'])
  let h = add(tape, embedded, attended)
  const n = layerNorm(tape, h, w['norm 2 scale'], w['norm 2 offset'])
  h = add(tape, h, dense(tape, relu(tape, dense(tape, n, w['wide'], w['wide bias'])), w['narrow'], w['narrow bias']))

  let past = later(pass, u, 1)
  dilations.forEach((dilation, i) => {
    const taps = concat(tape, [later(pass, past, 2 * dilation), later(pass, past, dilation), past], 2)
    past = dropout(tape, relu(tape, dense(tape, taps, w[`past ${i}`], w[`past ${i} bias`])), dropped)
  })
  const predicted = dense(tape, past, w['predicted'], w['predicted bias'])
  const steady = layerNorm(tape, embed(pass, x, 'steady '), w['steady norm 1 scale'], w['steady norm 1 offset'])
  const target = project(pass, steady, w['steady query'])
  const rows = (v: Value) => unitRows(tape, reshape(tape, v, [-1, d / heads]))
  return {
    restored: dense(tape, h, w['output'], w['output bias']),
    similarity: rowDots(tape, rows(predicted), rows(target)),
  }
}

/** [batch, window, channels] → [batch, window, d], each place with what is learned of it. */
function embed({ tape, w }: Pass, x: Value, which: '' | 'steady '): Value {
  const y = dense(tape, x, w[`${which}embed`], w[`${which}embed bias`])
  const [batch, window, d] = y.data.shape as [number, number, number]
  const flat = addBias(tape, reshape(tape, y, [batch, window * d]), w[`${which}positions`])
  return reshape(tape, flat, [batch, window, d])
}

function project({ tape }: Pass, x: Value, w: Value): Value {
  const [batch, window, d] = x.data.shape as [number, number, number]
  return reshape(tape, matMul(tape, reshape(tape, x, [batch * window, d]), w), [batch, window, d])
}

/** [batch, window, d] → [batch · heads, window, d / heads]. */
function byHead({ tape }: Pass, x: Value, heads: number): Value {
  const [batch, window, d] = x.data.shape as [number, number, number]
  const apart = transpose(tape, reshape(tape, x, [batch, window, heads, d / heads]), [0, 2, 1, 3])
  return reshape(tape, apart, [batch * heads, window, d / heads])
}

function together({ tape }: Pass, x: Value, heads: number): Value {
  const [all, window, part] = x.data.shape as [number, number, number]
  const batch = all / heads
  const back = transpose(tape, reshape(tape, x, [batch, heads, window, part]), [0, 2, 1, 3])
  return reshape(tape, back, [batch, window, heads * part])
}

/** The sequence `steps` later, zeros in front. */
function later({ tape }: Pass, x: Value, steps: number): Value {
  const [batch, window, d] = x.data.shape as [number, number, number]
  const by = Math.min(steps, window)
  const front = tape.constant(tape.k.zeros([batch, by, d]))
  return by === window ? front : concat(tape, [front, slice(tape, x, [0, 0, 0], [batch, window - by, d])], 1)
}

/** x — [batch, window, channels] → squared errors [batch, channels], and how alike predicted and true queries are [batch]. */
export function axonParts(pass: Pass, x: Tensor): [squares: Tensor, cosine: Tensor] {
  const { k } = pass.tape
  const window = x.shape[1]!
  const last = Math.min(lastSteps, window)
  const { restored, similarity } = network(pass, pass.tape.constant(x))
  const byStep = k.reshape(similarity.data, [x.shape[0], window, -1])
  const end = k.slice(byStep, [0, window - last, 0], [-1, -1, -1])
  return [k.mean(k.square(k.sub(restored.data, x)), [1]), k.mean(end, [1, 2])]
}

/** Both parts of the score for every window. errors — [channel][window]. */
async function partsOf(
  { weights }: Pick<AxonModel, 'weights'>,
  segments: Segment[],
  stride: number,
  { window, units }: { window: number; units: number },
  job: Job,
) {
  const channels = segments[0].values.length
  const { list, batch } = windowBatches(segments, window, stride)
  const errors = Array.from({ length: channels }, () => new Float64Array(list.count))
  const query = new Float64Array(list.count)
  const trained = await trainedNetwork(axonSpecs(channels, window, units), weights, job)
  const look = trained.graph((pass, [x]) => axonParts(pass, x))
  try {
    const size = scoringBatch(window * Math.max(3 * units, 8 * window), job)
    for (let at = 0; at < list.count; at += size) {
      await job.checkpoint({ phase: 'Scoring', done: at, total: list.count, unit: 'windows' })
      const picks = Uint32Array.from({ length: Math.min(size, list.count - at) }, (_, i) => at + i)
      const [squares, cosine] = look(() => [batch(picks)])
      for (let i = 0; i < picks.length; i++) {
        query[at + i] = 1 - cosine[i]
        for (let c = 0; c < channels; c++) errors[c][at + i] = squares[i * channels + c]
      }
    }
  } finally {
    trained.dispose()
  }
  const reconstruction = query.map((_, w) => errors.reduce((sum, channel) => sum + channel[w], 0))
  return { errors, reconstruction, query }
}
