import { GraphFunction } from '../../graph/graph-function.ts'
import type { Job } from '../../job.ts'
import { adamRate, adamStep, type AdamState } from '../../layers/adam.ts'
import { kernels } from '../../layers/running-kernels.ts'
import { Tape, type Value } from '../../layers/tape.ts'
import { Weights, type StoredWeights, type WeightSpec } from '../../layers/weights.ts'
import type { Random } from '../../math/random.ts'
import { startTensorFlow, tensorFlow, type Tensor } from '../../tensorflow.ts'
import { loadNetwork } from './loaded-networks.ts'

/** One pass through a network: where operations are written down, the weights by name, and where running statistics go. */
export interface Pass {
  tape: Tape
  w: Readonly<Record<string, Value>>
  /** A running average: fixed weight `name` = momentum · itself + (1 − momentum) · value. Training only. */
  average(name: string, value: Value, momentum: number): void
}

/** The mean loss of a batch: a scalar. It depends on nothing but its arguments, because it soon runs as a graph. */
export type Loss = (pass: Pass, batch: readonly Tensor[]) => Value

/** More than a network has layers that drop something. */
const drawsPerStep = 64
const largestDraw = 2 ** 31 - 1

/** A network that learns, with what its optimiser keeps from step to step. `dispose` when done. */
export class LearningNetwork {
  readonly #weights: Weights
  readonly #loss: Loss
  readonly #training: GraphFunction
  readonly #judging: GraphFunction
  #means: Pick<AdamState, 'mean' | 'square'>
  #averaged: string[] = []
  #steps = 0
  readonly #proximal: number
  readonly #first: Tensor | null

  /** proximal — how strongly it is held to its first weights, see `KeepsOfFormer`. */
  constructor(specs: readonly WeightSpec[], first: StoredWeights, loss: Loss, proximal = 0) {
    this.#weights = new Weights(specs, first)
    this.#loss = loss
    this.#proximal = proximal
    this.#first = proximal > 0 ? tensorFlow().clone(this.#weights.flat) : null
    const zeros = () => tensorFlow().zeros(this.#weights.flat.shape)
    this.#means = { mean: zeros(), square: zeros() }
    this.#training = new GraphFunction((inputs) => this.#learn(inputs), 'training')
    this.#judging = new GraphFunction((inputs) => {
      const own = this.#weights.tensors.length
      const tape = new Tape(kernels())
      return [
        this.#loss({ tape, w: this.#weights.bind(tape, inputs.slice(0, own)), average: nowhere }, inputs.slice(own))
          .data,
      ]
    }, 'training')
  }

  /** One step of Adam. Returns the loss before it; where that is no number, the network stays as it was. */
  step(batch: () => Tensor[], learningRate: number, random: Random): number {
    const tf = tensorFlow()
    return tf.tidy(() => {
      const draws = Int32Array.from({ length: drawsPerStep }, () => random.below(largestDraw))
      const rate = tf.scalar(adamRate(learningRate, this.#steps + 1))
      const inputs = [
        this.#means.mean,
        this.#means.square,
        rate,
        tf.tensor1d(draws, 'int32'),
        ...this.#weights.tensors,
        ...batch(),
      ]
      const [loss, flat, mean, square, ...averages] = this.#training.run(inputs)
      const number = loss.dataSync()[0]
      if (!Number.isFinite(number)) return NaN
      this.#steps++
      this.#weights.learn(flat)
      this.#disposeMeans()
      this.#means = { mean: tf.keep(mean), square: tf.keep(square) }
      averages.forEach((value, i) => this.#weights.fix(this.#averaged[i], value))
      return number
    })
  }

  /** The loss of a batch that is not learned from. */
  judge(batch: () => Tensor[]): number {
    return tensorFlow().tidy(() => this.#judging.run([...this.#weights.tensors, ...batch()])[0].dataSync()[0])
  }

  /** The weights as they are now. */
  stored = (): StoredWeights => this.#weights.stored()

  dispose(): void {
    this.#weights.dispose()
    this.#first?.dispose()
    this.#disposeMeans()
    this.#training.dispose()
    this.#judging.dispose()
  }

  #disposeMeans(): void {
    this.#means.mean.dispose()
    this.#means.square.dispose()
  }

  #learn([mean, square, rate, draws, ...rest]: readonly Tensor[]): Tensor[] {
    const own = rest.slice(0, this.#weights.tensors.length)
    const tape = new Tape(kernels(), true, draws)
    const w = this.#weights.bind(tape, own)
    const averages: { name: string; value: Tensor }[] = []
    const average: Pass['average'] = (name, value, momentum) => {
      averages.push({
        name,
        value: tape.k.add(tape.k.scale(w[name].data, momentum), tape.k.scale(value.data, 1 - momentum)),
      })
    }
    const loss = this.#loss({ tape, w, average }, rest.slice(own.length))
    loss.gradient = tensorFlow().scalar(1)
    tape.backward()
    const plain = this.#weights.gradient(tape.k, w)
    const gradient = this.#first
      ? tape.k.add(plain, tape.k.scale(tape.k.sub(own[0], this.#first), this.#proximal))
      : plain
    const next = adamStep(tape.k, { weights: own[0], mean, square }, gradient, rate)
    this.#averaged = averages.map(({ name }) => name)
    return [loss.data, next.weights, next.mean, next.square, ...averages.map(({ value }) => value)]
  }
}

const nowhere = () => {}

/**
 * A trained network at work. `run` is called within a `tidy` with its weights and returns plain numbers. `graph` makes a
 * function of it that soon runs as a graph: from a batch's tensors to numbers, row-major. `dispose` when done. Where the job has
 * networks, it stays among them, and so do its functions by the order in which they are made: they may depend on nothing but
 * their inputs, the weights and the settings of the model.
 */
export async function trainedNetwork(
  specs: readonly WeightSpec[],
  stored: StoredWeights,
  { networks }: Pick<Job, 'networks'> = {},
) {
  await startTensorFlow()
  const loaded = networks?.of(specs, stored) ?? loadNetwork(specs, stored)
  const pass = (): Pass => {
    const tape = new Tape(kernels())
    return { tape, w: loaded.weights.bind(tape), average: nowhere }
  }
  let made = 0
  return {
    graph(body: (pass: Pass, inputs: readonly Tensor[]) => Tensor[]): (inputs: () => Tensor[]) => Float32Array[] {
      const graph = loaded.graph(made++, (inputs) => body(pass(), inputs))
      return (inputs) => {
        let numbers: Float32Array[] = []
        tensorFlow().tidy(() => {
          numbers = graph.run(inputs()).map((tensor) => tensor.dataSync() as Float32Array)
        })
        return numbers
      }
    },
    run<T>(use: (pass: Pass) => T): T {
      let result: T
      // Handed out through a variable: `tidy` searches what it returns for tensors, number by number.
      tensorFlow().tidy(() => {
        result = use(pass())
      })
      return result!
    },
    dispose() {
      if (!networks) loaded.dispose()
    },
  }
}
