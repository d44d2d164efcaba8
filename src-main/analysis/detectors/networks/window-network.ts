import type { ParamsOf } from '../../../shared/models/params.ts'
import type { Segment } from '../../../shared/data/series.ts'
import type { Job } from '../../job.ts'
import type { StoredWeights, WeightSpec } from '../../layers/weights.ts'
import { fitScaler, type Scaler } from '../../preprocessing/scaling.ts'
import type { Tensor } from '../../tensorflow.ts'
import type { Value } from '../../layers/tape.ts'
import { fitNetwork, splitForValidation } from './deep-training.ts'
import { scaledSegments, trainingStride, windowBatches, type strideParam } from './deep-windows.ts'
import type { Pass } from './network.ts'
import { fittingOf, type scalingParam, type trainingParams } from './training-params.ts'

/** What is kept of a network that learnt from windows. note — a sentence where training did not end as planned. */
export interface WindowNetwork {
  scaler: Scaler
  weights: StoredWeights
  note: string | null
}

/** width — rows of a window; loss — of windows [samples, width, channels], scaled. */
interface Learning {
  specs: readonly WeightSpec[]
  width: number
  loss(pass: Pass, windows: Tensor): Value
}

type Settings = ParamsOf<
  ReturnType<typeof trainingParams> & { scaling: typeof scalingParam; stride: typeof strideParam }
>

/**
 * Trains a network on nothing but the windows of the training segments: autoencoders and forecasters do. before — the model
 * to go on from, whose scaler stays.
 */
export async function fitToWindows(
  train: Segment[],
  { specs, width, loss }: Learning,
  settings: Settings,
  job: Job,
  before?: WindowNetwork,
): Promise<WindowNetwork> {
  const scaler = before?.scaler ?? fitScaler(train, settings.scaling)
  const lengths = train.map((segment) => segment.times.length)
  const stride = trainingStride(lengths, width, settings.stride)
  const { list, batch } = windowBatches(scaledSegments(train, scaler), width, stride)
  const fitting = {
    specs,
    first: before?.weights,
    inputs: (samples: Uint32Array) => [batch(samples)],
    loss: (pass: Pass, [windows]: readonly Tensor[]) => loss(pass, windows),
    ...splitForValidation(list.count),
    ...fittingOf(settings),
  }
  return { scaler, ...(await fitNetwork(fitting, job)) }
}
