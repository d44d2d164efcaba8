import type { Segment } from '../../../shared/data/series.ts'
import type { Job } from '../../job.ts'
import { globalAveragePool, normalisedConv1d, wideSequence } from '../../layers/layers.ts'
import { add, addBias, matMul, meanOver, multiply, relu, scale } from '../../layers/operations.ts'
import { Tape, type Value } from '../../layers/tape.ts'
import { firstWeights, type WeightSpec } from '../../layers/weights.ts'
import type { Random } from '../../math/random.ts'
import { gatherWindows, listWindows, type WindowList } from '../../preprocessing/windows.ts'
import { tensorFlow, type Tensor } from '../../tensorflow.ts'
import { fitNetwork } from './deep-training.ts'
import { normSpecs } from '../lstm-classifier.ts'
import type { Pass } from './network.ts'
import { rowDots, unitRows } from './sten-network.ts'

/** What of the detector's settings the network knows. */
export interface PatchSettings {
  window: number
  filters: number
  normalise: string
}

interface Training extends PatchSettings {
  iterations: number
  batch: number
  learningRate: number
}

const projected = 256
const margin = 0.5
/** Steps that the loss curve shows as one epoch. */
const stepsShown = 10
/** Patches this far away are told to be the same. */
const nearby = [-2, -1, 1, 2]

/** Four convolutions: width of the kernel, and filters in shares of `filters`. */
const convolutions = [
  { kernel: 7, share: 1 },
  { kernel: 5, share: 2 },
  { kernel: 3, share: 1 },
  { kernel: 3, share: 0.5 },
] as const
/** Numbers that describe a patch. */
export const embedded = (filters: number) => Math.floor(filters * convolutions[3].share)

/** Four times convolution without bias, normalisation and relu. */
export function encoderSpecs(channels: number, filters: number): WeightSpec[] {
  return convolutions.flatMap(({ kernel, share }, i): WeightSpec[] => {
    const inputs = i === 0 ? channels : Math.floor(filters * convolutions[i - 1].share)
    const outputs = Math.floor(filters * share)
    return [
      { name: `conv ${i}`, shape: [kernel, inputs, outputs], start: 'glorot' },
      ...normSpecs(`norm ${i}`, outputs),
    ]
  })
}

function learningSpecs(channels: number, filters: number): WeightSpec[] {
  const size = embedded(filters)
  const own: WeightSpec[] = [
    ...encoderSpecs(channels, filters),
    { name: 'project 0', shape: [size, projected], start: 'glorot' },
    { name: 'project 0 bias', shape: [projected], start: 'zeros' },
    { name: 'project 1', shape: [projected, projected], start: 'glorot' },
    { name: 'project 1 bias', shape: [projected], start: 'zeros' },
  ]
  return [...own, ...own.map((spec) => ({ ...spec, name: `teacher ${spec.name}`, fixed: true }))]
}

/** Trains network and teacher; what is kept is the teacher's encoder. */
export async function learnPatches(segments: Segment[], settings: Training, random: Random, job: Job) {
  const { window, filters, iterations, batch, learningRate } = settings
  const channels = segments[0].values.length
  const specs = learningSpecs(channels, filters)
  const first = firstWeights(specs, job.seed)
  const own = specs.filter((spec) => !spec.name.startsWith('teacher ')).map((spec) => spec.name)
  for (const name of own) first[`teacher ${name}`] = first[name].slice()
  const list = listWindows(segments, window)
  const size = Math.min(batch, list.count)
  const eye = Float32Array.from({ length: size * size }, (_, i) => Number(i % (size + 1) === 0))
  const epochs = Math.ceil(iterations / stepsShown)
  let done = 0
  const fitted =
    iterations === 0
      ? { weights: first, note: null }
      : await fitNetwork(
          {
            specs,
            first,
            inputs() {
              const tf = tensorFlow()
              const picked = Uint32Array.from({ length: size }, () => random.below(list.count))
              const pair = picked.map((i) => neighbourOf(list, segments, i, random))
              const tensor = (picks: Uint32Array) =>
                tf.tensor3d(gatherWindows(segments, list, picks), [size, window, channels])
              // The teacher follows more and more slowly: from .996 to .999 by half a cosine.
              const follow = 0.001 + 0.0015 * (1 + Math.cos((Math.PI * Math.min(done++, iterations)) / iterations))
              return [tensor(picked), tensor(pair), tf.tensor2d(eye, [size, size]), tf.scalar(follow)]
            },
            loss: (pass, [x, near, diagonal, follow]) => loss(pass, { x, near, diagonal, follow, own }, settings),
            train: new Uint32Array(size * Math.min(stepsShown, iterations)),
            validation: new Uint32Array(0),
            epochs,
            batch: size,
            learningRate,
            cosine: 0.1,
            patience: epochs,
          },
          job,
        )
  const encoder = encoderSpecs(channels, filters)
  return {
    weights: Object.fromEntries(encoder.map(({ name }) => [name, fitted.weights[`teacher ${name}`]])),
    note: fitted.note,
  }
}

/** A window one or two points away in the same segment. */
function neighbourOf(list: WindowList, segments: Segment[], i: number, random: Random): number {
  const last = segments[list.segment[i]].times.length - list.width
  const there = nearby.filter((by) => list.start[i] + by >= 0 && list.start[i] + by <= last)
  return there.length === 0 ? i : i + there[random.below(there.length)]
}

