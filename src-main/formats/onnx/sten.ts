import { sharedOrders } from '../../analysis/detectors/networks/sten-scoring.ts'
import { orderLogits, stenSpecs } from '../../analysis/detectors/networks/sten-network.ts'
import { orderTarget } from '../../analysis/detectors/networks/sten-objective.ts'
import { measuringOf, type StenModel, type StenParams } from '../../analysis/detectors/sten.ts'
import type { StoredWeights } from '../../analysis/layers/weights.ts'
import { asTensor } from './kernels.ts'
import type { OnnxGraph, Sym } from './graph.ts'
import { double, passOf } from './network-pass.ts'
import { scaledWindow, square, type Learnt, type WindowGraph } from './window-graph.ts'

/** STEN: a score for each piece of a window. The published code draws orders and partners from what it scores, and has none. */
export function stenGraph({ data, params, channels }: Learnt<StenModel, StenParams>): WindowGraph | { why: string } {
  if (params.objective === 'published code')
    return { why: 'it compares windows with others of the series that it scores, as its published code does' }
  const { pieces, pieceLength, units } = params
  const measuring = measuringOf(params, data.seed)
  return {
    width: pieces * pieceLength,
    step: 'mean',
    pieces,
    build(g, { window }) {
      const x = g.cast(scaledWindow(g, window, data.scaler), 'float')
      const cut = g.transpose(g.reshape(x, [-1, pieceLength, channels]), [1, 0, 2])
      const states = (encoder: string) =>
        g.reshape(lastStates(g, cut, data.weights, encoder, channels, units), [-1, pieces * units])
      const [f, phi] = [states('encoder'), states('target')]

      const pass = passOf(g, stenSpecs(channels, measuring.shape), data.weights)
      const byPiece = g.reshape(f, [-1, pieces, units])
      const places = (of: ArrayLike<number>) => g.constant(of, [pieces], 'int64')
      const orders = sharedOrders(measuring).map((order) => {
        const shuffled = g.reshape(g.gather(byPiece, places(order), 1), [-1, pieces * units])
        const logits = orderLogits(pass, pass.tape.constant(asTensor(shuffled))).data
        const answer = double(g, pass.tape.k.softmax(logits))
        const target = g.constant(orderTarget(order, measuring.temperature), [1, pieces])
        // What each slot adds goes to the piece that stood in it.
        return g.gather(divergences(g, answer, target), places(Uint8Array.from(order, (_, i) => order.indexOf(i))), 1)
      })
      const order = g.both(
        'Div',
        orders.reduce((a, b) => g.both('Add', a, b)),
        g.scalar(orders.length),
      )
      const apart = g.both('Sub', cosines(g, f, data.partners.f), cosines(g, phi, data.partners.phi))
      const distance = g.reduce('ReduceMean', square(g, apart), [1], true)
      const above = (a: Sym, { mean, deviation }: StenModel['order']) =>
        g.both('Div', g.both('Sub', a, g.scalar(mean)), g.scalar(deviation))
      const farther = g.both('Mul', above(distance, data.distance), g.scalar(params.beta))
      return { score: g.both('Add', above(order, data.order), farther) }
    },
  }
}

/** steps — [length, pieces, channels] → the last state of each piece, [1, pieces, units]. ONNX has the gates as update, reset, new. */
function lastStates(g: OnnxGraph, steps: Sym, w: StoredWeights, name: string, channels: number, units: number): Sym {
  const [gates, gatesBias, fresh, freshBias] = ['gates', 'gates bias', 'fresh', 'fresh bias'].map(
    (of) => w[`${name} ${of}`],
  )
  const rows = (from: number, to: number) => {
    const column = (of: Float32Array, wide: number, at: number) =>
      Array.from({ length: to - from }, (_, i) => of[(from + i) * wide + at])
    const each = Array.from({ length: units }, (_, u) => u)
    return [
      ...each.flatMap((u) => column(gates, 2 * units, units + u)),
      ...each.flatMap((u) => column(gates, 2 * units, u)),
      ...each.flatMap((u) => column(fresh, units, u)),
    ]
  }
  const bias = [...gatesBias.subarray(units), ...gatesBias.subarray(0, units), ...freshBias]
  return g.write(
    'GRU',
    [
      steps,
      g.constant(rows(0, channels), [1, 3 * units, channels], 'float'),
      g.constant(rows(channels, channels + units), [1, 3 * units, units], 'float'),
      g.constant([...bias, ...bias.map(() => 0)], [1, 6 * units], 'float'),
    ],
    { hidden_size: units },
    [
      { shape: [steps.shape[0], 1, steps.shape[1], units], kind: 'float' },
      { shape: [1, steps.shape[1], units], kind: 'float' },
    ],
  )[1]
}

/** Slot by slot, as `slotDivergence`. p — [windows, pieces]; q — [1, pieces]. */
function divergences(g: OnnxGraph, p: Sym, q: Sym): Sym {
  const m = g.both('Div', g.both('Add', p, q), g.scalar(2))
  const share = (a: Sym) => g.both('Mul', a, g.each('Log', g.both('Div', a, m)))
  const ofP = g.where(g.above(p, g.scalar(0)), share(p), g.scalar(0))
  return g.both('Div', g.both('Add', ofP, share(q)), g.scalar(2))
}

/** As `cosine`. states — [windows, n]; partners — [count, n] row-major → [windows, count]. */
function cosines(g: OnnxGraph, states: Sym, partners: Float32Array): Sym {
  const n = states.shape[1]
  const count = partners.length / n
  const own = g.cast(states, 'double')
  const lengths = Float64Array.from({ length: count }, (_, q) => Math.hypot(...partners.subarray(q * n, (q + 1) * n)))
  // A partner of length nought is 0 to everything.
  const unit = Float64Array.from(partners, (v, i) => v / (lengths[Math.floor(i / n)] || 1))
  const dots = g.matMul(own, g.transpose(g.constant(unit, [count, n]), [1, 0]))
  const length = g.each('Sqrt', g.reduce('ReduceSum', square(g, own), [1], true))
  return g.where(g.above(length, g.scalar(0)), g.both('Div', dots, length), g.scalar(0))
}
