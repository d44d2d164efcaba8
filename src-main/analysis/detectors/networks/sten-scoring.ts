import type { Segment } from '../../../shared/data/series.ts'
import type { Job } from '../../job.ts'
import type { StoredWeights } from '../../layers/weights.ts'
import { seededRandom, shuffle, type Random } from '../../math/random.ts'
import { nativeBackend, tensorFlow } from '../../tensorflow.ts'
import { trainedNetwork, type Pass } from './network.ts'
import { afterFirst, gatherPieces, pieceStates, stenSpecs, type StenShape } from './sten-network.ts'
import { orderTarget, publishedDivergence, slotDivergence } from './sten-objective.ts'

export type StenObjective = 'corrected' | 'published code'

/** What a window is measured with. partners — windows to compare with; permutations — K orders that each window is asked about. */
export interface StenMeasuring {
  shape: StenShape
  objective: StenObjective
  temperature: number
  permutations: number
  seed: number
}

/** f, phi — [partners, pieces · units] row-major: the partners' embeddings by the trained and by the frozen encoder. */
export interface Partners {
  f: Float32Array
  phi: Float32Array
}

/** Consecutive windows from `first`. order — [windows, pieces], each piece's own strangeness; distance — [windows]. */
export type TakeWindows = (first: number, order: Float64Array, distance: Float64Array) => void

/** So many windows at once: a fraction of a second of work on either engine. */
const windowsAtOnce = () => (nativeBackend() ? 1024 : 128)

const encoders = ['encoder', 'target'] as const

/**
 * A trained network at work. Neighbouring windows share their pieces: a piece's state is computed once and handed on, and
 * so is its product with each slot's part of the head, so that a shuffled order costs a sum and not a pass. `dispose` when done.
 */
export async function stenNetwork(weights: StoredWeights, channels: number, measuring: StenMeasuring, job?: Job) {
  const { shape } = measuring
  const { pieces, length, units } = shape
  const reach = (pieces - 1) * length
  const network = await trainedNetwork(stenSpecs(channels, shape), weights, job)

  /** Both encoders' states of pieces, [pieces, units] row-major. */
  const states = (segments: Segment[], at: { segment: number; start: number }[]): Partners =>
    network.run((pass) => {
      const steps = gatherPieces(segments, at, length)
      const [f, phi] = encoders.map((encoder) => pieceStates(pass, steps, encoder).data.dataSync() as Float32Array)
      return { f, phi }
    })

  return {
    /** The embeddings of some windows. */
    embed: (segments: Segment[], windows: readonly { segment: number; start: number }[]): Partners =>
      states(
        segments,
        windows.flatMap(({ segment, start }) =>
          Array.from({ length: pieces }, (_, i) => ({ segment, start: start + i * length })),
        ),
      ),

    /** Measures every window of a scaled segment, in order, a few hundred at a time. */
    async measure(segment: Segment, partners: Partners, job: Job, take: TakeWindows): Promise<void> {
      const count = segment.times.length - pieces * length + 1
      const orders = orderSource(measuring)
      let known: Partners & { to: number } = { to: 0, f: new Float32Array(0), phi: new Float32Array(0) }
      for (let first = 0; first < count; first += windowsAtOnce()) {
        await job.checkpoint({ phase: 'Scoring', done: first, total: count, unit: 'windows' })
        const windows = Math.min(windowsAtOnce(), count - first)
        const fresh = Array.from({ length: first + windows + reach - known.to }, (_, i) => ({
          segment: 0,
          start: known.to + i,
        }))
        const added = states([segment], fresh)
        const keep = (known.to - first) * units
        known = {
          to: first + windows + reach,
          f: joined(known.f.subarray(known.f.length - keep), added.f),
          phi: joined(known.phi.subarray(known.phi.length - keep), added.phi),
        }
        await job.checkpoint()
        const ask = orders(windows)
        const answers = network.run((pass) => orderAnswers(pass, known.f, ask, windows, measuring))
        const order = new Float64Array(windows * pieces)
        answers.forEach((p, k) => credit(order, p, ask[k], measuring))
        take(first, order, distances(known, partners, windows, measuring))
      }
    },
    dispose: () => network.dispose(),
  }
}