interface Batch {
  x: Tensor
  near: Tensor
  diagonal: Tensor
  follow: Tensor
  /** Weights that the teacher follows. */
  own: string[]
}

/** 0.01 · triplet + 10 · mean (ln |h| − ln |h of the neighbour|)² + 0.5 · (1 − cosine to the teacher's projection). */
function loss(pass: Pass, { x, near, diagonal, follow, own }: Batch, settings: PatchSettings): Value {
  const { tape, w } = pass
  const { k } = tape
  const student = [x, near].map((patches) => encode(pass, patches, settings))
  const [a, b] = student.map((h) => project(tape, w, h))
  const triplet = hinge(tape, unitRows(tape, a), unitRows(tape, b), diagonal)
  const [la, lb] = student.map((h) => logLength(tape, h))
  const apart = add(tape, la, scale(tape, lb, -1))
  const steadiness = meanOver(tape, multiply(tape, apart, apart), 0)

  // The teacher uses what it has kept, as in scoring, and nothing flows back through it.
  const still = new Tape(k)
  const its = Object.fromEntries(own.map((name) => [name, w[`teacher ${name}`]]))
  const target = project(still, its, encode({ tape: still, w: its, average: () => {} }, x, settings))
  const agreement = meanOver(tape, rowDots(tape, unitRows(tape, a), unitRows(still, target)), 0)
  for (const name of own) {
    const kept = its[name].data
    const next = k.add(kept, k.mul(k.sub(w[name].data, kept), follow))
    pass.average(`teacher ${name}`, still.constant(/norm \d (mean|variance)/.test(name) ? w[name].data : next), 0)
  }
  const one = tape.constant(tensorFlow().scalar(0.5))
  const towards = add(tape, one, scale(tape, agreement, -0.5))
  return add(tape, scale(tape, triplet, 0.01), add(tape, scale(tape, steadiness, 10), towards))
}

/** [batch, window, channels] → [batch, size]. */
export function encode(pass: Pass, patches: Tensor, { normalise }: PatchSettings): Value {
  const { tape, w, average } = pass
  const { k } = tape
  let input = patches
  if (normalise === 'each patch') {
    const centred = k.sub(patches, k.mean(patches, [1], true))
    const variance = k.mean(k.square(centred), [1], true)
    input = k.div(centred, k.sqrt(k.add(variance, tensorFlow().scalar(1e-5))))
  }
  let y = wideSequence(tape, tape.constant(input))
  convolutions.forEach((_, i) => {
    const of = (what: string) => w[`norm ${i} ${what}`]
    const statistics = { scale: of('scale'), offset: of('offset'), mean: of('mean'), variance: of('variance') }
    const noBias = tape.constant(k.zeros([statistics.scale.data.shape[0]]))
    const keep = (mean: Value, variance: Value) => {
      average(`norm ${i} mean`, mean, 0.9)
      average(`norm ${i} variance`, variance, 0.9)
    }
    y = normalisedConv1d(tape, y, w[`conv ${i}`], noBias, statistics, keep)
  })
  return globalAveragePool(tape, y)
}

function project(tape: Tape, w: Readonly<Record<string, Value>>, h: Value): Value {
  const hidden = relu(tape, addBias(tape, matMul(tape, h, w['project 0']), w['project 0 bias']))
  return addBias(tape, matMul(tape, hidden, w['project 1']), w['project 1 bias'])
}

/** ln |h|, [batch, size] → [batch]. */
export function logLength(tape: Tape, h: Value): Value {
  const { k } = tape
  const squares = k.add(k.sum(k.square(h.data), [1]), tensorFlow().scalar(1e-12))
  return tape.result(k.scale(k.log(squares), 0.5), [h], (d) =>
    tape.flow(h, () => k.mul(k.reshape(k.div(d, squares), [-1, 1]), h.data)),
  )
}

/**
 * Mean of max(0, distance to its neighbour − distance to the nearest other neighbour in the batch + margin), distance = 1 − cosine.
 * a, b — [batch, n], rows of length 1; diagonal — [batch, batch], the unit matrix.
 */
export function hinge(tape: Tape, a: Value, b: Value, diagonal: Tensor): Value {
  const { k } = tape
  const tf = tensorFlow()
  const count = a.data.shape[0]
  const similar = k.matMul(a.data, b.data, false, true)
  const others = k.sub(similar, k.scale(diagonal, 4))
  const most = tf.max(others, 1, true)
  const hits = tf.cast(tf.greaterEqual(others, most), 'float32')
  const nearest = k.div(hits, k.sum(hits, [1], true))
  const own = k.sum(k.mul(similar, diagonal), [1], true)
  const each = k.relu(k.add(k.sub(most, own), tf.scalar(margin)))
  return tape.result(k.scale(k.sum(each, [0, 1]), 1 / count), [a, b], (d) => {
    const open = tf.cast(tf.greater(each, tf.scalar(0)), 'float32')
    const slope = k.mul(k.mul(k.sub(nearest, diagonal), open), k.scale(d, 1 / count))
    tape.flow(a, () => k.matMul(slope, b.data))
    tape.flow(b, () => k.matMul(slope, a.data, true, false))
  })
}
