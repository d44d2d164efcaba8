import type { Segment } from '../../../shared/data/series.ts'
import type { Job } from '../../job.ts'
import { meanSquaredError } from '../../layers/losses.ts'
import { add, reshape, scale } from '../../layers/operations.ts'
import type { Value } from '../../layers/tape.ts'
import { firstWeights, type StoredWeights } from '../../layers/weights.ts'
import type { WindowList } from '../../preprocessing/windows.ts'
import { seededRandom, type Random } from '../../math/random.ts'
import { tensorFlow, type Tensor } from '../../tensorflow.ts'
import { fitNetwork, type Fitted } from './deep-training.ts'
import { trainedNetwork, type Pass } from './network.ts'
import {
  gatherPieces,
  orderLogits,
  orderLoss,
  permuteRows,
  pieceStates,
  publishedOrderLoss,
  rowDots,
  rowOrder,
  stenSpecs,
  unitRows,
  type RowOrder,
} from './sten-network.ts'
import { cosine, orderDivergence, orderTarget } from './sten-objective.ts'
import { anyOrder, type StenMeasuring } from './sten-scoring.ts'

/** How it is trained. alpha — weight of the distance loss; epochs, batch, learningRate — as everywhere. */
export interface StenTraining {
  alpha: number
  epochs: number
  batch: number
  learningRate: number
}

/**
 * Trains f and the order head on windows of scaled segments; φ stays as it begins. Every window is once the first and once
 * the partner of a pair within its batch. Corrected: both of a pair, shuffled alike, are asked for their order, and
 * loss = order / D + α · distance / V, where D is the divergence of an undecided answer and V the variance of φ's
 * similarities: both are about 1 for a network that knows nothing. Published code: its own divergence on the first of each
 * pair alone; its distance loss reaches no weight, because both embeddings are detached, and is left out.
 */
export async function trainSten(
  segments: Segment[],
  list: WindowList,
  measuring: StenMeasuring,
  training: StenTraining,
  job: Job,
  before?: StoredWeights,
): Promise<Fitted> {
  const { shape, objective, temperature } = measuring
  const { pieces, length } = shape
  const specs = stenSpecs(segments[0].values.length, shape)
  const first = firstWeights(specs, job.seed)
  const corrected = objective === 'corrected' && training.alpha > 0
  const phi = corrected ? await frozenEmbeddings(segments, list, measuring, first, job) : null
  const random = seededRandom(job.seed ^ 0x57e4)
  const undecided = orderDivergence(
    new Float64Array(pieces).fill(1 / pieces),
    orderTarget(anyOrder(pieces, random), temperature),
  )
  const spread = phi ? variance(Array.from({ length: 500 }, () => phi.similarity(...pairOf(list.count, random)))) : 1

  // The pieces of every window, put in the order that is drawn for it: as first of its pair, and as partner.
  const shuffledPieces = (orders: Uint8Array[], partner: number) => {
    const n = orders.length
    const rows = new Int32Array(n * pieces)
    for (let i = 0; i < n; i++)
      orders[i].forEach((piece, j) => {
        rows[i * pieces + j] = ((i + partner) % n) * pieces + piece
      })
    return rowOrder(rows)
  }
  const orderPart = (pass: Pass, states: Value, target: Tensor, first: RowOrder, second: RowOrder) => {
    const lossOf = (order: RowOrder, loss: typeof orderLoss) =>
      loss(
        pass.tape,
        orderLogits(pass, reshape(pass.tape, permuteRows(pass.tape, states, order), [target.shape[0], -1])),
        target,
      )
    if (objective === 'published code') return lossOf(first, publishedOrderLoss)
    return scale(pass.tape, add(pass.tape, lossOf(first, orderLoss), lossOf(second, orderLoss)), 0.5 / undecided)
  }

  return await fitNetwork(
    {
      specs,
      // φ stays what it was: its random weights are the seed's.
      first: before ?? first,
      inputs(samples) {
        const tf = tensorFlow()
        const batch =
          samples.length > 1
            ? samples
            : Uint32Array.of(samples[0], (samples[0] + 1 + random.below(list.count - 1)) % list.count)
        const n = batch.length
        const shift = 1 + random.below(n - 1)
        const orders = Array.from(batch, () => anyOrder(pieces, random))
        const target = tf.tensor2d(Float32Array.from(orders.flatMap((order) => [...orderTarget(order, temperature)])), [
          n,
          pieces,
        ])
        const partner = Int32Array.from(batch, (_, i) => (i + shift) % n)
        const similarities = phi
          ? Float32Array.from(batch, (window, i) => phi.similarity(window, batch[partner[i]]))
          : new Float32Array(n)
        const steps = gatherPieces(segments, piecesOf(list, batch, pieces, length), length)
        return [
          target,
          ...shuffledPieces(orders, 0),
          ...shuffledPieces(orders, shift),
          ...rowOrder(partner),
          tf.tensor1d(similarities),
          ...steps,
        ]
      },
      loss(pass, [target, first, firstBack, second, secondBack, partner, partnerBack, similarities, ...steps]) {
        const { tape } = pass
        const states = pieceStates(pass, steps, 'encoder')
        const order = orderPart(pass, states, target, [first, firstBack], [second, secondBack])
        if (!phi) return order
        const unit = unitRows(tape, reshape(tape, states, [target.shape[0], -1]))
        const distance = meanSquaredError(
          tape,
          rowDots(tape, unit, permuteRows(tape, unit, [partner, partnerBack])),
          similarities,
        )
        return add(tape, order, scale(tape, distance, training.alpha / Math.max(spread, leastSpread)))
      },
      train: Uint32Array.from({ length: list.count }, (_, i) => i),
      validation: new Uint32Array(0),
      epochs: training.epochs,
      batch: training.batch,
      learningRate: training.learningRate,
      patience: training.epochs,
    },
    job,
  )
}

