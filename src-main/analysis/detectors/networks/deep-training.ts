import { badInput } from '../../../shared/errors.ts'
import type { Job } from '../../job.ts'
import { firstWeights, type StoredWeights, type WeightSpec } from '../../layers/weights.ts'
import { seededRandom, shuffle } from '../../math/random.ts'
import { startTensorFlow, type Tensor } from '../../tensorflow.ts'
import { LearningNetwork, type Loss } from './network.ts'

/** What is to be learned, and how. Samples are numbers that `inputs` knows how to fetch: windows are gathered per batch. */
export interface Fitting {
  specs: readonly WeightSpec[]
  /** First weights; without them, fresh ones from the seed. */
  first?: StoredWeights
  /** Some samples as tensors: all that `loss` looks at. Called inside the step's `tidy`. */
  inputs(samples: Uint32Array): Tensor[]
  loss: Loss
  train: Uint32Array
  validation: Uint32Array
  epochs: number
  batch: number
  learningRate: number
  /** Epochs without a better validation loss before training ends. */
  patience: number
  /** Halves the learning rate after `patience` epochs without a better validation loss, down to `floor`. */
  plateau?: { patience: number; floor: number }
  /** The learning rate falls to this share of itself by the last epoch, along half a cosine (Loshchilov and Hutter 2017). */
  cosine?: number
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
  const network = new LearningNetwork(
    frozenIn(fitting.specs, fitting.first && job.keeps?.frozen),
    fitting.first ?? firstWeights(fitting.specs, job.seed),
    fitting.loss,
    (fitting.first && job.keeps?.proximal) ?? 0,
  )
  try {
    return await trainEpochs(fitting, network, job)
  } finally {
    network.dispose()
  }
}

/** Specs of which those whose names begin in one of these ways do not learn. */
function frozenIn(specs: readonly WeightSpec[], names: readonly string[] = []): readonly WeightSpec[] {
  const frozen = specs.map((spec) =>
    names.some((name) => spec.name.startsWith(name)) ? { ...spec, fixed: true } : spec,
  )
  if (frozen.every((spec) => spec.fixed)) throw badInput('Nothing is left to learn: every layer is frozen.')
  return frozen
}

async function trainEpochs(fitting: Fitting, network: LearningNetwork, job: Job): Promise<Fitted> {
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
      job.checkpoint({
        phase: 'Training',
        done: (epoch - 1) * order.length + done,
        total: fitting.epochs * order.length,
        unit: 'windows',
        epoch,
        epochs: fitting.epochs,
        ...last,
      })
    const loss = await averaged(order, fitting.batch, report, (samples) =>
      network.step(() => fitting.inputs(samples), learningRate * cosineShare(fitting, epoch), random),
    )
    const validated = fitting.validation.length > 0 && Number.isFinite(loss)
    const validationLoss = validated
      ? await averaged(
          fitting.validation,
          4 * fitting.batch,
          () => job.checkpoint(),
          (samples) => network.judge(() => fitting.inputs(samples)),
        )
      : undefined
    const judged = validationLoss ?? loss
    if (!Number.isFinite(judged)) return diverged(best, epoch)

    last = { loss, validationLoss }
    job.epoch?.({ epoch, loss, ...(validated ? { validationLoss } : {}), seconds: (performance.now() - began) / 1000 })
    if (judged < best.loss) {
      best = { loss: judged, epoch, weights: network.stored() }
      sinceBetter = 0
    } else if (++sinceBetter >= fitting.patience) break
    else if (fitting.plateau && sinceBetter % fitting.plateau.patience === 0)
      learningRate = Math.max(fitting.plateau.floor, learningRate / 2)
  }
  return { weights: best.weights, note: null }
}

const cosineShare = ({ cosine = 1, epochs }: Fitting, epoch: number) =>
  cosine + ((1 - cosine) / 2) * (1 + Math.cos((Math.PI * (epoch - 1)) / epochs))

function diverged(best: { epoch: number; weights: StoredWeights }, epoch: number): Fitted {
  if (best.epoch === 0)
    throw badInput(
      'The loss grew beyond all numbers in the first epoch: lower the learning rate, or look for extreme values in the training data.',
    )
  return {
    weights: best.weights,
    note: `The loss grew beyond all numbers in epoch ${epoch}; the model keeps the weights of epoch ${best.epoch}.`,
  }
}

/** Mean of a batch-wise loss over samples, weighted by batch size; stops at the first that is no number. */
async function averaged(
  samples: Uint32Array,
  size: number,
  report: (done: number) => Promise<void>,
  step: (samples: Uint32Array) => number,
): Promise<number> {
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

/** The last tenth of the samples validates, as Keras' validation_split 0.1; fewer than 20 samples all train. */
export function splitForValidation(count: number): { train: Uint32Array; validation: Uint32Array } {
  const all = Uint32Array.from({ length: count }, (_, i) => i)
  const cut = count < 20 ? count : Math.floor(count * 0.9)
  return { train: all.slice(0, cut), validation: all.slice(cut) }
}
