import { tensorFlow, type Tensor } from '../tensorflow.ts'
import type { Kernels } from './kernels.ts'

/** What Adam learns from step to step, beside the weights: running means of the gradient and of its square, [parameters] each. */
export interface AdamState {
  weights: Tensor
  mean: Tensor
  square: Tensor
}

/** One step of Adam (Kingma and Ba 2015) with Keras' constants, over one flat vector. gradient — [parameters]; rate — by `adamRate`, a scalar. */
export function adamStep(k: Kernels, { weights, mean, square }: AdamState, gradient: Tensor, rate: Tensor): AdamState {
  const next = {
    mean: k.add(k.scale(mean, beta1), k.scale(gradient, 1 - beta1)),
    square: k.add(k.scale(square, beta2), k.scale(k.square(gradient), 1 - beta2)),
  }
  const change = k.div(k.mul(next.mean, rate), k.add(k.sqrt(next.square), tensorFlow().scalar(epsilon)))
  return { weights: k.sub(weights, change), ...next }
}

/** The rate of a step, which makes up for the running means beginning at zero. step — from 1 on. */
export const adamRate = (learningRate: number, step: number): number =>
  (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step)

const beta1 = 0.9
const beta2 = 0.999
const epsilon = 1e-7
