import { badInput } from '../../shared/errors.ts'
import type { Job } from '../job.ts'
import { Adam } from '../layers/adam.ts'
import { kernels } from '../layers/kernels.ts'
import { Tape, type Value } from '../layers/tape.ts'
import { firstWeights, Weights, type StoredWeights, type WeightSpec } from '../layers/weights.ts'
import { seededRandom, shuffle } from '../random.ts'
import { startTensorFlow, tensorFlow, type Tensor } from '../tensorflow.ts'

/** One pass through a network: where operations are written down, the weights by name, and where running statistics go. */
export interface Pass {
  tape: Tape
  w: Readonly<Record<string, Value>>
  /** A running average: fixed weight `name` = momentum · itself + (1 − momentum) · value. Training only. */
  average(name: string, value: Value, momentum: number): void
}

/** What is to be learned, and how. Samples are numbers that `loss` knows how to fetch: windows are gathered per batch. */
export interface Fitting {
  specs: readonly WeightSpec[]
  /** First weights; without them, fresh ones from the seed. */
  first?: StoredWeights
  /** The mean loss of some samples: a scalar. Fetches its batch itself, inside the step's `tidy`. */
  loss(pass: Pass, samples: Uint32Array): Value
  train: Uint32Array
  validation: Uint32Array
  epochs: number
  batch: number
  learningRate: number
  /** Epochs without a better validation loss before training ends. */
  patience: number
  /** Halves the learning rate after `patience` epochs without a better validation loss, down to `floor`. */
  plateau?: { patience: number; floor: number }
}

/** weights — of the best epoch; note — a sentence where training did not end as planned. */
export interface Fitted {
  weights: StoredWeights
  note: string | null
}

/**
 * Trains with Adam: shuffled batches, validation after every epoch, early stopping, the best epoch's weights. A loss that
 * is no number ends the training with the best weights so far; in the first epoch, where there are none, it throws
 * bad-input. Leaves no tensor behind, however it ends.
 */
export async function fitNetwork(fitting: Fitting, job: Job): Promise<Fitted> {
  await startTensorFlow()
  const weights = new Weights(fitting.specs, fitting.first ?? firstWeights(fitting.specs, job.seed))
  const adam = new Adam(weights)
  try {
    return await trainEpochs(fitting, weights, adam, job)
  } finally {
    weights.dispose()
    adam.dispose()
  }
}

async function trainEpochs(fitting: Fitting, weights: Weights, adam: Adam, job: Job): Promise<Fitted> {
  const random = seededRandom(job.seed ^ 0x5eed)
  const order = fitting.train.slice()
  let learningRate = fitting.learningRate
  let best = { loss: Infinity, epoch: 0, weights: {} as StoredWeights }
  let sinceBetter = 0
  let last: { loss?: number; validationLoss?: number } = {}

  for (let epoch = 1; epoch <= fitting.epochs; epoch++) {
    const began = performance.now()
    shuffle(order, random)
    const report = (done: number) =>
      job.checkpoint({ phase: 'Training', done: (epoch - 1) * order.length + done, total: fitting.epochs * order.length, unit: 'windows', epoch, epochs: fitting.epochs, ...last })
    const loss = await averaged(order, fitting.batch, report, (samples) => trainStep(fitting, weights, adam, samples, learningRate, random))
    const validated = fitting.validation.length > 0 && Number.isFinite(loss)
    const validationLoss = validated ? await averaged(fitting.validation, 4 * fitting.batch, () => job.checkpoint(), (samples) => evaluate(fitting, weights, samples)) : undefined
    const judged = validationLoss ?? loss
    if (!Number.isFinite(judged)) return diverged(best, epoch)

    last = { loss, validationLoss }
    job.epoch?.({ epoch, loss, ...(validated ? { validationLoss } : {}), seconds: (performance.now() - began) / 1000 })
    if (judged < best.loss) {
      best = { loss: judged, epoch, weights: weights.stored() }
      sinceBetter = 0
    } else if (++sinceBetter >= fitting.patience) break
    else if (fitting.plateau && sinceBetter % fitting.plateau.patience === 0) learningRate = Math.max(fitting.plateau.floor, learningRate / 2)
  }
  return { weights: best.weights, note: null }
}

function diverged(best: { epoch: number; weights: StoredWeights }, epoch: number): Fitted {
  if (best.epoch === 0)
    throw badInput('The loss grew beyond all numbers in the first epoch: lower the learning rate, or look for extreme values in the training data.')
  return { weights: best.weights, note: `The loss grew beyond all numbers in epoch ${epoch}; the model keeps the weights of epoch ${best.epoch}.` }
}

/** Mean of a batch-wise loss over samples, weighted by batch size; stops at the first that is no number. */
async function averaged(samples: Uint32Array, size: number, report: (done: number) => Promise<void>, step: (samples: Uint32Array) => number): Promise<number> {
  let sum = 0
  for (let at = 0; at < samples.length; at += size) {
    await report(at)
    const batch = samples.subarray(at, at + size)
    const loss = step(batch)
    if (!Number.isFinite(loss)) return NaN
    sum += loss * batch.length
  }
  return sum / samples.length
}

function trainStep(fitting: Fitting, weights: Weights, adam: Adam, samples: Uint32Array, learningRate: number, random: ReturnType<typeof seededRandom>): number {
  const tf = tensorFlow()
  return tf.tidy(() => {
    const tape = new Tape(kernels(), true, random)
    const w = weights.bind(tape)
    const averages: { name: string; value: Tensor }[] = []
    const average: Pass['average'] = (name, value, momentum) => {
      averages.push({ name, value: tape.k.add(tape.k.scale(w[name].data, momentum), tape.k.scale(value.data, 1 - momentum)) })
    }
    const loss = fitting.loss({ tape, w, average }, samples)
    const number = loss.data.dataSync()[0]
    if (!Number.isFinite(number)) return NaN
    loss.gradient = tf.scalar(1)
    tape.backward()
    adam.step(tape.k, weights.gradient(tape.k, w), learningRate)
    for (const { name, value } of averages) weights.fix(name, value)
    return number
  })
}

const noAverages = () => {}

function evaluate(fitting: Fitting, weights: Weights, samples: Uint32Array): number {
  return tensorFlow().tidy(() => {
    const tape = new Tape(kernels())
    return fitting.loss({ tape, w: weights.bind(tape), average: noAverages }, samples).data.dataSync()[0]
  })
}

/**
 * Runs a trained network: `run` is called within a `tidy` with its weights and returns plain numbers. One call per batch;
 * `dispose` when done. Constants want no gradient, so that nothing is written down.
 */
export async function trainedNetwork(specs: readonly WeightSpec[], stored: StoredWeights) {
  await startTensorFlow()
  const weights = new Weights(specs.map((spec) => ({ ...spec, fixed: true })), stored)
  return {
    run<T>(use: (pass: Pass) => T): T {
      let result: T
      // Handed out through a variable: `tidy` searches what it returns for tensors, number by number.
      tensorFlow().tidy(() => {
        const tape = new Tape(kernels())
        result = use({ tape, w: weights.bind(tape), average: noAverages })
      })
      return result!
    },
    dispose: () => weights.dispose(),
  }
}

/** The last tenth of the samples validates, as Keras' validation_split 0.1; fewer than 20 samples all train. */
export function splitForValidation(count: number): { train: Uint32Array; validation: Uint32Array } {
  const all = Uint32Array.from({ length: count }, (_, i) => i)
  const cut = count < 20 ? count : Math.floor(count * 0.9)
  return { train: all.slice(0, cut), validation: all.slice(cut) }
}