/** Similarities of windows that are all alike hardly vary: divided by nought, rounding would be all that is learned. */
const leastSpread = 1e-6

const piecesOf = ({ segment, start }: WindowList, windows: ArrayLike<number>, pieces: number, length: number) =>
  Array.from(windows, (w) =>
    Array.from({ length: pieces }, (_, i) => ({ segment: segment[w], start: start[w] + i * length })),
  ).flat()

function pairOf(count: number, random: Random): [number, number] {
  const a = random.below(count)
  return [a, (a + 1 + random.below(count - 1)) % count]
}

function variance(values: number[]): number {
  const mean = values.reduce((a, b) => a + b) / values.length
  return values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length
}

/** φ's states of every piece of every window, each computed once: φ never learns. */
async function frozenEmbeddings(
  segments: Segment[],
  list: WindowList,
  { shape }: StenMeasuring,
  weights: ReturnType<typeof firstWeights>,
  job: Job,
) {
  const { pieces, length, units } = shape
  const known = new Map<number, number>()
  const at: { segment: number; start: number }[] = []
  const longest = Math.max(...segments.map((segment) => segment.times.length))
  const own = new Uint32Array(list.count * pieces)
  for (let w = 0; w < list.count; w++)
    piecesOf(list, [w], pieces, length).forEach((piece, i) => {
      const key = piece.segment * longest + piece.start
      if (!known.has(key)) known.set(key, at.push(piece) - 1)
      own[w * pieces + i] = known.get(key)!
    })
  const states = new Float32Array(at.length * units)
  const network = await trainedNetwork(stenSpecs(segments[0].values.length, shape), weights, job)
  try {
    for (let from = 0; from < at.length; from += 512) {
      await job.checkpoint({ phase: 'Preparing', done: from, total: at.length, unit: 'pieces' })
      const some = at.slice(from, from + 512)
      states.set(
        network.run((pass) => pieceStates(pass, gatherPieces(segments, some, length), 'target').data.dataSync()),
        from * units,
      )
    }
  } finally {
    network.dispose()
  }
  const embedding = (w: number, into: Float32Array) => {
    for (let i = 0; i < pieces; i++)
      into.set(states.subarray(own[w * pieces + i] * units, (own[w * pieces + i] + 1) * units), i * units)
    return into
  }
  const [left, right] = [new Float32Array(pieces * units), new Float32Array(pieces * units)]
  return { similarity: (a: number, b: number) => cosine(embedding(a, left), embedding(b, right)) }
}