/**
 * The next orders to ask some windows about: K of them, [windows, pieces] each. Corrected: the same K for every window, so
 * that a score does not hang on a window's luck, and shifted round, so that each piece stands in each slot equally often.
 * Published code: every window its own.
 */
function orderSource(measuring: StenMeasuring): (windows: number) => Uint8Array[] {
  const { objective, permutations, seed } = measuring
  const { pieces } = measuring.shape
  const random = seededRandom(seed ^ 0x0dde4)
  const shared = sharedOrders(measuring, random)
  const next = objective === 'published code' ? () => anyOrder(pieces, random) : (k: number) => shared[k]
  return (windows) =>
    Array.from({ length: permutations }, (_, k) => {
      const all = new Uint8Array(windows * pieces)
      for (let w = 0; w < windows; w++) all.set(next(k), w * pieces)
      return all
    })
}

/** The K orders that every window is asked about, [pieces] each. */
export function sharedOrders(
  { shape: { pieces }, permutations, seed }: StenMeasuring,
  random = seededRandom(seed ^ 0x0dde4),
): Uint8Array[] {
  let base = anyOrder(pieces, random)
  return Array.from({ length: permutations }, (_, k) => {
    if (k > 0 && k % pieces === 0) base = anyOrder(pieces, random)
    return base.map((_, j) => base[(j + k) % pieces])
  })
}

/** A random permutation of 0…pieces−1. */
export const anyOrder = (pieces: number, random: Random): Uint8Array =>
  shuffle(
    Uint8Array.from({ length: pieces }, (_, i) => i),
    random,
  )

/** For each set of orders, softmax of the head's answer, [windows, pieces]. states — [windows + reach, units]. */
function orderAnswers(
  pass: Pass,
  states: Float32Array,
  orders: Uint8Array[],
  windows: number,
  { shape: { pieces, length, units }, objective }: StenMeasuring,
): Float32Array[] {
  const tf = tensorFlow()
  const { tape, w } = pass
  const { k } = tape
  const all = tf.tensor2d(states, [states.length / units, units])
  // What each piece adds to the first layer when it stands in slot j; the bias comes with the first slot.
  const slots = Array.from({ length: pieces }, (_, j) =>
    k.matMul(all, k.slice(w['order 1'].data, [j * units, 0], [units, -1])),
  )
  slots[0] = k.addBias(slots[0], w['order 1 bias'].data)
  return orders.map((order) => {
    const parts = slots.map((slot, j) => {
      // One order for all windows: the rows lie one after the other, and a slice of rows is no copy.
      if (objective === 'corrected') return k.slice(slot, [order[j] * length, 0], [windows, -1])
      const rows = Int32Array.from({ length: windows }, (_, i) => i + order[i * pieces + j] * length)
      return k.gather(slot, tf.tensor1d(rows, 'int32'))
    })
    return k.softmax(afterFirst(pass, tape.constant(k.addAll(parts))).data).dataSync() as Float32Array
  })
}

/**
 * Adds what an answer says of each piece, meaned over the K orders. p, order — [windows, pieces], slot by slot. Corrected:
 * the slot's part of the divergence, to the piece that stood in it. Published code: the slot's absolute difference divided
 * by the window's divergence, to the piece whose natural place the slot is, though another one stood there.
 */
function credit(
  into: Float64Array,
  p: Float32Array,
  order: Uint8Array,
  { objective, temperature, permutations, shape: { pieces } }: StenMeasuring,
): void {
  let target = orderTarget(order.subarray(0, pieces), temperature)
  for (let at = 0; at < order.length; at += pieces) {
    if (objective === 'corrected') {
      for (let j = 0; j < pieces; j++) into[at + order[at + j]] += slotDivergence(p[at + j], target[j]) / permutations
      continue
    }
    target = orderTarget(order.subarray(at, at + pieces), temperature)
    const answer = p.subarray(at, at + pieces)
    const divergence = publishedDivergence(answer, target)
    for (let j = 0; j < pieces; j++) into[at + j] += Math.abs(answer[j] - target[j]) / divergence / permutations
  }
}

/**
 * Mean distance error of each window to the partners, (s_f − s_φ)². states — [windows + reach, units] of the pieces that begin on
 * each row, by both encoders → [windows].
 */
export function distances(
  states: Partners,
  partners: Partners,
  windows: number,
  { shape, objective }: Pick<StenMeasuring, 'shape' | 'objective'>,
): Float64Array {
  const [f, phi] = [
    similarities(states.f, partners.f, windows, shape, objective),
    similarities(states.phi, partners.phi, windows, shape, objective),
  ]
  const count = f.length / windows
  return Float64Array.from({ length: windows }, (_, w) => {
    let sum = 0
    for (let q = 0; q < count; q++) sum += (f[w * count + q] - phi[w * count + q]) ** 2
    return sum / count
  })
}

/**
 * `cosine` of every window and partner (`publishedSimilarity` for the published code), [windows, partners]: inner products
 * and sizes of whole embeddings are sums of those of their pieces.
 */
function similarities(
  states: Float32Array,
  partners: Float32Array,
  windows: number,
  { pieces, length, units }: StenShape,
  objective: StenObjective,
): Float64Array {
  const count = partners.length / (pieces * units)
  const dots = innerProducts(states, partners, units)
  const published = objective === 'published code'
  const [sizes, partnerSizes] = [states, partners].map((rows) => sizesOf(rows, units, published))
  const size = (sum: number) => (published ? sum : Math.sqrt(sum))
  const partnerSize = Float64Array.from({ length: count }, (_, q) =>
    size(partnerSizes.subarray(q * pieces, (q + 1) * pieces).reduce((a, b) => a + b)),
  )
  const out = new Float64Array(windows * count)
  for (let w = 0; w < windows; w++) {
    let own = 0
    for (let i = 0; i < pieces; i++) own += sizes[w + i * length]
    for (let q = 0; q < count; q++) {
      let dot = 0
      for (let i = 0; i < pieces; i++) dot += dots[(w + i * length) * count * pieces + q * pieces + i]
      const both = size(own) * partnerSize[q]
      out[w * count + q] = both > 0 ? dot / both : 0
    }
  }
  return out
}

/**
 * The inner product of each row of a with each of b, both [rows, n] row-major → [rows of a, rows of b]. In double precision: the
 * distance is the difference of two cosines that are nearly equal, and in single precision a ten-thousandth of it is noise.
 */
function innerProducts(a: Float32Array, b: Float32Array, n: number): Float64Array {
  const wide = Float64Array.from(b)
  const [rows, columns] = [a.length / n, b.length / n]
  const row = new Float64Array(n)
  const out = new Float64Array(rows * columns)
  for (let i = 0; i < rows; i++) {
    row.set(a.subarray(i * n, (i + 1) * n))
    for (let j = 0; j < columns; j++) {
      let [even, odd] = [0, 0]
      const at = j * n
      let u = 0
      for (; u + 1 < n; u += 2) {
        even += row[u] * wide[at + u]
        odd += row[u + 1] * wide[at + u + 1]
      }
      if (u < n) even += row[u] * wide[at + u]
      out[i * columns + j] = even + odd
    }
  }
  return out
}

/** Each row's sum of squares, or of absolute values. rows — [rows, n] row-major. */
function sizesOf(rows: Float32Array, n: number, absolute: boolean): Float64Array {
  const out = new Float64Array(rows.length / n)
  for (let i = 0; i < rows.length; i++) out[Math.floor(i / n)] += absolute ? Math.abs(rows[i]) : rows[i] * rows[i]
  return out
}

function joined(a: Float32Array, b: Float32Array): Float32Array {
  const all = new Float32Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all
}
